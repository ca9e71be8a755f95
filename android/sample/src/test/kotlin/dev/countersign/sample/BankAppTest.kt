package dev.countersign.sample

import dev.countersign.AuthenticationDevice
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.EnrolmentState
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

class BankAppTest {
    @Test
    fun `a request that waits is listed without a word of what it asks`() {
        val desk = SampleDesk(requests = listOf(request()))

        desk.app.resume()

        val home = desk.screen<Screen.Home>()
        assertEquals(listOf("request-1"), home.waiting.map { it.request })
        assertNull(home.banner)
    }

    @Test
    fun `a bank that cannot be reached leaves the list as it was, and says so`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.app.resume()
        desk.device.failures += CountersignException.TryLater()

        desk.app.refreshHome()

        val home = desk.screen<Screen.Home>()
        assertEquals(Banner.OFFLINE, home.banner)
        assertEquals(listOf("request-1"), home.waiting.map { it.request })
    }

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
    fun `a report asks first, then declines and has the phone blocked`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.app.request.askToReport(true)
        val asking = desk.screen<Screen.Consent>().reporting

        desk.app.request.report()

        assertTrue(asking)
        assertEquals(Ending.REPORTED, desk.screen<Screen.Ended>().ending)
        desk.app.goHome()
        assertFalse(desk.screen<Screen.Stopped>().revoked)
    }

    @Test
    fun `the step back takes back the question before it takes back the request`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.app.request.askToReport(true)

        desk.app.back()
        val first = desk.screen<Screen.Consent>()
        desk.app.back()

        assertFalse(first.reporting)
        assertEquals(listOf("request-1"), desk.screen<Screen.Home>().waiting.map { it.request })
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

    @Test
    fun `a touch after too long a while takes it off the screen, and it still waits`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.clock.pass(seconds = 20)
        desk.device.close()

        desk.app.request.touched()
        val ended = desk.screen<Screen.Ended>()
        desk.app.goHome()

        assertEquals(Ending.PUT_AWAY, ended.ending)
        assertEquals(listOf("request-1"), desk.screen<Screen.Home>().waiting.map { it.request })
    }

    @Test
    fun `a notification opens its request, unless another is on the screen`() {
        val desk = SampleDesk(requests = listOf(request(), request(request = "request-2")))
        desk.app.resume()

        desk.app.request.open(HINT)
        val first = desk.screen<Screen.Consent>().request
        desk.app.request.open(HINT)

        assertEquals("request-2", first)
        assertEquals("request-2", desk.screen<Screen.Consent>().request)
        assertEquals(1, desk.device.calls["open"])
    }

    @Test
    fun `a forged notification shows nothing`() {
        val desk = SampleDesk()
        desk.app.resume()

        desk.app.request.open(HINT)

        val ended = desk.screen<Screen.Ended>()
        assertEquals(Ending.NOT_GENUINE, ended.ending)
        assertNull(ended.title)
    }

    @Test
    fun `muting tells the core and the notifications`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()

        desk.app.request.mute()

        assertEquals(Banner.MUTED, desk.screen<Screen.Consent>().banner)
        assertEquals(1, desk.device.calls["mute"])
        assertEquals(listOf(3_600L), desk.quiet.map { it.seconds })
    }

    @Test
    fun `a touch through another app's window decides nothing, and is explained`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()

        desk.app.request.covered()

        assertEquals(Banner.COVERED, desk.screen<Screen.Consent>().banner)
        assertTrue(desk.device.decisions.isEmpty())
    }

    @Test
    fun `what was decided stands in the history, with its receipt`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.app.request.decline()

        desk.app.openHistory()
        val past = desk.screen<Screen.Past>()
        desk.app.openEntry(past.entries.single())

        val entry = desk.screen<Screen.PastOne>().entry
        assertEquals("Pay 123.50 EUR to Merchant A", entry.title)
        assertEquals("receipt", entry.receipt)
        assertFalse(past.more)
    }

    @Test
    fun `something decided can be reported from the history`() {
        val desk = SampleDesk(requests = listOf(request()))
        desk.open()
        desk.app.request.decline()
        desk.app.openHistory()
        val entry = desk.screen<Screen.Past>().entries.single()
        desk.app.openEntry(entry)
        desk.app.askToReportEntry(true)

        desk.app.reportEntry(entry)

        assertEquals(Ending.REPORTED, desk.screen<Screen.Ended>().ending)
        assertEquals(1, desk.device.calls["report"])
    }

    @Test
    fun `a blocked phone says so, and finds out when it no longer is`() {
        val desk = SampleDesk(enrolments = listOf(enrolment(EnrolmentState.BLOCKED)))
        desk.app.resume()
        val stopped = desk.screen<Screen.Stopped>()

        desk.device.change(enrolment())

        assertFalse(stopped.revoked)
        assertTrue(desk.app.screen.value is Screen.Home)
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

internal val SIGNED = PromptAnswer.Signed(byteArrayOf(1))
