import SwiftUI

/// A request that can be read and answered.
struct ConsentView: View {
    @ObservedObject var model: ConsentModel
    let layout: ConsentLayout
    let enrolAgain: @MainActor () -> Void

    @Environment(\.words) private var words
    @Environment(\.dynamicTypeSize) private var typeSize
    @Environment(\.accessibilityReduceMotion) private var reducesMotion
    @State private var isReporting = false

    var body: some View {
        ScrollViewReader { scroll in
            VStack(spacing: 0) {
                if !scrollsTogether { top }
                reading(scroll)
                if !scrollsTogether { answers(scroll) }
            }
        }
        .environmentObject(model)
        .background(Palette.surface.ignoresSafeArea())
        .sheet(isPresented: $isReporting) {
            ReportSheet { Task { await model.report() } }
                .environment(\.words, words)
        }
        .simultaneousGesture(TapGesture().onEnded { Task { await model.touched() } })
        .task { await model.keepLooking() }
    }

    /// With very large text everything scrolls: there is no room for bars.
    private var scrollsTogether: Bool { typeSize.isAccessibilitySize }

    private func reading(_ scroll: ScrollViewProxy) -> some View {
        GeometryReader { window in
            ScrollView {
                VStack(alignment: .leading, spacing: 0) {
                    if scrollsTogether { top }
                    VStack(alignment: .leading, spacing: 20) {
                        ForEach(Array(layout.blocks.enumerated()), id: \.offset) { _, block in
                            view(of: block)
                        }
                        Text(verbatim: words("asked_end"))
                            .font(.footnote)
                            .foregroundStyle(Palette.muted)
                            .frame(maxWidth: .infinity)
                    }
                    .padding(.horizontal, 20)
                    .padding(.vertical, 18)
                    if scrollsTogether { answers(scroll) }
                }
                .background { touchesByScrolling }
            }
            .coordinateSpace(name: ReadingSpace.name)
            .environment(\.visibleHeight, window.size.height)
        }
        .clipped()
        .accessibilityElement(children: .contain)
        .accessibilityLabel(Text(verbatim: words("asked_region")))
    }

    /// Who reads on looks at it.
    private var touchesByScrolling: some View {
        GeometryReader { content in
            Color.clear
                .onChange(of: content.frame(in: .named(ReadingSpace.name)).minY) { _ in
                    Task { await model.touched() }
                }
        }
    }

    private var top: some View {
        VStack(spacing: 0) {
            ConsentHeader(bank: model.bank, endsAt: model.endsAt)
            Divider().overlay(Palette.line)
            CaptureHint()
            if let banner = model.banner { BannerView(banner, words: words, enrol: enrolAgain) }
        }
    }

    private func answers(_ scroll: ScrollViewProxy) -> some View {
        AnswerBar(model: model) { readOn(scroll) } report: { isReporting = true }
    }

    @ViewBuilder private func view(of block: ConsentBlock) -> some View {
        switch block {
        case .often(let lastHour, let lastDay, let isAlarming):
            OftenView(lastHour: lastHour, lastDay: lastDay, isAlarming: isAlarming) {
                Task { await model.mute() }
            } report: {
                isReporting = true
            }
        case .asker(let asker):
            AskerView(asker: asker, bank: model.bank)
        case .asked(let subject):
            SubjectView(subject: subject)
        case .warnings(let warnings):
            VStack(spacing: 8) {
                ForEach(warnings) { WarningRow(text: $0.text).watched($0.piece) }
            }
        case .group(let title, let rows):
            GroupView(title: title) { RowsView(rows: rows) }
        case .accounts(let accounts):
            AccountsView(accounts: accounts)
        case .number(let digits, let piece):
            NumberView(digits: digits, piece: piece)
        case .origin(let requestedAt, let rows):
            GroupView(title: words("asked_where")) {
                AgoRow(moment: requestedAt)
                if !rows.isEmpty { Divider().overlay(Palette.line) }
                RowsView(rows: rows)
            }
        case .further(let rows):
            GroupView(title: words("asked_further")) { RowsView(rows: rows) }
        }
    }

    /// To the first piece that was not on the screen whole.
    private func readOn(_ scroll: ScrollViewProxy) {
        guard let piece = model.seen.firstUnseen else { return }
        let edge: UnitPoint = model.seen.hasBegun(piece) ? .bottom : .top
        withAnimation(reducesMotion ? nil : .easeOut(duration: 0.18)) {
            scroll.scrollTo(piece, anchor: edge)
        }
    }
}
