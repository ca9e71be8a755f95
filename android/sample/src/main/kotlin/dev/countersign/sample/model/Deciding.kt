package dev.countersign.sample.model

import dev.countersign.ApprovalResult
import dev.countersign.ConsentInHand
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.DenialReason
import dev.countersign.Enrolment
import dev.countersign.PromptAnswer
import dev.countersign.Reading
import dev.countersign.Reported
import dev.countersign.SigningPrompt
import dev.countersign.SigningRequest
import dev.countersign.View
import dev.countersign.android.ConsentPhase
import dev.countersign.android.ConsentScreenState
import dev.countersign.android.Place
import dev.countersign.sample.consent.layOut
import java.time.Clock
import java.time.Duration
import java.time.Instant

/**
 * One request in hand, from the moment it is shown until it is decided or put back. What may be
 * done is up to the library's state of the screen; this carries it out.
 */
internal class Deciding(
    private val consent: ConsentInHand,
    private var enrolment: Enrolment,
    private val prompt: SigningPrompt,
    private val clock: Clock,
    /** Called on any thread: what is on the screen changed. */
    private val changed: () -> Unit,
) {
    @Volatile private var state = ConsentScreenState.ARRIVING.arrived(consent.request)
    private var said: Banner? = null
    private var reporting = false
    private var clockIsWrong = false
    private var receipt: String? = null
    private var reported: Reported? = null
    private var sendingSince: Instant? = null
    private var working = false
    private var left = false

    private val view: View? = (consent.request.reading as? Reading.Shown)?.view
    private val blocks = view?.let { layOut(it, consent.request.recent, enrolment.bank) }.orEmpty()

    val request: String
        get() = consent.request.request

    val enrolmentId: String
        get() = consent.request.enrolment

    /** A prompt is up, or an answer on its way: leaving would not take it back. */
    val isBusy: Boolean
        get() = state.phase == ConsentPhase.PROMPT || state.phase == ConsentPhase.SENDING

    /** Whether there is nothing left to do with it. */
    val isOver: Boolean
        get() = state.phase !in OPEN

    /** What is on the screen now. */
    fun screen(): Screen {
        val view = view
        return if (view != null && state.phase in SHOWN) consent(view) else ended()
    }

    /** The person chose, typed or scrolled. */
    fun change(next: (ConsentScreenState) -> ConsentScreenState) = update { state = next(state) }

    /** The screen shows this stretch. Draws anew only if that made a difference. */
    fun scrolled(top: Int, bottom: Int, places: List<Place>) {
        val before = state.missing
        synchronized(this) { state = state.scrolled(top, bottom, places) }
        if (state.missing != before) changed()
    }

    /** Shows or hides the question whether to report it. */
    fun askToReport(on: Boolean) = update { reporting = on && state.canDecline }

    /** Says something above it, and leaves it as it is. */
    fun say(banner: Banner) = update { said = banner }

    /** Asks for the fingerprint and sends. Does nothing while something stands before it. */
    suspend fun approve() {
        if (!mayApprove()) return
        val input = state.input() ?: return
        update {
            said = null
            state = state.prompting()
        }
        attempt {
            val result = consent.approve(input, ::ask)
            update {
                state = state.approved(result)
                receipt = receiptOf((result as? ApprovalResult.Decided)?.delivery)
            }
        }
    }

    /** Says no. Works whatever is wrong with the phone. */
    suspend fun decline() {
        if (!state.canDecline) return
        val reason = if (view == null) DenialReason.CANNOT_DISPLAY else DenialReason.UNSPECIFIED
        update { state = state.sending() }
        attempt {
            val delivery = consent.deny(reason)
            update {
                state = state.declined(delivery)
                receipt = receiptOf(delivery)
            }
        }
    }

    /** Says no, and has the bank block this phone. */
    suspend fun report() {
        if (!state.canDecline) return
        update {
            reporting = false
            state = state.sending()
        }
        attempt {
            val became = consent.notMe()
            update {
                reported = became
                state = state.declined(became.denial ?: Delivery.Unknown)
            }
        }
    }

    /** Somebody looks at it. */
    suspend fun touch() = watch { consent.touch() }

    /**
     * Asks whether it is still to be decided. If it is and its time is over by this phone's clock,
     * then that clock is wrong, and says nothing more.
     */
    suspend fun look() = watch {
        consent.stillOpen()
        if (secondsLeft() <= 0) update { clockIsWrong = true }
    }

    /** A second went by. */
    fun tick() {
        val since = sendingSince
        if (since == null || Duration.between(since, clock.instant()) < PATIENCE) return changed()
        update { state = state.stillSending() }
    }

    /** The enrolment changed while it was on the screen. */
    fun standsNow(enrolment: Enrolment) = update { this.enrolment = enrolment }

    /** Puts it back, undecided, if it was not decided. What is on its way arrives first. */
    fun close() {
        val now = synchronized(this) {
            left = true
            !working
        }
        if (now) letGo()
    }

    private fun letGo() {
        try {
            consent.close()
        } catch (_: CountersignException) {
            // It still waits: the next one that is opened takes its place.
        }
    }

    private fun consent(view: View): Screen.Consent {
        val obstacle = obstacle(view, state, timeIsUp()) ?: Banner.of(enrolment)?.obstacle()
        return Screen.Consent(
            request = request,
            view = view,
            blocks = blocks,
            state = state,
            banner = said ?: state.note?.let(Banner::of) ?: Banner.of(enrolment),
            obstacle = obstacle,
            canApprove = obstacle == null && state.canApprove,
            secondsLeft = secondsLeft().takeIf { !clockIsWrong },
            now = clock.instant(),
            bank = enrolment.bank,
            reporting = reporting,
        )
    }

    private fun ended(): Screen.Ended {
        val reading = consent.request.reading
        val ending = reported?.let(Ending::of) ?: Ending.of(state.phase)
        return Screen.Ended(
            ending = ending,
            request = request,
            title = view?.title.takeIf { ending != Ending.CANNOT_SHOW },
            problem = (reading as? Reading.NotShown)?.problem?.text
                .takeIf { ending == Ending.CANNOT_SHOW },
            receipt = receipt,
        )
    }

    private fun mayApprove(): Boolean = (screen() as? Screen.Consent)?.canApprove == true

    private fun timeIsUp(): Boolean = !clockIsWrong && secondsLeft() <= 0

    private fun secondsLeft(): Long =
        Duration.between(clock.instant(), consent.request.expiresAt).seconds

    /** The prompt, and the moment when there is a signature: from then on it is being sent. */
    private fun ask(request: SigningRequest, answer: (PromptAnswer) -> Unit) =
        prompt.ask(request) { given ->
            update { state = state.answered(given) }
            answer(given)
        }

    private suspend fun attempt(work: suspend () -> Unit) {
        synchronized(this) { working = true }
        try {
            work()
        } catch (failure: CountersignException) {
            update { state = state.failed(failure) }
        } finally {
            val now = synchronized(this) {
                working = false
                left
            }
            if (now) letGo()
        }
    }

    /** What takes it off the screen. A bank that cannot be reached does not. */
    private suspend fun watch(work: suspend () -> Unit) {
        try {
            work()
        } catch (failure: CountersignException) {
            val gone = failure is CountersignException.Over ||
                failure is CountersignException.OpenAgain
            // While an answer is on its way, the answer says what becomes of it.
            if (gone && state.canDecline) update { state = state.failed(failure) }
        }
    }

    private fun update(change: () -> Unit) {
        synchronized(this) {
            change()
            val sending = state.phase == ConsentPhase.SENDING
            sendingSince = if (sending) sendingSince ?: clock.instant() else null
        }
        changed()
    }

    private companion object {
        val PATIENCE: Duration = Duration.ofSeconds(5)
        val SHOWN = setOf(ConsentPhase.READY, ConsentPhase.PROMPT)
        val OPEN = SHOWN + setOf(
            ConsentPhase.NOT_SHOWN,
            ConsentPhase.SENDING,
            ConsentPhase.WAITING_FOR_BANK,
        )
    }
}

private fun receiptOf(delivery: Delivery?): String? = (delivery as? Delivery.Recorded)?.receipt
