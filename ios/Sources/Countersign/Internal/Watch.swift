import CountersignAPI
internal import CountersignFFI
import Dispatch

/// Waits for changes on a thread of its own while somebody listens. The core calls nobody: it is
/// asked, and answers when there is something to tell.
final class Watch: @unchecked Sendable {
    /// A listener that leaves is noticed no later than this, in milliseconds.
    private static let longest: UInt32 = 5_000

    private struct State {
        var isWatching = false
        var isClosed = false
    }

    // A queue may be used from any thread; not every Dispatch says so to the compiler.
    private let queue = DispatchQueue(label: "dev.countersign.changes")
    private let device: CountersignFFI.Device
    private let told = Broadcast<Change>()
    private let state = Guarded(State())

    init(_ device: CountersignFFI.Device) {
        self.device = device
    }

    /// What changes after this call.
    func changes() -> AsyncStream<Change> {
        let stream = told.stream()
        // Read before anybody can act on the stream, so that nothing falls between.
        let seen = device.changes()
        let begins = state.with { state -> Bool in
            guard !state.isWatching, !state.isClosed else { return false }
            state.isWatching = true
            return true
        }
        if begins { queue.async { self.watch(since: seen) } }
        return stream
    }

    /// Ends all streams, and the thread.
    func close() {
        state.with { state in state.isClosed = true }
        device.releaseWaiting()
        told.finish()
    }

    private func watch(since begun: CountersignFFI.Changes) {
        var seen = begun
        while isWanted() {
            let now = device.changesAfter(seen: seen, longestMs: Self.longest)
            if seen.enrolments != now.enrolments { told.tell(.enrolments) }
            if seen.requests != now.requests { told.tell(.requests) }
            if seen.deliveries != now.deliveries { told.tell(.deliveries) }
            seen = now
        }
    }

    /// Whether to go on. Somebody who begins to listen meanwhile is heard here, or begins anew.
    private func isWanted() -> Bool {
        state.with { state -> Bool in
            state.isWatching = !state.isClosed && !told.isUnheard
            return state.isWatching
        }
    }
}
