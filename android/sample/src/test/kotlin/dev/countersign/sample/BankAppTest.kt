package dev.countersign.sample

import dev.countersign.CountersignException
import dev.countersign.EnrolmentState
import dev.countersign.sample.model.Banner
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The list, notifications, the step back, reports and the history. */
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
