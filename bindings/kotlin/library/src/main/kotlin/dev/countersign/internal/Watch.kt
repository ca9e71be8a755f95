package dev.countersign.internal

import dev.countersign.Change
import dev.countersign.ffi.Changes
import dev.countersign.ffi.Device
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.shareIn

/**
 * Waits for changes on a thread of its own while somebody collects them. The core calls nobody: it
 * is asked, and answers when there is something to tell.
 */
internal class Watch(private val device: Device) : AutoCloseable {
    private val thread = Executors.newSingleThreadExecutor { work ->
        Thread(work, "countersign-changes").apply { isDaemon = true }
    }
    private val scope = CoroutineScope(thread.asCoroutineDispatcher())

    val changes: Flow<Change> =
        flow {
            var seen = device.changes()
            while (true) {
                val now = device.changesAfter(seen, LONGEST_MS)
                for (change in differences(seen, now)) emit(change)
                seen = now
            }
        }
            // The device was let go of while somebody collected.
            .catch { failure -> if (failure !is IllegalStateException) throw failure }
            .shareIn(scope, SharingStarted.WhileSubscribed())

    override fun close() {
        scope.cancel()
        device.releaseWaiting()
        thread.shutdown()
    }

    private fun differences(seen: Changes, now: Changes): List<Change> = buildList {
        if (seen.enrolments != now.enrolments) add(Change.ENROLMENTS)
        if (seen.requests != now.requests) add(Change.REQUESTS)
        if (seen.deliveries != now.deliveries) add(Change.DELIVERIES)
    }

    private companion object {
        /** A collector that leaves is noticed no later than this. */
        val LONGEST_MS = 5_000u
    }
}
