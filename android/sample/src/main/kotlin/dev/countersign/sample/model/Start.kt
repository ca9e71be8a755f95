package dev.countersign.sample.model

import dev.countersign.AuthenticationDevice
import dev.countersign.CountersignException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/**
 * The start of the app: opens the device once, and from then on shows what the app shows. All
 * functions are called on the main thread.
 */
internal class Start(
    private val scope: CoroutineScope,
    private val openDevice: suspend () -> AuthenticationDevice,
    private val resetDevice: suspend () -> Unit,
    private val makeApp: (AuthenticationDevice) -> BankApp,
) {
    private val shown = MutableStateFlow<Screen>(Screen.Opening)
    private val waiting = mutableListOf<(BankApp) -> Unit>()
    private var isOpening = false

    /** What is on the screen. */
    val screen: StateFlow<Screen> = shown

    /** The app, once the device is open. */
    var app: BankApp? = null
        private set

    /** Opens the device, unless it is open or being opened. */
    fun open() {
        if (app == null && !isOpening) begin { openNow() }
    }

    /** Deletes what cannot be read here, and opens again. The person has to enrol anew. */
    fun startAgain() {
        if (app == null && !isOpening) {
            begin {
                resetDevice()
                openNow()
            }
        }
    }

    /** Does something with the app, as soon as there is one. */
    fun whenOpen(work: (BankApp) -> Unit) {
        app?.let(work) ?: waiting.add(work)
    }

    private suspend fun openNow() {
        val opened = makeApp(openDevice())
        app = opened
        scope.launch { opened.screen.collect { shown.value = it } }
        waiting.forEach { it(opened) }
        waiting.clear()
    }

    private fun begin(work: suspend () -> Unit) {
        isOpening = true
        shown.value = Screen.Opening
        scope.launch {
            try {
                work()
            } catch (failure: CountersignException) {
                shown.value = Screen.Ended(Ending.of(failure))
            } finally {
                isOpening = false
            }
        }
    }
}
