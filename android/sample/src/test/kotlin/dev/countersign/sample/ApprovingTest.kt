package dev.countersign.sample

import dev.countersign.AuthenticationDevice
import dev.countersign.Delivery
import dev.countersign.HistoryEntry
import dev.countersign.Outcome
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.SigningPurpose
import dev.countersign.sample.model.Banner
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import dev.countersign.sample.words.Phrase
import dev.countersign.testing.FakeAuthenticationDevice
import dev.countersign.testing.FakePrompt
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What can be answered, when, and what becomes of it. */
class ApprovingTest {
    @Test
    fun `an approval needs all of it read, and a fingerprint`() {
        val desk = SampleDesk(requests = listOf(request()), prompt = FakePrompt(SIGNED))
        desk.open()

        desk.app.request.approve()
        val unread = desk.screen<Screen.Consent>()
        desk.readAll()
        desk.app.request.approve()

        assertFalse(unread.canApprove)
        assertEquals(Phrase(R.string.missing_read), unread.obstacle?.phrase)
        val ended = desk.screen<Screen.Ended>()
        assertEquals(Ending.APPROVED, ended.ending)
        assertEquals("Pay 123.50 EUR to Merchant A", ended.title)
        assertEquals("receipt", ended.receipt)
        assertEquals(mapOf("request-1" to true), desk.device.decisions)
    }

    @Test
    fun `the prompt says what the core worded`() {
        val prompt = FakePrompt(SIGNED)
        val desk = SampleDesk(requests = listOf(request()), prompt = prompt)
        desk.open()
        desk.readAll()

        desk.app.request.approve()

        val purpose = prompt.asked.single() as SigningPurpose.Consent
        assertEquals("Pay 123.50 EUR to Merchant A", purpose.text)
    }

    @Test
    fun `while the prompt is up nothing else can be touched, and going back does nothing`() {
        val desk = SampleDesk(requests = listOf(request()), prompt = FakePrompt())
        desk.open()
        desk.readAll()

        desk.app.request.approve()
        desk.app.request.decline()
        desk.app.request.askToReport(true)
        val back = desk.app.back()

        val consent = desk.screen<Screen.Consent>()
        assertTrue(back)
        assertFalse(consent.canApprove)
        assertFalse(consent.state.canDecline)
        assertFalse(consent.reporting)
        assertTrue(desk.device.decisions.isEmpty())
    }

    @Test
    fun `a prompt that was closed loses nothing`() {
        val desk = SampleDesk(
            requests = listOf(request(view(numberDigits = 2))),
            prompt = FakePrompt(PromptAnswer.Cancelled),
        )
        desk.open()
        desk.readAll()
        desk.app.request.answer { it.typed("42") }

        desk.app.request.approve()

        val consent = desk.screen<Screen.Consent>()
        assertEquals(Banner.CANCELLED, consent.banner)
        assertEquals("42", consent.state.number)
        assertTrue(consent.canApprove)
    }

    @Test
    fun `what a prompt failed with is said, and declining works under each`() {
        val said = PromptFailure.entries.associateWith { failure ->
            val desk = SampleDesk(
                requests = listOf(request()),
                prompt = FakePrompt(PromptAnswer.Failed(failure)),
            )
            desk.open()
            desk.readAll()
            desk.app.request.approve()
            val consent = desk.screen<Screen.Consent>()
            assertTrue(consent.state.canDecline)
            consent.banner
        }

        val expected = mapOf(
            PromptFailure.NOT_RECOGNISED to Banner.NOT_RECOGNISED,
            PromptFailure.LOCKED_OUT to Banner.LOCKED_OUT,
            PromptFailure.KEY_INVALIDATED to Banner.KEY_INVALID,
            PromptFailure.OTHER to Banner.NOT_RECOGNISED,
        )
        assertEquals(expected, said)
    }

