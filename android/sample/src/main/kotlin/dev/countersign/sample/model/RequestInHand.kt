package dev.countersign.sample.model

import dev.countersign.AuthenticationDevice
import dev.countersign.ConsentInHand
import dev.countersign.Enrolment
import dev.countersign.Hint
import dev.countersign.SigningPrompt
import dev.countersign.android.ConsentScreenState
import dev.countersign.android.Place
import java.time.Clock
import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

/** The one request that is open, if one is: from touching it in the list to its end. */
internal class RequestInHand(
    private val device: AuthenticationDevice,
    private val home: HomeState,
    private val prompt: SigningPrompt,
    private val clock: Clock,
    private val scope: CoroutineScope,
    private val keepQuiet: (Duration) -> Unit,
    /** Does work that may fail, and shows if it does. */
    private val begin: (suspend () -> Unit) -> Unit,
    private val show: (Screen) -> Unit,
    /** It is over, and this is what the screen says. */
    private val over: suspend (Screen) -> Unit,
) {
    private var deciding: Deciding? = null
    private var touchedAt = clock.instant()
    private var lookedAt = clock.instant()

    val isOpen: Boolean
        get() = deciding != null

    /** A prompt is up, or an answer on its way: leaving would not take it back. */
    val isBusy: Boolean
        get() = deciding?.isBusy == true

    fun open(waiting: Waiting) = open { device.open(waiting.enrolment, waiting.request) }

    /** A notification or a link led here. What is in hand stays in hand: it is decided first. */
    fun open(hint: Hint) {
        if (!isOpen) open { device.open(hint) }
    }

    /** The person chose or typed. */
    fun answer(change: (ConsentScreenState) -> ConsentScreenState) {
        deciding?.change(change)
    }

    /** The screen shows the stretch from [top] to [bottom] of all that is laid out. */
    fun scrolled(top: Int, bottom: Int, places: List<Place>) {
        deciding?.scrolled(top, bottom, places)
    }

    fun approve() = with { it.approve() }

    fun decline() = with { it.decline() }

    fun askToReport(on: Boolean) {
        deciding?.askToReport(on)
    }

    fun report() = with { it.report() }

    /** Another app lies over the screen, and a touch was refused. */
    fun covered() {
        deciding?.say(Banner.COVERED)
    }

    /** Keeps notifications of the enrolment back for an hour. */
    fun mute() = with {
        device.mute(it.enrolmentId, HOUR)
        keepQuiet(HOUR)
        it.say(Banner.MUTED)
    }

    /** Somebody touched the screen. */
    fun touched() {
        if (isRecent(touchedAt, TOUCH)) return
        touchedAt = clock.instant()
        with { it.touch() }
    }

    /** A second went by. */
    fun tick() {
        val deciding = deciding ?: return
        deciding.tick()
        val left = (deciding.screen() as? Screen.Consent)?.secondsLeft
        if (!isRecent(lookedAt, LOOK) || left == 0L) look()
    }

    /** Asks whether it is still to be decided. */
    fun look() {
        lookedAt = clock.instant()
        with { it.look() }
    }

    /** Enrolments changed while it was on the screen. */
    fun standsNow(enrolment: (String) -> Enrolment?) {
        deciding?.let { now -> enrolment(now.enrolmentId)?.let(now::standsNow) }
    }

    /** Puts it back, undecided, if it was not decided. */
    fun letGo() {
        deciding?.close()
        deciding = null
    }

    private fun open(take: suspend () -> ConsentInHand) = begin {
        letGo()
        show(Screen.Ended(Ending.ARRIVING))
        val consent = take()
        home.read()
        val enrolment = home.enrolment(consent.request.enrolment)
        if (enrolment == null) {
            consent.close()
            show(Screen.Ended(Ending.NOT_GENUINE))
        } else {
            hold(consent, enrolment)
        }
    }

    private fun hold(consent: ConsentInHand, enrolment: Enrolment) {
        touchedAt = clock.instant()
        lookedAt = touchedAt
        lateinit var held: Deciding
        held = Deciding(consent, enrolment, prompt, clock) { scope.launch { redraw(held) } }
        deciding = held
        show(held.screen())
    }

    private suspend fun redraw(changed: Deciding) {
        if (changed !== deciding) return
        val screen = changed.screen()
        show(screen)
        if (changed.isOver) {
            letGo()
            over(screen)
        }
    }

    private fun with(work: suspend (Deciding) -> Unit) {
        deciding?.let { begin { work(it) } }
    }

    private fun isRecent(then: Instant, span: Duration): Boolean =
        Duration.between(then, clock.instant()) < span

    private companion object {
        val TOUCH: Duration = Duration.ofSeconds(15)
        val LOOK: Duration = Duration.ofSeconds(10)
        val HOUR: Duration = Duration.ofHours(1)
    }
}
