import SwiftUI

/// The device could not be opened: why, and what can be done about it.
struct FailureView: View {
    let situation: Situation
    @ObservedObject var app: AppModel

    @Environment(\.words) private var words

    var body: some View {
        ScrollView {
            Message(
                symbol: situation.symbol,
                tone: situation.tone,
                title: words(situation.title),
                text: words(situation.text)
            ) {
                action.padding(.top, 12)
            }
        }
        .background(Palette.surface.ignoresSafeArea())
    }

    @ViewBuilder private var action: some View {
        if situation == .reset {
            Button(words("answer_start_again")) { Task { await app.reset() } }
                .buttonStyle(.answer(.approve))
        } else {
            Button(words("answer_again")) { Task { await app.open() } }
                .buttonStyle(.answer(.approve))
        }
    }
}
