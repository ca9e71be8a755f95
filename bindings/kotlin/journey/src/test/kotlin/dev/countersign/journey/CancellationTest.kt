package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.Change
import dev.countersign.EnrolmentState
import dev.countersign.KeyPurpose
import dev.countersign.KeyStore
import dev.countersign.Countersign
import dev.countersign.PromptAnswer
import dev.countersign.testing.FakePrompt
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Whoever waits may go at any moment. A decision that was made is carried out all the same. */
internal class CancellationTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `a caller that goes while the prompt is up takes it down, and nothing is decided`() =
        enrolled(folder) {
            val (asked, hand) = asked()
            val prompt = FakePrompt()

            coroutineScope {
                val approving = launch(Dispatchers.IO) { hand.approve(ApprovalInput(), prompt) }
                until { prompt.asked.isNotEmpty() }
                approving.cancelAndJoin()
            }

            assertTrue(prompt.isDismissed)
            assertEquals("pending", outcome(asked))
            hand.approve(ApprovalInput(), phone.finger)
            assertEquals("approved", outcome(asked))
        }

    @Test
    fun `a caller that goes between the signature and the answer abandons nothing`() =
        enrolled(folder) {
            val (asked, hand) = asked()
            val prompt = FakePrompt()
            lateinit var signing: dev.countersign.SigningRequest
            val remembering = dev.countersign.SigningPrompt { request, answer ->
                signing = request
                prompt.ask(request, answer)
            }

            coroutineScope {
                val approving = launch(Dispatchers.IO) {
                    hand.approve(ApprovalInput(), remembering)
                }
                until { prompt.asked.isNotEmpty() }
                val signature = phone.platform.sign(signing.key, signing.signingInput)
                prompt.answer(PromptAnswer.Signed(signature))
                approving.cancelAndJoin()
            }

            assertTrue(!prompt.isDismissed)
            until { outcome(asked) == "approved" }
        }

    @Test
    fun `a caller that goes while a denial is on its way abandons nothing`() =
        enrolled(folder) {
            val (asked, hand) = asked()

            coroutineScope {
                val denying = async(Dispatchers.Unconfined) { hand.deny() }
                denying.cancelAndJoin()
            }

            until { outcome(asked) == "denied" }
        }

    @Test
    fun `a caller that goes while a phone registers leaves an enrolment and not half of one`(): Unit =
        runBlocking {
            Desk().use { desk ->
                val phone = TestPhone(listOf(desk), folder)
                phone.open().use { device ->
                    val made = desk.bank.offer("a-customer")
                    val offer = device.readOffer(made.link)
                    val prompt = FakePrompt()
                    lateinit var signing: dev.countersign.SigningRequest
                    val remembering = dev.countersign.SigningPrompt { request, answer ->
                        signing = request
                        prompt.ask(request, answer)
                    }

                    coroutineScope {
                        val enrolling = launch(Dispatchers.IO) {
                            device.enrol(offer, null, remembering)
                        }
                        until { prompt.asked.isNotEmpty() }
                        val signature = phone.platform.sign(signing.key, signing.signingInput)
                        prompt.answer(PromptAnswer.Signed(signature))
                        enrolling.cancelAndJoin()
                    }

                    until { device.enrolments().isNotEmpty() }
                    assertEquals(EnrolmentState.PENDING, device.enrolments().single().state)
                }
            }
        }

    @Test
    fun `a caller that goes while the key store works is not waited for, and the call ends`(): Unit =
        runBlocking {
            Desk().use { desk ->
                val phone = TestPhone(listOf(desk), folder)
                val slow = SlowKeyStore(SoftwareKeyStore(phone.platform))
                val secrets = SoftwareSecretStore(phone.platform)
                Countersign.open(phone.configuration(), slow, secrets).use { device ->
                    val offer = device.readOffer(desk.bank.offer("a-customer").link)

                    val enrolling = launch(Dispatchers.IO) {
                        device.enrol(offer, null, FakePrompt(PromptAnswer.Cancelled))
                    }
                    slow.begun.await()
                    enrolling.cancelAndJoin()
                    slow.goOn.countDown()

                    until { phone.platform.listKeys("").size == 2 }
                    device.abandonEnrolment()
                    until { phone.platform.listKeys("").isEmpty() }
                }
            }
        }

    @Test
    fun `changes are told while somebody collects them`() =
        enrolled(folder) {
            coroutineScope {
                val told = async(Dispatchers.IO) { device.changes.first { it == Change.REQUESTS } }
                delay(100)
                desk.bank.ask(payment(at.account))
                device.receive(desk.push(at))

                assertEquals(Change.REQUESTS, withTimeout(5_000) { told.await() })
            }
        }

    @Test
    fun `a device that is closed while somebody collects its changes ends quietly`() {
        val thrown = mutableListOf<Throwable>()
        Thread.setDefaultUncaughtExceptionHandler { _, failure -> thrown.add(failure) }
        try {
            enrolled(folder) {
                coroutineScope {
                    val collecting = launch(Dispatchers.IO) { device.changes.collect {} }
                    delay(100)
                    device.close()
                    delay(200)
                    collecting.cancelAndJoin()
                }
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null)
        }

        assertEquals(emptyList<Throwable>(), thrown)
    }

    private class SlowKeyStore(private val keys: KeyStore) : KeyStore by keys {
        val begun = CountDownLatch(1)
        val goOn = CountDownLatch(1)

        override fun create(alias: String, purpose: KeyPurpose, challenge: ByteArray) =
            keys.create(alias, purpose, challenge).also {
                if (purpose == KeyPurpose.APPROVAL) {
                    begun.countDown()
                    goOn.await()
                }
            }
    }
}

/** Waits until something is so: what goes on in the background has no caller to tell. */
internal suspend fun until(so: suspend () -> Boolean): Unit = withTimeout(10_000) {
    while (!so()) delay(10)
}
