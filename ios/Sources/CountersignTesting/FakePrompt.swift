import CountersignAPI
import Foundation

/// A prompt without a finger: answers as it was told, or stays up until it is answered or taken
/// down. What it was asked to say is in ``asked``. It may be used from any thread.
public final class FakePrompt: SigningPrompt {
    private struct State {
        var asked: [SigningPurpose] = []
        var requests: [SigningRequest] = []
        var isDismissed = false
        var pending: (@Sendable (PromptAnswer) -> Void)?
    }

    private let given: PromptAnswer?
    private let state = Guarded(State())

    /// - Parameter answer: what it answers at once; `nil` to stay up.
    public init(_ answer: PromptAnswer? = nil) {
        given = answer
    }

    /// What it was asked for, in order.
    public var asked: [SigningPurpose] { state.with { state in state.asked } }

    /// What it was asked to have signed, in order.
    public var requests: [SigningRequest] { state.with { state in state.requests } }

    /// Whether it was taken down while it was up.
    public var isDismissed: Bool { state.with { state in state.isDismissed } }

    /// Answers at once, if it was told what, and otherwise stays up.
    public func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle {
        state.with { state in
            state.asked.append(request.purpose)
            state.requests.append(request)
            state.pending = answer
        }
        if let given { answer(given) }
        return PromptHandle { [self] in
            state.with { state in state.isDismissed = true }
            answer(.cancelled)
        }
    }

    /// Answers a prompt that is up.
    public func answer(_ answer: PromptAnswer) {
        let pending = state.with { state in state.pending }
        pending?(answer)
    }
}

/// Asks a prompt, and waits for its answer.
func ask(_ prompt: any SigningPrompt, _ purpose: SigningPurpose) async throws -> PromptAnswer {
    let promise = Promise<PromptAnswer>()
    let asking = Asking { answer in promise.settle(.success(answer)) }
    asking.ask(prompt, SigningRequest(key: "key", signingInput: Data(), purpose: purpose))
    return try await promise.value(leave: { asking.leave() })
}
