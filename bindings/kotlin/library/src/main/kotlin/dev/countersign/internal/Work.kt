package dev.countersign.internal

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.launch

/**
 * Where native calls run: on threads that may wait, in a scope that belongs to nobody's screen. A
 * caller that is cancelled stops waiting; the call goes on to its end.
 */
internal class Work {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)

    suspend fun <T> run(call: () -> T): T = scope.async { translated(call) }.await()

    /** Begins a call that somebody may or may not wait for. */
    fun begin(call: suspend () -> Unit): Job = scope.launch { call() }
}
