package dev.countersign.sample

import dev.countersign.CountersignException
import dev.countersign.EnrolmentState
import dev.countersign.Offer
import dev.countersign.PromptAnswer
import dev.countersign.sample.model.Banner
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import dev.countersign.testing.FakePrompt
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class EnrolmentTest {
    @Test
    fun `a new phone is asked in`() {
        val desk = unenrolled()

        desk.app.resume()

        assertFalse(desk.screen<Screen.Invite>().canGoBack)
    }

    @Test
    fun `bank and account are shown before anything is made`() {
        val desk = unenrolled()

        desk.app.read(LINK)

        val offered = desk.screen<Screen.Offered>()
        assertEquals("Desk Bank", offered.offer.bank)
        assertEquals("•••• 1111", offered.offer.account)
        assertNull(desk.device.calls["enrol"])
    }

    @Test
    fun `a phone without a fingerprint does not use up the offer`() {
        val desk = unenrolled(obstacle = Ending.NO_BIOMETRIC)

        desk.app.read(LINK)

        assertEquals(Ending.NO_BIOMETRIC, desk.screen<Screen.Ended>().ending)
        assertNull(desk.device.calls["readOffer"])
    }

    @Test
    fun `the digits stay until the bank has them confirmed`() {
        val desk = unenrolled(FakePrompt(SIGNED))
        desk.app.read(LINK)
        desk.app.add(OFFER)
        val digits = desk.screen<Screen.Digits>()

        desk.app.confirmed(digits.enrolment)
        val early = desk.screen<Screen.Digits>()
        desk.device.change(enrolment(EnrolmentState.ACTIVE))
        desk.app.confirmed(digits.enrolment)

        assertEquals("123456", digits.enrolment.digits)
        assertEquals(Banner.STILL_PENDING, early.banner)
        assertTrue(desk.app.screen.value is Screen.Home)
    }

    @Test
    fun `digits that differ end it`() {
        val desk = unenrolled(FakePrompt(SIGNED))
        desk.app.read(LINK)
        desk.app.add(OFFER)

        desk.app.remove(desk.screen<Screen.Digits>().enrolment)

        assertTrue(desk.app.screen.value is Screen.Invite)
        assertEquals(1, desk.device.calls["remove"])
    }

    @Test
    fun `without a fingerprint the phone is not added, and the bank makes a new offer`() {
        val desk = unenrolled(FakePrompt(PromptAnswer.Cancelled))
        desk.app.read(LINK)

        desk.app.add(OFFER)

        assertEquals(Banner.NOT_ADDED, desk.screen<Screen.Invite>().banner)
    }

    @Test
    fun `a lost connection leaves the offer to be tried again`() {
        val desk = unenrolled(FakePrompt(SIGNED))
        desk.app.read(LINK)
        desk.device.failures += CountersignException.TryLater()

        desk.app.add(OFFER)
        val lost = desk.screen<Screen.Offered>()
        desk.app.add(lost.offer)

        assertEquals(Banner.OFFLINE, lost.banner)
        assertEquals("123456", desk.screen<Screen.Digits>().enrolment.digits)
    }

    @Test
    fun `an offer that is not taken is given up`() {
        val desk = unenrolled()
        desk.app.read(LINK)

        desk.app.back()

        assertEquals(1, desk.device.calls["abandonEnrolment"])
        assertTrue(desk.app.screen.value is Screen.Invite)
    }

    @Test
    fun `an offer of a bank that the app does not know is not shown`() {
        val desk = unenrolled()
        desk.device.failures += CountersignException.NotGenuine()

        desk.app.read(LINK)

        assertEquals(Ending.NOT_GENUINE, desk.screen<Screen.Ended>().ending)
    }

    @Test
    fun `a new key takes the place of a lost one, and leaves another account's alone`() {
        val old = enrolment(id = "enrolment-0", needsReenrolment = true)
        val other = old.copy(id = "enrolment-2", account = "•••• 9999")
        val desk = SampleDesk(enrolments = listOf(old, other), prompt = FakePrompt(SIGNED))
        desk.device.offer = OFFER
        desk.device.registers = enrolment(EnrolmentState.PENDING)
        desk.app.resume()
        desk.app.read(LINK)
        desk.app.add(OFFER)
        val pending = enrolment(EnrolmentState.PENDING)

        desk.device.change(enrolment(EnrolmentState.ACTIVE))
        desk.app.confirmed(pending)

        val left = desk.screen<Screen.Home>().enrolments.map { it.id }
        assertEquals(setOf("enrolment-1", "enrolment-2"), left.toSet())
    }

    @Test
    fun `a phone is removed after a question, and not before`() {
        val desk = SampleDesk()
        desk.app.resume()
        val enrolment = desk.screen<Screen.Home>().enrolments.single()

        desk.app.askToRemove(enrolment)
        val asking = desk.screen<Screen.Home>()
        val calls = desk.device.calls["remove"]
        desk.app.remove(enrolment)

        assertEquals("enrolment-1", asking.removing?.id)
        assertNull(calls)
        assertTrue(desk.app.screen.value is Screen.Invite)
    }

    private fun unenrolled(prompt: FakePrompt = FakePrompt(), obstacle: Ending? = null) =
        SampleDesk(enrolments = emptyList(), prompt = prompt, obstacle = obstacle).also {
            it.device.offer = OFFER
            it.device.registers = enrolment(EnrolmentState.PENDING)
        }

    private companion object {
        const val LINK = "http://127.0.0.1:8484/enrol?offer_uri=x"
        val OFFER = Offer(1, "Desk Bank", "•••• 1111", NOON.plusSeconds(600))
    }
}
