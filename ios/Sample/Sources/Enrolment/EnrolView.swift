import Countersign
import SwiftUI

/// Adding this phone, step by step.
struct EnrolView: View {
    @ObservedObject var model: EnrolModel
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words

    var body: some View {
        VStack(spacing: 0) {
            ScrollView { step }
            if !model.isBusy {
                Button(words("enrol_not_now")) { Task { await bank.endEnrolling() } }
                    .font(.body.weight(.medium))
                    .foregroundStyle(Palette.muted)
                    .frame(maxWidth: .infinity, minHeight: 48)
                    .padding(.bottom, 8)
            }
        }
        .background(Palette.surface.ignoresSafeArea())
        .onChange(of: model.step) { step in
            if step == .added { Task { await bank.endEnrolling() } }
        }
    }

    @ViewBuilder private var step: some View {
        switch model.step {
        case .invitation(let banner):
            if let banner { BannerView(banner, words: words) }
            LinkEntry(bank: bank.name) { link in Task { await model.read(link) } }
        case .checking:
            waiting(words("enrol_checking"))
        case .offered(let offer, let banner):
            if let banner { BannerView(banner, words: words) }
            OfferView(offer: offer) { Task { await model.add() } }
        case .adding, .added:
            waiting(words("enrol_adding"))
        case .stopped(let situation):
            Message(
                symbol: situation.symbol,
                tone: situation.tone,
                title: words(situation.title),
                text: words(situation.text)
            ) {
                Button(words("answer_again")) { Task { await model.beginAgain() } }
                    .buttonStyle(.answer(.approve))
                    .padding(.top, 12)
            }
        }
    }

    private func waiting(_ title: String) -> some View {
        Message(symbol: "hourglass", tone: .info, title: title, text: bank.name, isBusy: true)
    }
}

/// Bank and account, and whether to go on.
private struct OfferView: View {
    let offer: Offer
    let add: @MainActor () -> Void

    @Environment(\.words) private var words

    var body: some View {
        VStack(spacing: 20) {
            Text(verbatim: words("enrol_title"))
                .font(.title2.weight(.semibold))
                .foregroundStyle(Palette.ink)
                .accessibilityAddTraits(.isHeader)
            Card {
                row("enrol_bank", offer.bank)
                Divider().overlay(Palette.line)
                row("enrol_account", offer.account)
            }
            Countdown(endsAt: offer.expiresAt)
            Button(action: add) {
                Label(
                    words("enrol_add"),
                    systemImage: words.recognisesFaces ? "faceid" : "touchid"
                )
            }
            .buttonStyle(.answer(.approve))
            .fixedSize(horizontal: false, vertical: true)
        }
        .padding(20)
    }

    private func row(_ key: String, _ value: String) -> some View {
        VStack(alignment: .leading, spacing: 3) {
            Text(verbatim: words(key)).font(.footnote).foregroundStyle(Palette.muted)
            Text(verbatim: value.isolated).font(.headline).foregroundStyle(Palette.ink)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 14)
        .padding(.vertical, 12)
        .accessibilityElement(children: .combine)
    }
}
