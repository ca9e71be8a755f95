package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Approving
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.PromptHandle
import dev.countersign.SigningPrompt
import dev.countersign.EnrolResult
import dev.countersign.testing.FakePrompt
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** The finger, and what else a prompt can answer. */
internal class PromptTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `a cancelled prompt costs nothing, however often`() =
        enrolled(folder) {
            val (consent, hand) = asked()

            repeat(7) {
                val cancelled = hand.approve(ApprovalInput(), FakePrompt(PromptAnswer.Cancelled))
                assertEquals(ApprovalResult.Cancelled, cancelled)
            }
            hand.approve(ApprovalInput(), phone.finger)

            assertEquals("approved", outcome(consent))
        }

    @Test
    fun `the fifth failure locks approving, denying still works, and the bank unblocks`() =
        enrolled(folder) {
            val (consent, hand) = asked()
            val wrong = FakePrompt(PromptAnswer.Failed(PromptFailure.NOT_RECOGNISED))

            val results = List(5) { hand.approve(ApprovalInput(), wrong) }
            val locked = device.enrolments().single().locked
            assertThrows<CountersignException.OnlyDeny> {
                runBlocking { hand.approve(ApprovalInput(), phone.finger) }
            }
            hand.deny()
            desk.bank.unblock(at.device)
            device.refresh(at.id)
            val (after, next) = asked()
            next.approve(ApprovalInput(), phone.finger)

            val approving = results.map { (it as ApprovalResult.NotApproved).approving }
            assertEquals(List(4) { Approving.POSSIBLE } + Approving.LOCKED, approving)
            assertTrue(locked)
            assertEquals("denied", outcome(consent))
            assertEquals("approved", outcome(after))
        }

    @Test
    fun `a key that new biometrics invalidated asks for a new enrolment, and can be denied with`() =
        enrolled(folder) {
            val (consent, hand) = asked()
            val invalidated = SigningPrompt { request, answer ->
                phone.platform.invalidate(request.key)
                answer(PromptAnswer.Failed(PromptFailure.KEY_INVALIDATED))
                PromptHandle {}
            }

            val result = hand.approve(ApprovalInput(), invalidated)
            assertThrows<CountersignException.EnrolAgain> {
                runBlocking { hand.approve(ApprovalInput(), phone.finger) }
            }
            hand.deny()

            val expected =
                ApprovalResult.NotApproved(PromptFailure.KEY_INVALIDATED, Approving.ENROL_AGAIN)
            assertEquals(expected, result)
            assertTrue(device.enrolments().single().needsReenrolment)
            assertEquals("denied", outcome(consent))
        }

    @Test
    fun `a signature by another key is no approval`() =
        enrolled(folder) {
            val (consent, hand) = asked()
            phone.platform.createKey("another")
            val another = SigningPrompt { request, answer ->
                val signature = phone.platform.sign("another", request.signingInput)
                answer(PromptAnswer.Signed(signature))
                PromptHandle {}
            }

            assertThrows<CountersignException.AskAgain> {
                runBlocking { hand.approve(ApprovalInput(), another) }
            }

            assertEquals("pending", outcome(consent))
        }

    @Test
    fun `a prompt that answers twice decides once`() =
        enrolled(folder) {
            val (consent, hand) = asked()
            val twice = SigningPrompt { request, answer ->
                val signature = phone.platform.sign(request.key, request.signingInput)
                answer(PromptAnswer.Signed(signature))
                answer(PromptAnswer.Failed(PromptFailure.OTHER))
                answer(PromptAnswer.Signed(signature))
                PromptHandle {}
            }

            val result = hand.approve(ApprovalInput(), twice)

            assertTrue((result as ApprovalResult.Decided).delivery is Delivery.Recorded)
            assertEquals("approved", outcome(consent))
        }

    @Test
    fun `an enrolment whose prompt is closed leaves no keys behind`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            phone.open().use { device ->
                val offer = device.readOffer(desk.bank.offer("a-customer").link)

                val result = device.enrol(offer, null, FakePrompt(PromptAnswer.Cancelled))

                assertEquals(EnrolResult.Cancelled, result)
                assertEquals(emptyList<String>(), phone.platform.listKeys(""))
                assertThrows<CountersignException.BeginAgain> {
                    runBlocking { device.enrol(offer, null, phone.finger) }
                }
            }
        }
    }
}
