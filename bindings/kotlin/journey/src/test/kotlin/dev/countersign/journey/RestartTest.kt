package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Countersign
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.EnrolResult
import dev.countersign.EnrolmentState
import dev.countersign.HistoryCheck
import dev.countersign.Outcome
import dev.countersign.SigningPrompt
import dev.countersign.Told
import dev.countersign.deliverUntilSettled
import dev.countersign.testing.FakePrompt
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** What survives the end of the app, and what a phone is that was not this one. */
internal class RestartTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `a decision made without a network is delivered after a restart, once`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val (asked, made) = phone.open().use { device ->
                val at = device.enrolAt(desk, phone, "a-customer")
                val (asked, hand) = device.asked(desk, at)
                desk.bank.loseNetwork(true)
                asked to hand.approve(ApprovalInput(), phone.finger)
            }
            desk.bank.loseNetwork(false)

            phone.open().use { device ->
                val before = device.history().first().outcome
                val round = device.deliver(now = true)
                device.deliverUntilSettled()

                assertEquals(Delivery.Unknown, (made as ApprovalResult.Decided).delivery)
                assertEquals(Outcome.UNKNOWN, before)
                assertTrue(round.tried.single().second is Delivery.Recorded)
                assertEquals(Outcome.APPROVED, device.history().first().outcome)
                assertEquals("approved", desk.bank.outcome(asked))
            }
        }
    }

    @Test
    fun `an enrolment whose network broke is resumed with the same signature`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            phone.open().use { device ->
                val offer = device.readOffer(desk.bank.offer("a-customer").link)
                val once = FakePrompt()
                val losing = SigningPrompt { request, answer ->
                    once.asked.add(request.purpose)
                    desk.bank.loseNetwork(true)
                    phone.finger.ask(request, answer)
                }

                assertThrows<CountersignException.TryLater> {
                    runBlocking { device.enrol(offer, null, losing) }
                }
                desk.bank.loseNetwork(false)
                val resumed = device.enrol(offer, null, losing)

                assertTrue(resumed is EnrolResult.Registered)
                assertEquals(1, once.asked.size, "the person was asked once")
                assertEquals(2, phone.platform.listKeys("").size)
            }
        }
    }

    @Test
    fun `an undecided request is still there after a restart`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val (at, asked) = phone.open().use { device ->
                val at = device.enrolAt(desk, phone, "a-customer")
                at to device.asked(desk, at).first
            }

            phone.open().use { device ->
                val waiting = device.pending(at.id).single()
                device.open(at.id, waiting.request).approve(ApprovalInput(), phone.finger)

                assertEquals("approved", desk.bank.outcome(asked))
                assertEquals(HistoryCheck.Whole(1), device.checkHistory(at.id))
            }
        }
    }

    @Test
    fun `a phone without the secret says so, and begins anew after a reset`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            phone.open().use { device -> device.enrolAt(desk, phone, "a-customer") }
            phone.platform.removeSecret("countersign-seal-1")

            assertThrows<CountersignException.Reset> { runBlocking { phone.open() } }
            Countersign.reset(
                phone.configuration(),
                SoftwareKeyStore(phone.platform),
                SoftwareSecretStore(phone.platform),
            )
            val anew = phone.open().use { device ->
                device.enrolAt(desk, phone, "a-customer")
                device.enrolments()
            }

            assertEquals(1, anew.size)
        }
    }

    @Test
    fun `several enrolments at two banks are kept apart`(): Unit = runBlocking {
        Desk().use { one ->
            Desk().use { other ->
                val phone = TestPhone(listOf(one, other), folder)
                phone.open().use { device ->
                    val first = device.enrolAt(one, phone, "first")
                    val second = device.enrolAt(other, phone, "second")
                    val third = device.enrolAt(one, phone, "third")

                    val (asked, hand) = device.asked(other, second)
                    hand.approve(ApprovalInput(), phone.finger)
                    device.remove(first.id)

                    assertEquals("approved", other.bank.outcome(asked))
                    val left = device.enrolments().map { it.id to it.issuer }
                    val expected = listOf(second.id to other.bank.url(), third.id to one.bank.url())
                    assertEquals(expected, left)
                }
            }
        }
    }

    @Test
    fun `keys are replaced with both fingers, and the new one approves`() =
        enrolled(folder) {
            device.rotateTransportKey(at.id)
            device.rotateApprovalKey(at.id, phone.finger)
            val (asked, hand) = asked()

            hand.approve(ApprovalInput(), phone.finger)

            assertEquals("approved", outcome(asked))
            assertEquals(2, phone.platform.listKeys("").size)
        }

    @Test
    fun `this was not me denies, blocks, and the device cannot approve any more`() =
        enrolled(folder) {
            val (asked, hand) = asked()

            val reported = hand.notMe()

            assertTrue(reported.denial is Delivery.Recorded)
            assertEquals(Told.NOW, reported.report)
            assertEquals("denied", outcome(asked))
            assertEquals(EnrolmentState.BLOCKED, device.enrolments().single().state)
        }

    @Test
    fun `one consent is in hand at a time`() =
        enrolled(folder) {
            val (_, first) = asked()
            desk.bank.ask(payment(at.account, amount = "1.00"))
            val push = desk.push(at)

            assertThrows<CountersignException.DecideOthersFirst> {
                runBlocking { device.open(push) }
            }
            first.close()
            val second = device.open(push)

            assertThrows<CountersignException.Over> { runBlocking { second.deny(); second.deny() } }
        }

    @Test
    fun `the seal is changed while the app runs, and everything opens afterwards`() =
        enrolled(folder) {
            val (_, hand) = asked()
            hand.deny()

            device.changeSeal()
            device.close()

            phone.open().use { reopened ->
                assertEquals(HistoryCheck.Whole(1), reopened.checkHistory(at.id))
                assertEquals(null, phone.platform.readSecret("countersign-seal-1"))
            }
        }
}
