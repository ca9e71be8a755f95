import Foundation

/// A value that one thread at a time looks at or changes. Nothing foreign is called meanwhile.
package final class Guarded<State>: @unchecked Sendable {
    // The lock is what makes it safe to share: the state is reached through `with` and nowhere else.
    private let lock = NSLock()
    private var state: State

    package init(_ state: State) {
        self.state = state
    }

    package func with<Value>(_ use: (inout State) throws -> Value) rethrows -> Value {
        lock.lock()
        defer { lock.unlock() }
        return try use(&state)
    }
}
