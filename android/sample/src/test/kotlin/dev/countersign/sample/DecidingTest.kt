package dev.countersign.sample

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.ConsentInHand
import dev.countersign.ConsentRequest
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.DenialReason
import dev.countersign.PromptAnswer
import dev.countersign.PromptHandle
import dev.countersign.Reported
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.Told
import dev.countersign.sample.model.Banner
import dev.countersign.sample.model.Deciding
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import dev.countersign.sample.words.Phrase
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class DecidingTest {
    private val clock = TestClock()
    private val consent = ScriptedConsent(request())
    private val unconfined = CoroutineScope(Dispatchers.Unconfined)

    @Test
    fun `at the end of the time nothing can be approved, even if the bank cannot be asked`() {
        val deciding = read()
        consent.stillOpen = { throw CountersignException.TryLater() }
        clock.pass(seconds = 300)

        runBlocking { deciding.look() }

        val screen = deciding.screen() as Screen.Consent
        assertEquals(Phrase(R.string.missing_time), screen.obstacle?.phrase)
        assertFalse(screen.canApprove)
        runBlocking { deciding.approve() }
        assertEquals(0, consent.approvals)
    }

    @Test
    fun `what is over by the bank is taken off the screen`() {
        val deciding = read()
        consent.stillOpen = { throw CountersignException.Over() }

        runBlocking { deciding.look() }

        assertEquals(Ending.OVER, (deciding.screen() as Screen.Ended).ending)
        assertTrue(deciding.isOver)
    }

    @Test
    fun `from the signature on it is being sent, and after a while it waits for the bank`() {
        val deciding = read(signing())
        val bank = CompletableDeferred<Delivery>()
        consent.bank = bank
        unconfined.launch { deciding.approve() }
        val sending = deciding.screen() as Screen.Ended

        clock.pass(seconds = 5)
        deciding.tick()
        val waiting = deciding.screen() as Screen.Ended
        bank.complete(Delivery.Recorded("receipt"))

        assertEquals(Ending.SENDING, sending.ending)
        assertEquals(Ending.WAITING, waiting.ending)
        val ended = deciding.screen() as Screen.Ended
        assertEquals(Ending.APPROVED, ended.ending)
        assertEquals("receipt", ended.receipt)
    }

    @Test
    fun `leaving while an answer is on its way lets it arrive before letting go`() {
        val deciding = read(signing())
        val bank = CompletableDeferred<Delivery>()
        consent.bank = bank
        unconfined.launch { deciding.approve() }

        deciding.close()
        val early = consent.isClosed
        bank.complete(Delivery.Recorded("receipt"))

        assertFalse(early)
        assertTrue(consent.isClosed)
    }

    @Test
    fun `what fails leaves the choice as it was`() {
        val failures = mapOf(
            CountersignException.TryLater() to Banner.OFFLINE,
            CountersignException.AskAgain() to Banner.NOT_RECOGNISED,
            CountersignException.Correct() to Banner.CORRECT,
            CountersignException.EnrolAgain() to Banner.KEY_INVALID,
            CountersignException.OnlyDeny() to Banner.DEVICE_LOCKED,
        )

        for ((failure, banner) in failures) {
            val deciding = read()
            consent.fails = failure
            runBlocking { deciding.approve() }
            assertEquals(banner, (deciding.screen() as Screen.Consent).banner)
        }
    }

    @Test
    fun `what fails for good takes it off the screen`() {
        val failures = mapOf(
            CountersignException.Over() to Ending.OVER,
            CountersignException.OpenAgain() to Ending.PUT_AWAY,
            CountersignException.NotGenuine() to Ending.NOT_GENUINE,
            CountersignException.UpdateApp() to Ending.UPDATE_APP,
            CountersignException.Defect() to Ending.DEFECT,
        )

        for ((failure, ending) in failures) {
            val deciding = read()
            consent.fails = failure
            runBlocking { deciding.approve() }
            assertEquals(ending, (deciding.screen() as Screen.Ended).ending)
        }
    }

    @Test
    fun `what cannot be shown is declined for that reason, and all else for none`() {
        val unread = ScriptedConsent(unreadable())

        runBlocking {
            Deciding(unread, enrolment(), signing(), clock) {}.decline()
            read().decline()
        }

        assertEquals(DenialReason.CANNOT_DISPLAY, unread.reason)
        assertEquals(DenialReason.UNSPECIFIED, consent.reason)
    }

    @Test
    fun `a report that the bank could not be told is said to be stored`() {
        val deciding = read()
        consent.report = Reported(Delivery.Unknown, Told.LATER)

        runBlocking { deciding.report() }

        assertEquals(Ending.REPORT_STORED, (deciding.screen() as Screen.Ended).ending)
    }

    @Test
    fun `nothing of a request stands in what a log would say of it`() {
        val deciding = read()

        val said = listOf(deciding, deciding.screen(), (deciding.screen() as Screen.Consent).state)

        for (each in said) assertFalse(each.toString().contains("Merchant"), each.toString())
    }

    private fun read(prompt: SigningPrompt = signing()): Deciding =
        Deciding(consent, enrolment(), prompt, clock) {}.also {
            val state = (it.screen() as Screen.Consent).state
            it.scrolled(0, 1_000, all(state))
        }

    private fun signing() = SigningPrompt { _, answer ->
        answer(SIGNED)
        PromptHandle {}
    }
}

/** A consent that does as it was told. */
private class ScriptedConsent(override val request: ConsentRequest) : ConsentInHand {
    var stillOpen: () -> Unit = {}
    var bank = CompletableDeferred<Delivery>(Delivery.Recorded("receipt"))
    var fails: CountersignException? = null
    var report = Reported(Delivery.Recorded("receipt"), Told.NOW)
    var reason: DenialReason? = null
    var approvals = 0
    var isClosed = false

    override suspend fun touch() = Unit

    override suspend fun stillOpen() = stillOpen.invoke()

    override suspend fun approve(input: ApprovalInput, prompt: SigningPrompt): ApprovalResult {
        approvals += 1
        fails?.let { throw it }
        val answered = CompletableDeferred<PromptAnswer>()
        prompt.ask(SigningRequest("key", byteArrayOf(1), SigningPurpose.Consent("Pay"))) {
            answered.complete(it)
        }
        answered.await()
        return ApprovalResult.Decided(bank.await())
    }

    override suspend fun deny(reason: DenialReason): Delivery {
        this.reason = reason
        return bank.await()
    }

    override suspend fun notMe(): Reported = report

    override fun close() {
        isClosed = true
    }
}
