import CountersignAPI
import Dispatch

/// Where native calls run: on threads that may wait, and never on those of Swift's own pool, of
/// which there are few. A caller that is cancelled stops waiting; the call goes on to its end.
final class Work: @unchecked Sendable {
    // A queue may be used from any thread; not every Dispatch says so to the compiler.
    private let queue = DispatchQueue(
        label: "dev.countersign.work",
        qos: .userInitiated,
        attributes: .concurrent
    )

    /// Runs a call, and waits for it unless it is cancelled.
    func run<Value: Sendable>(
        _ call: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let promise = Promise<Value>()
        begin { promise.settle(Result { try translated(call) }) }
        return try await promise.value()
    }

    /// Asks a prompt, and settles what it answers on a thread of the library: once there is a
    /// signature, what is made of it does not depend on who still waits.
    func prompted<Value: Sendable>(
        _ prompt: any SigningPrompt,
        _ request: SigningRequest,
        settle: @escaping @Sendable (PromptAnswer) throws -> Value
    ) async throws -> Value {
        let promise = Promise<Value>()
        let asking = Asking { answer in
            self.begin { promise.settle(Result { try translated { try settle(answer) } }) }
        }
        begin { asking.ask(prompt, request) }
        // Not on the thread that cancels, which may hold locks: taking a prompt down is the app's.
        return try await promise.value(leave: { self.begin { asking.leave() } })
    }

    /// Begins a call for which somebody may or may not wait.
    private func begin(_ call: @escaping @Sendable () -> Void) {
        queue.async { call() }
    }
}
