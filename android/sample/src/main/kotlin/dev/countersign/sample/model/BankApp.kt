package dev.countersign.sample.model

import dev.countersign.AuthenticationDevice
import dev.countersign.Change
import dev.countersign.CountersignException
import dev.countersign.Enrolment
import dev.countersign.HistoryEntry
import dev.countersign.Offer
import dev.countersign.SigningPrompt
import dev.countersign.deliverUntilSettled
import java.time.Clock
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/**
 * The app between the device and the screen: which screen there is, and what a touch leads to.
 *
 * It lives as long as the process, so a rotated activity finds everything as it was. All functions
 * are called on the main thread, return at once, and change [screen] when they are done.
 */
internal class BankApp(
    private val device: AuthenticationDevice,
    private val bank: String,
    prompt: SigningPrompt,
    clock: Clock,
    private val scope: CoroutineScope,
    /** Why no key can be made on this phone now; `null` if one can. */
    obstacle: () -> Ending?,
    /** Keeps notifications back: for the part of the app that posts them. */
    keepQuiet: (Duration) -> Unit,
) {
    private val shown = MutableStateFlow<Screen>(Screen.Opening)
    private val home = HomeState(device, bank, clock)
    private val enrolling = Enrolling(device, prompt, obstacle, ::show)
    private val history = History(device, ::show)
    private var delivering: Job? = null

    /** The request that is open. */
    val request =
        RequestInHand(device, home, prompt, clock, scope, keepQuiet, ::begin, ::show, ::over)

    /** What is on the screen. */
    val screen: StateFlow<Screen> = shown

    init {
        scope.launch { device.changes.collect(::changed) }
    }

    /** The app came to the foreground. */
    fun resume() {
        deliver()
        if (request.isOpen) request.look() else begin { refresh() }
    }

    /** Nobody looks at it any more. */
    fun pause() {
        delivering?.cancel()
    }

    /** The step back that the system offers. `false` if there is none, and the app is left. */
    fun back(): Boolean {
        val now = shown.value
        when {
            now is Screen.Home && now.removing == null || now == Screen.Opening -> return false
            now is Screen.Invite && !now.canGoBack || now is Screen.Digits -> return false
            now is Screen.Stopped -> return false
            request.isBusy || now is Screen.Adding || now == Screen.Checking -> Unit
            now is Screen.Home -> askToRemove(null)
            now is Screen.Consent && now.reporting -> request.askToReport(false)
            now is Screen.PastOne && now.reporting -> history.askToReport(false)
            now is Screen.PastOne -> openHistory()
            now is Screen.Offered -> notNow()
            else -> goHome()
        }
        return true
    }

    fun goHome() = begin { leave() }

    fun refreshHome() = begin { refresh() }

    /** Sends again what has no answer yet, or asks again what is waiting. */
    fun tryAgain() {
        val now = shown.value as? Screen.Ended
        begin {
            device.deliver(now = true)
            val asked = now?.request
            if (now?.ending == Ending.UNKNOWN && asked != null) settle(asked) else leave()
        }
    }

    // Adding and removing this phone

    fun invite() = show(Screen.Invite(bank, banner = null, canGoBack = home.inUse.isNotEmpty()))

    fun paste() = show(Screen.Paste)

    /** A scanned, pasted or opened link. It waits for no answer, and no answer waits for it. */
    fun read(link: String) {
        if (request.isBusy) return
        request.letGo()
        begin { enrolling.read(link) }
    }

    fun add(offer: Offer) = begin {
        when (enrolling.add(offer)) {
            is Enrolling.Added.Registered -> refresh()
            Enrolling.Added.NotAdded ->
                show(Screen.Invite(bank, Banner.NOT_ADDED, home.inUse.isNotEmpty()))
            Enrolling.Added.Waiting -> Unit
        }
    }

    fun notNow() = begin {
        enrolling.giveUp()
        leave()
    }

    fun confirmed(enrolment: Enrolment) = begin {
        if (enrolling.confirmed(enrolment)) refresh()
    }

    fun askToRemove(enrolment: Enrolment?) {
        home.askToRemove(enrolment)
        show(home.screen())
    }

    fun remove(enrolment: Enrolment) = begin {
        home.askToRemove(null)
        val banner = enrolling.remove(enrolment)
        refresh()
        if (banner != null) {
            home.say(banner)
            show(home.screen())
        }
    }

    // History

    fun openHistory() = begin { history.open(home.inUse) }

    fun openEntry(entry: HistoryEntry) = history.open(entry)

    fun older() = begin { history.older() }

    fun askToReportEntry(on: Boolean) = history.askToReport(on)

    fun reportEntry(entry: HistoryEntry) = begin { history.report(entry) }

    // How it is done

    private suspend fun over(screen: Screen) {
        deliver()
        val ended = screen as? Screen.Ended
        // How it ended, the history says where no answer did.
        if (ended?.ending == Ending.OVER) ended.request?.let { settle(it) }
    }

    /** Shows how a request ended by the history, where the screen does not say it yet. */
    private suspend fun settle(request: String) {
        val entry = history.find(request) ?: return
        val ending = Ending.of(entry.outcome) ?: return
        val now = shown.value as? Screen.Ended
        if (now?.request == request && now.ending.isOpen) {
            show(Screen.Ended(ending, request, entry.title, receipt = entry.receipt))
        }
    }

    private suspend fun leave() {
        request.letGo()
        home.read()
        show(home.screen())
        refresh()
    }

    private suspend fun refresh() {
        home.ask { if (!request.isOpen && isAtRest(shown.value)) show(home.screen()) }
    }

    /** Screens that give way to what the bank says. */
    private fun isAtRest(screen: Screen): Boolean =
        when (screen) {
            is Screen.Home,
            is Screen.Stopped,
            is Screen.Digits,
            is Screen.Adding,
            Screen.Opening -> true
            is Screen.Invite -> !screen.canGoBack && screen.banner == null
            else -> false
        }

    private suspend fun changed(change: Change) {
        try {
            home.read()
        } catch (_: CountersignException) {
            // What cannot be read now is read when the screen is opened.
            return
        }
        request.standsNow(home::enrolment)
        val now = shown.value
        if (now is Screen.Home || now is Screen.Stopped) show(home.screen())
        val ended = (now as? Screen.Ended)?.request
        if (change == Change.DELIVERIES && ended != null && !request.isOpen) settle(ended)
    }

    /** Sends what has no answer yet, for as long as somebody looks. */
    private fun deliver() {
        if (delivering?.isActive == true) return
        delivering = scope.launch {
            try {
                device.deliverUntilSettled()
            } catch (_: CountersignException) {
                // The next time the app comes to the foreground it is tried again.
            }
        }
    }

    private fun begin(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (failure: CountersignException) {
                request.letGo()
                show(Screen.Ended(Ending.of(failure)))
            }
        }
    }

    private fun show(screen: Screen) {
        shown.value = screen
    }
}
