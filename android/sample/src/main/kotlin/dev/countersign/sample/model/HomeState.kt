package dev.countersign.sample.model

import dev.countersign.AuthenticationDevice
import dev.countersign.CountersignException
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.HistoryEntry
import dev.countersign.Outcome
import java.time.Clock

/** What the app knows while nothing is open: enrolments, what waits, and what was decided. */
internal class HomeState(
    private val device: AuthenticationDevice,
    private val bank: String,
    private val clock: Clock,
) {
    private var enrolments: List<Enrolment> = emptyList()
    private var waiting: List<Waiting> = emptyList()
    private var past: List<HistoryEntry> = emptyList()
    private var asking = false
    private var banner: Banner? = null
    private var removing: Enrolment? = null

    /** Those that decide, or will. */
    val inUse: List<Enrolment>
        get() = enrolments

    fun enrolment(id: String): Enrolment? = enrolments.find { it.id == id }

    /** What is on the screen when nothing is open. */
    fun screen(): Screen {
        val pending = enrolments.find { it.state == EnrolmentState.PENDING }
        val stopped = enrolments.find {
            it.state == EnrolmentState.BLOCKED || it.state == EnrolmentState.REVOKED
        }
        return when {
            enrolments.isEmpty() -> Screen.Invite(bank, banner, canGoBack = false)
            enrolments.any { it.state == EnrolmentState.ACTIVE } -> home()
            pending != null -> Screen.Digits(pending, asking, banner)
            stopped != null ->
                Screen.Stopped(stopped, stopped.state == EnrolmentState.REVOKED)
            else -> home()
        }
    }

    /** Reads what is known here. Asks nobody. */
    suspend fun read() {
        enrolments = device.enrolments()
        past = device.history(count = LATEST)
        val active = enrolments.filter { it.state == EnrolmentState.ACTIVE }.map { it.id }
        val decided = past.filter { it.outcome != Outcome.OPEN }.map { it.request }
        waiting = waiting.filter { it.enrolment in active && it.request !in decided }
    }

    /** Asks the bank how the enrolments are and what waits. What it does not say stays. */
    suspend fun ask(shown: () -> Unit) {
        asking = true
        banner = null
        shown()
        tried { read() }
        for (enrolment in enrolments) tried { device.refresh(enrolment.id) }
        tried { read() }
        val active = enrolments.filter { it.state == EnrolmentState.ACTIVE }
        waiting = active.flatMap { tried { pending(it) } ?: known(it) }
        asking = false
        banner = banner ?: enrolments.firstNotNullOfOrNull(Banner::of)
        shown()
    }

    /** Says something above the list. */
    fun say(banner: Banner?) {
        this.banner = banner
    }

    /** Shows or hides the question whether to remove an enrolment. */
    fun askToRemove(enrolment: Enrolment?) {
        removing = enrolment
    }

    private suspend fun pending(enrolment: Enrolment): List<Waiting> =
        device.pending(enrolment.id).map { Waiting(enrolment.id, it.request, it.expiresAt) }

    private fun known(enrolment: Enrolment): List<Waiting> =
        waiting.filter { it.enrolment == enrolment.id }

    private suspend fun <T> tried(work: suspend () -> T): T? =
        try {
            work()
        } catch (failure: CountersignException) {
            banner = Banner.of(failure) ?: banner
            null
        }

    private fun home() =
        Screen.Home(enrolments, waiting, past, asking, banner, clock.instant(), removing)

    private companion object {
        const val LATEST = 5
    }
}
