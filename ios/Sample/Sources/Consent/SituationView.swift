import Countersign
import SwiftUI

/// What stands in place of a request: it arrives, it cannot be shown, it is over.
struct SituationView: View {
    let situation: Situation
    @ObservedObject var model: ConsentModel
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words
    @AccessibilityFocusState private var isRead: Bool

    var body: some View {
        VStack(spacing: 0) {
            ScrollView {
                Message(
                    symbol: situation.symbol,
                    tone: situation.tone,
                    title: words(situation.title),
                    text: words(situation.text),
                    isBusy: situation.isBusy
                ) {
                    details
                }
                .accessibilityFocused($isRead)
            }
            answers
                .padding(.horizontal, 20)
                .padding(.vertical, 12)
        }
        .background(Palette.surface.ignoresSafeArea())
        .onAppear { isRead = true }
        .onChange(of: situation) { _ in isRead = true }
    }

    @ViewBuilder private var details: some View {
        if let title = model.title {
            Text(verbatim: title.isolated)
                .font(.headline)
                .foregroundStyle(Palette.ink)
        }
        if case .cannotBeShown(let problem) = model.screen.stage {
            WarningRow(text: problem.text)
        }
        if let receipt { ReceiptView(token: receipt) }
    }

    private var receipt: String? {
        guard case .ended(let ending) = model.screen.stage else { return nil }
        switch ending {
        case .approved(let receipt), .declined(let receipt): return receipt
        default: return nil
        }
    }

    @ViewBuilder private var answers: some View {
        switch situation {
        case .arriving, .sending:
            EmptyView()
        case .cannotShow:
            Button {
                Task { await model.decline() }
            } label: {
                Label(words("answer_decline"), systemImage: "xmark")
            }
            .buttonStyle(.answer(.decline))
            .fixedSize(horizontal: false, vertical: true)
        case .enrolAgain:
            pair(words("enrol_again")) {
                bank.leave()
                bank.beginEnrolling()
            }
        case _ where situation.canBeTriedAgain:
            pair(words("answer_again")) { Task { await bank.tryAgain() } }
        default:
            Button(words(situation.isDone ? "answer_done" : "answer_close"), action: bank.leave)
                .buttonStyle(.answer(.approve))
                .fixedSize(horizontal: false, vertical: true)
        }
    }

    /// Closing, and something else to do.
    private func pair(_ name: String, _ action: @escaping @MainActor () -> Void) -> some View {
        HStack(spacing: 12) {
            Button(words("answer_close"), action: bank.leave).buttonStyle(.answer(.decline))
            Button(name, action: action).buttonStyle(.answer(.approve))
        }
        .fixedSize(horizontal: false, vertical: true)
    }
}
