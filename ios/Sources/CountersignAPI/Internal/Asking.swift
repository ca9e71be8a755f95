/// A prompt, from the moment it is asked until it has answered. One that somebody waits for no more
/// is taken down, but only while it has not answered: after that there may be a signature.
package final class Asking: Sendable {
    private struct State {
        var handle: PromptHandle?
        var hasAnswered = false
        var isLeft = false
    }

    private let state = Guarded(State())
    private let settle: @Sendable (PromptAnswer) -> Void

    /// `settle` gets the first answer, and no other.
    package init(settle: @escaping @Sendable (PromptAnswer) -> Void) {
        self.settle = settle
    }

    /// Shows the prompt; if nobody waits any more, it counts as closed and is never shown.
    package func ask(_ prompt: any SigningPrompt, _ request: SigningRequest) {
        if state.with({ state in state.isLeft }) {
            answered(.cancelled)
            return
        }
        let handle = prompt.ask(request) { answer in self.answered(answer) }
        let isTooLate = state.with { state -> Bool in
            guard !state.hasAnswered else { return false }
            state.handle = handle
            return state.isLeft
        }
        if isTooLate { handle.dismiss() }
    }

    /// Nobody waits any more.
    package func leave() {
        let handle = state.with { state -> PromptHandle? in
            guard !state.hasAnswered else { return nil }
            state.isLeft = true
            return state.handle
        }
        handle?.dismiss()
    }

    private func answered(_ answer: PromptAnswer) {
        let isFirst = state.with { state -> Bool in
            defer {
                state.hasAnswered = true
                state.handle = nil
            }
            return !state.hasAnswered
        }
        if isFirst { settle(answer) }
    }
}
