import Countersign
import SwiftUI

/// The app at rest: what waits, whom this phone decides for, and what was decided.
struct HomeView: View {
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words

    var body: some View {
        NavigationStack {
            ScrollView {
                VStack(alignment: .leading, spacing: 20) {
                    if let banner = bank.banner {
                        BannerView(banner, words: words) { bank.beginEnrolling() }
                    }
                    CaptureHint()
                    VStack(alignment: .leading, spacing: 24) {
                        waiting
                        ForEach(bank.enrolments.filter { $0.state == .pending }) { enrolment in
                            DigitsCard(enrolment: enrolment, bank: bank)
                        }
                        ForEach(bank.enrolments.filter { $0.state != .pending }) { enrolment in
                            EnrolmentCard(enrolment: enrolment, bank: bank)
                        }
                        past
                        refresh
                    }
                    .padding(.horizontal, 20)
                }
                .padding(.bottom, 24)
            }
            .refreshable { await bank.refresh() }
            .background(Palette.surface.ignoresSafeArea())
            .navigationTitle(Text(verbatim: bank.name))
            .navigationBarTitleDisplayMode(.inline)
            .accessibilityLabel(Text(verbatim: words("home_region")))
        }
    }

    @ViewBuilder private var waiting: some View {
        if bank.waiting.isEmpty {
            Message(
                symbol: "checkmark",
                tone: .calm,
                title: words("home_nothing"),
                text: words("home_first")
            )
        } else {
            VStack(alignment: .leading, spacing: 12) {
                Text(verbatim: words.counted("home_waiting", bank.waiting.count))
                    .font(.title2.weight(.semibold))
                    .foregroundStyle(Palette.ink)
                    .accessibilityAddTraits(.isHeader)
                ForEach(bank.waiting) { request in
                    WaitingRow(request: request) { bank.open(request) }
                }
            }
            .padding(.top, 8)
        }
    }

    @ViewBuilder private var past: some View {
        if !bank.past.isEmpty {
            VStack(alignment: .leading, spacing: 0) {
                NavigationLink {
                    HistoryView(model: bank.history)
                } label: {
                    HStack {
                        Text(verbatim: words("home_history")).font(.headline)
                        Spacer()
                        Image(systemName: "chevron.forward").accessibilityHidden(true)
                    }
                    .foregroundStyle(Palette.ink)
                    .frame(minHeight: 48)
                    .contentShape(Rectangle())
                }
                .buttonStyle(.plain)
                ForEach(bank.past.prefix(3)) { entry in
                    Divider().overlay(Palette.line)
                    NavigationLink {
                        EntryView(entry: entry, model: bank.history)
                    } label: {
                        EntryRow(entry: entry)
                    }
                    .buttonStyle(.plain)
                }
            }
        }
    }

    private var refresh: some View {
        Button {
            Task { await bank.refresh() }
        } label: {
            Label(
                bank.isAsking ? words("home_asking") : words("home_refresh"),
                systemImage: "arrow.clockwise"
            )
            .frame(maxWidth: .infinity)
        }
        .buttonStyle(.plainOutline)
        .disabled(bank.isAsking)
    }
}

/// A request that waits. What it asks is not known, so nothing of it is guessed.
private struct WaitingRow: View {
    let request: BankModel.Waiting
    let open: @MainActor () -> Void

    @Environment(\.words) private var words

    var body: some View {
        Button(action: open) {
            HStack(spacing: 12) {
                VStack(alignment: .leading, spacing: 2) {
                    Text(verbatim: words("home_open"))
                        .font(.headline)
                        .foregroundStyle(Palette.ink)
                    Countdown(endsAt: request.endsAt)
                }
                Spacer(minLength: 0)
                Image(systemName: "chevron.forward")
                    .foregroundStyle(Palette.ink)
                    .accessibilityHidden(true)
            }
            .multilineTextAlignment(.leading)
            .padding(.horizontal, 16)
            .frame(maxWidth: .infinity, minHeight: 64)
            .background(Palette.softAccent, in: shape)
            .overlay { shape.strokeBorder(Palette.accent, lineWidth: 1.5) }
            .contentShape(shape)
        }
        .buttonStyle(.plain)
        .accessibilityElement(children: .combine)
    }

    private var shape: RoundedRectangle { RoundedRectangle(cornerRadius: 14, style: .continuous) }
}
