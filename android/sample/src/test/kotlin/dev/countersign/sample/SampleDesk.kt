package dev.countersign.sample

import dev.countersign.AuthenticationDevice
import dev.countersign.ConsentRequest
import dev.countersign.Enrolment
import dev.countersign.Hint
import dev.countersign.PromptAnswer
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import dev.countersign.testing.FakeAuthenticationDevice
import dev.countersign.testing.FakePrompt
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob

internal val SIGNED = PromptAnswer.Signed(byteArrayOf(1))

internal val HINT = Hint.Data(mapOf("countersign" to "1"))

/** The app over a device that a test fills, on a clock that a test moves. */
internal class SampleDesk(
    enrolments: List<Enrolment> = listOf(enrolment()),
    requests: List<ConsentRequest> = emptyList(),
    prompt: FakePrompt = FakePrompt(),
    obstacle: Ending? = null,
    seenAs: (FakeAuthenticationDevice) -> AuthenticationDevice = { it },
) {
    val device = FakeAuthenticationDevice(enrolments, requests)
    val clock = TestClock()
    val quiet = mutableListOf<Duration>()
    val app = BankApp(
        device = seenAs(device),
        bank = "Desk Bank",
        prompt = prompt,
        clock = clock,
        scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined),
        obstacle = { obstacle },
        keepQuiet = { quiet += it },
    )

    /** Opens the first request that waits, as a person does. */
    fun open() {
        app.resume()
        app.request.open(screen<Screen.Home>().waiting.first())
    }

    /** Brings all of it onto the screen. */
    fun readAll() {
        val parts = all(screen<Screen.Consent>().state)
        app.request.scrolled(0, 1_000, parts)
    }

    inline fun <reified T : Screen> screen(): T {
        val screen = app.screen.value
        check(screen is T) { "it is $screen" }
        return screen
    }
}