    @Test
    fun `with a lost key it can be declined and not approved`() {
        val desk = SampleDesk(
            enrolments = listOf(enrolment(needsReenrolment = true)),
            requests = listOf(request()),
        )
        desk.open()
        desk.readAll()
        val consent = desk.screen<Screen.Consent>()

        desk.app.request.approve()
        desk.app.request.decline()

        assertEquals(Banner.KEY_INVALID, consent.banner)
        assertEquals(Phrase(R.string.missing_enrol), consent.obstacle?.phrase)
        assertEquals(Ending.DECLINED, desk.screen<Screen.Ended>().ending)
        assertEquals(mapOf("request-1" to false), desk.device.decisions)
    }

    @Test
    fun `a phone that the bank has to unblock says so, and declines`() {
        val desk = SampleDesk(
            enrolments = listOf(enrolment(locked = true)),
            requests = listOf(request()),
        )
        desk.open()
        desk.readAll()

        val consent = desk.screen<Screen.Consent>()

        assertEquals(Banner.DEVICE_LOCKED, consent.banner)
        assertFalse(consent.canApprove)
        assertTrue(consent.state.canDecline)
    }

    @Test
    fun `what cannot be shown says why, and can only be declined`() {
        val desk = SampleDesk(requests = listOf(unreadable()))
        desk.open()
        val ended = desk.screen<Screen.Ended>()

        desk.app.request.approve()
        val after = desk.screen<Screen.Ended>()
        desk.app.request.decline()

        assertEquals(Ending.CANNOT_SHOW, ended.ending)
        assertEquals("A name holds hidden characters.", ended.problem)
        assertNull(ended.title)
        assertEquals(Ending.CANNOT_SHOW, after.ending)
        assertEquals(Ending.DECLINED, desk.screen<Screen.Ended>().ending)
    }

    @Test
    fun `every end of a decision has its own screen`() {
        val endings = mapOf(
            Delivery.Refused to Ending.REFUSED,
            Delivery.AnsweredElsewhere to Ending.ANSWERED_ELSEWHERE,
            Delivery.Withdrawn to Ending.WITHDRAWN,
            Delivery.Expired to Ending.EXPIRED,
            Delivery.Unknown to Ending.UNKNOWN,
            Delivery.NeverLearned to Ending.NEVER_LEARNED,
        )

        for ((delivery, ending) in endings) {
            val desk = SampleDesk(requests = listOf(request()))
            desk.device.deliveries += delivery
            desk.open()
            desk.app.request.decline()
            assertEquals(ending, desk.screen<Screen.Ended>().ending)
        }
    }

    @Test
    fun `a decision of which nobody knew is settled by what the bank answers later`() {
        var settled = false
        val desk = SampleDesk(requests = listOf(request()), seenAs = { Settling(it) { settled } })
        desk.device.deliveries += Delivery.Unknown
        desk.open()
        desk.app.request.decline()
        val first = desk.screen<Screen.Ended>()

        desk.app.tryAgain()
        val second = desk.screen<Screen.Ended>()
        settled = true
        desk.app.tryAgain()

        assertEquals(Ending.UNKNOWN, first.ending)
        assertEquals(Ending.UNKNOWN, second.ending)
        val third = desk.screen<Screen.Ended>()
        assertEquals(Ending.DECLINED, third.ending)
        assertEquals("receipt-2", third.receipt)
    }

    @Test
    fun `the countdown runs`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.readAll()
        desk.clock.pass(seconds = 1)

        desk.app.request.tick()

        val consent = desk.screen<Screen.Consent>()
        assertEquals(299, consent.secondsLeft)
        assertTrue(consent.canApprove)
    }

    @Test
    fun `a clock that runs ahead of the bank's stops counting, and stops nothing else`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.readAll()
        desk.clock.pass(seconds = 301)

        desk.app.request.tick()

        val consent = desk.screen<Screen.Consent>()
        assertNull(consent.secondsLeft)
        assertTrue(consent.canApprove)
    }
}

/** A device whose bank answers late. */
private class Settling(
    private val device: FakeAuthenticationDevice,
    private val settled: () -> Boolean,
) : AuthenticationDevice by device {
    override suspend fun history(before: Long?, count: Int): List<HistoryEntry> =
        device.history(before, count).map {
            if (settled()) it.copy(outcome = Outcome.DENIED, receipt = "receipt-2") else it
        }
}

