/// Tells everybody who listens.
package final class Broadcast<Element: Sendable>: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Element>.Continuation] = [:]
        var next = 0
        var isFinished = false
    }

    private let state = Guarded(State())

    package init() {}

    /// Whether nobody listens.
    package var isUnheard: Bool { state.with { state in state.listeners.isEmpty } }

    /// A stream of what is told from now on.
    package func stream() -> AsyncStream<Element> {
        let (stream, listener) = AsyncStream.makeStream(of: Element.self)
        let number = state.with { state -> Int? in
            guard !state.isFinished else { return nil }
            state.next += 1
            state.listeners[state.next] = listener
            return state.next
        }
        if let number {
            listener.onTermination = { [weak self] _ in self?.remove(number) }
        } else {
            listener.finish()
        }
        return stream
    }

    package func tell(_ element: Element) {
        let listeners = state.with { state in Array(state.listeners.values) }
        for listener in listeners { listener.yield(element) }
    }

    /// Ends all streams, now and later.
    package func finish() {
        let listeners = state.with { state -> [AsyncStream<Element>.Continuation] in
            defer { state.listeners = [:] }
            state.isFinished = true
            return Array(state.listeners.values)
        }
        // Outside of the lock: a stream that ends asks to be removed.
        for listener in listeners { listener.finish() }
    }

    private func remove(_ number: Int) {
        state.with { state in _ = state.listeners.removeValue(forKey: number) }
    }
}
