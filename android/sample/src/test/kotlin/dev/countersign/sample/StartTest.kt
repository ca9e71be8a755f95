package dev.countersign.sample

import dev.countersign.AuthenticationDevice
import dev.countersign.CountersignException
import dev.countersign.PromptAnswer
import dev.countersign.Security
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import dev.countersign.sample.model.Start
import dev.countersign.testing.FakePrompt
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class StartTest {
    @Test
    fun `what arrives before the device is open waits for it`() {
        val desk = SampleDesk(requests = listOf(request()))
        val start = start(desk) { desk.device }
        start.whenOpen { it.request.open(HINT) }

        start.open()

        assertTrue(start.screen.value is Screen.Consent)
        assertSame(desk.app, start.app)
    }

    @Test
    fun `data of another phone are deleted only when the person says so`() {
        val desk = SampleDesk(enrolments = emptyList())
        var isReadable = false
        val start = start(desk, reset = { isReadable = true }) {
            if (isReadable) desk.device else throw CountersignException.Reset()
        }
        start.open()
        val ended = start.screen.value as Screen.Ended

        start.startAgain()

        assertEquals(Ending.RESET, ended.ending)
        assertSame(desk.app, start.app)
    }

    @Test
    fun `a start that failed can be tried again`() {
        val desk = SampleDesk()
        var tries = 0
        val start = start(desk) {
            tries += 1
            if (tries == 1) throw CountersignException.TryLater() else desk.device
        }
        start.open()
        val ended = start.screen.value as Screen.Ended

        start.open()
        start.open()

        assertEquals(Ending.OFFLINE, ended.ending)
        assertEquals(2, tries)
    }

    @Test
    fun `without an activity nothing is asked and nothing is approved`() {
        val relay = PromptRelay()
        var given: PromptAnswer? = null

        relay.ask(SigningRequest("key", byteArrayOf(1), SigningPurpose.NewKey)) { given = it }

        assertEquals(PromptAnswer.Cancelled, given)
    }

    @Test
    fun `an activity that ends late does not take the prompt of the next one`() {
        val relay = PromptRelay()
        val (old, new) = FakePrompt() to FakePrompt(SIGNED)
        relay.attach(old)
        relay.attach(new)
        relay.detach(old)
        var given: PromptAnswer? = null

        relay.ask(SigningRequest("key", byteArrayOf(1), SigningPurpose.NewKey)) { given = it }

        assertSame(SIGNED, given)
    }

    @Test
    fun `a link is known by its path and nothing else`() {
        assertEquals(LinkKind.OFFER, LinkKind.of("https://bank.example/enrol?offer=x"))
        assertEquals(LinkKind.REQUEST, LinkKind.of("https://bank.example/request?countersign=1"))
        assertNull(LinkKind.of("https://bank.example/enrol/x"))
        assertNull(LinkKind.of("https://bank.example/ enrol"))
    }

    @Test
    fun `a bank without pins is the sandbox at this very machine`() {
        val sandbox = issuer("http://127.0.0.1:8484", "Desk Bank", "{}", emptyList())
        val bank = issuer("https://bank.example", "Desk Bank", "{}", listOf("one", "two"))

        assertSame(Security.PlainLoopback, sandbox.security)
        assertEquals(listOf("one", "two"), (bank.security as Security.Tls).pins)
    }

    private fun start(
        desk: SampleDesk,
        reset: suspend () -> Unit = {},
        open: suspend () -> AuthenticationDevice,
    ) =
        Start(
            scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined),
            openDevice = open,
            resetDevice = reset,
            makeApp = { desk.app },
        )
}
