/// A result that somebody may wait for, once. Whoever is cancelled stops waiting; what was to settle
/// it goes on, and finds nobody.
package final class Promise<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiting: CheckedContinuation<Value, any Error>?
    }

    private let state = Guarded(State())

    package init() {}

    /// Settles it. The first result counts.
    package func settle(_ result: Result<Value, any Error>) {
        let waiting = state.with { state -> CheckedContinuation<Value, any Error>? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(with: result)
    }

    /// Waits for the result. If the task is cancelled first, calls `leave` and throws.
    package func value(leave: @escaping @Sendable () -> Void = {}) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                attach(continuation)
            }
        } onCancel: {
            leave()
            settle(.failure(CancellationError()))
        }
    }

    private func attach(_ continuation: CheckedContinuation<Value, any Error>) {
        let settled = state.with { state -> Result<Value, any Error>? in
            if state.result == nil { state.waiting = continuation }
            return state.result
        }
        if let settled { continuation.resume(with: settled) }
    }
}
