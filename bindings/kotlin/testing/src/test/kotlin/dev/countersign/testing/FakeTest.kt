package dev.countersign.testing

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Approving
import dev.countersign.Assurance
import dev.countersign.Change
import dev.countersign.ConsentRequest
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.Outcome
import dev.countersign.Problem
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.Reading
import dev.countersign.SigningPurpose
import dev.countersign.View
import java.time.Instant
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What an app's tests of its screens can rely on. There is no native library here. */
internal class FakeTest {
    private val finger = FakePrompt(PromptAnswer.Signed(ByteArray(70)))

    @Test
    fun `an approval is asked for in the words of the view, and is in the history`(): Unit =
        runBlocking {
            val device = FakeAuthenticationDevice(listOf(ENROLMENT), listOf(REQUEST))

            val result = device.open("e", "r").approve(ApprovalInput(), finger)

            assertEquals("Recorded", (result as ApprovalResult.Decided).delivery.toString())
            assertEquals("Pay 1.00 EUR", (finger.asked.single() as SigningPurpose.Consent).text)
            val entry = device.history().single()
            assertEquals(Outcome.APPROVED to "Pay 1.00 EUR", entry.outcome to entry.title)
        }

    @Test
    fun `what cannot be shown can only be denied`(): Unit = runBlocking {
        val problem = Reading.NotShown(Problem("Something is missing.", "request"))
        val request = REQUEST.copy(reading = problem)
        val device = FakeAuthenticationDevice(listOf(ENROLMENT), listOf(request))
        val consent = device.open("e", "r")

        assertThrows<CountersignException.OnlyDeny> {
            runBlocking { consent.approve(ApprovalInput(), finger) }
        }
        consent.deny()

        assertEquals(mapOf("r" to false), device.decisions)
    }

    @Test
    fun `nothing is decided twice, and one consent is in hand at a time`(): Unit = runBlocking {
        val other = REQUEST.copy(request = "s")
        val device = FakeAuthenticationDevice(listOf(ENROLMENT), listOf(REQUEST, other))
        val consent = device.open("e", "r")

        assertThrows<CountersignException.DecideOthersFirst> {
            runBlocking { device.open("e", "s") }
        }
        consent.deny()
        assertThrows<CountersignException.Over> { runBlocking { consent.deny() } }

        assertEquals("s", device.open("e", "s").request.request)
    }

    @Test
    fun `a lost key asks for a new enrolment`(): Unit = runBlocking {
        val device = FakeAuthenticationDevice(listOf(ENROLMENT), listOf(REQUEST))
        val lost = FakePrompt(PromptAnswer.Failed(PromptFailure.KEY_INVALIDATED))

        val result = device.open("e", "r").approve(ApprovalInput(), lost)

        assertEquals(Approving.ENROL_AGAIN, (result as ApprovalResult.NotApproved).approving)
        assertEquals(true, device.enrolments().single().needsReenrolment)
    }

    @Test
    fun `failures and deliveries are as the test wants them`(): Unit = runBlocking {
        val device = FakeAuthenticationDevice(listOf(ENROLMENT), listOf(REQUEST))
        device.failures.add(CountersignException.TryLater())
        device.deliveries.add(Delivery.Unknown)

        assertThrows<CountersignException.TryLater> { runBlocking { device.pending("e") } }
        val delivery = device.open("e", "r").deny()

        assertEquals(Delivery.Unknown, delivery)
        assertNull(device.history().single().endedAt)
        assertEquals(1, device.calls["pending"])
    }

    @Test
    fun `changes are told`(): Unit = runBlocking {
        val device = FakeAuthenticationDevice(listOf(ENROLMENT))
        val told = async(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) {
            device.changes.first()
        }

        device.arrive(REQUEST)

        assertEquals(Change.REQUESTS, told.await())
    }

    private companion object {
        val AT: Instant = Instant.ofEpochSecond(1_800_000_000)

        val ENROLMENT =
            Enrolment(
                id = "e",
                issuer = "https://bank.example",
                bank = "Bank",
                account = "Current account",
                state = EnrolmentState.ACTIVE,
                digits = "123456",
                assurance = Assurance(true, true, true),
                needsReenrolment = false,
                locked = false,
                updateRequired = false,
                removing = false,
            )

        val VIEW =
            View(
                locale = "en",
                rightToLeft = false,
                timeZone = "Europe/Berlin",
                title = "Pay 1.00 EUR",
                amount = "1.00 EUR",
                warnings = emptyList(),
                sections = emptyList(),
                choices = emptyList(),
                numberDigits = null,
                requestedAt = AT,
                expiresAt = AT,
            )

        val REQUEST = ConsentRequest("r", "e", AT, "hash", USUAL, Reading.Shown(VIEW))
    }
}
