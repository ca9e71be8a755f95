package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.Countersign
import dev.countersign.CountersignException
import dev.countersign.CreatedKey
import dev.countersign.KeyPurpose
import dev.countersign.KeyStore
import dev.countersign.KeyStoreException
import dev.countersign.PromptAnswer
import dev.countersign.SecretSlot
import dev.countersign.SecretStore
import dev.countersign.SecretStoreException
import dev.countersign.testing.FakePrompt
import java.nio.ByteBuffer
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** An app's platform that fails, in every way it can, is never taken for a yes. */
internal class NothingIsAYesTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `a platform that throws an Error from every method lets nothing through`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val keys = SoftwareKeyStore(phone.platform)
            val secrets = SoftwareSecretStore(phone.platform)

            assertThrows<CountersignException.TryLater> {
                runBlocking { Countersign.open(phone.configuration(), keys, ThrowingSecrets) }
            }
            Countersign.open(phone.configuration("two.db"), ThrowingKeys, secrets).use { device ->
                val offer = device.readOffer(desk.bank.offer("a-customer").link)
                assertThrows<CountersignException.TryLater> {
                    runBlocking { device.enrol(offer, null, phone.finger) }
                }
                assertEquals(0, device.enrolments().size)
            }
            assertThrows<CountersignException.TryLater> {
                runBlocking { Countersign.reset(phone.configuration(), ThrowingKeys, secrets) }
            }
        }
    }

    @Test
    fun `a transport key that throws an Error sends no call and decides nothing`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val at = phone.open().use { it.enrolAt(desk, phone, "a-customer") }
            val asked = desk.bank.ask(payment(at.account)).consent
            val keys = object : KeyStore by SoftwareKeyStore(phone.platform) {
                override fun sign(alias: String, message: ByteArray): ByteArray = TODO("never")
            }
            val secrets = SoftwareSecretStore(phone.platform)

            Countersign.open(phone.configuration(), keys, secrets).use { device ->
                assertThrows<CountersignException.TryLater> {
                    runBlocking { device.open(desk.push(at)) }
                }
                assertThrows<CountersignException.TryLater> {
                    runBlocking { device.pending(at.id) }
                }
            }

            assertEquals("pending", desk.bank.outcome(asked))
        }
    }

    @Test
    fun `a signature that is empty, garbage or by another key is no signature`() =
        enrolled(folder) {
            val (asked, hand) = asked()

            for (forged in listOf(ByteArray(0), ByteArray(70) { 0x30 })) {
                assertThrows<CountersignException.AskAgain> {
                    runBlocking {
                        hand.approve(ApprovalInput(), FakePrompt(PromptAnswer.Signed(forged)))
                    }
                }
            }

            assertEquals("pending", outcome(asked))
        }

    @Test
    fun `a secret store that pours nothing, or too much, opens nothing`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val keys = SoftwareKeyStore(phone.platform)

            for (length in listOf(0, 31, 33, 65)) {
                val secrets = object : SecretStore {
                    override fun read(name: String, into: SecretSlot) = Unit

                    override fun make(name: String, into: SecretSlot) =
                        into.pour(ByteBuffer.allocateDirect(length))

                    override fun remove(name: String) = Unit
                }
                val failure = assertThrows<CountersignException>("$length") {
                    runBlocking { Countersign.open(phone.configuration("$length.db"), keys, secrets) }
                }
                assertTrue(failure is CountersignException.TryLater, "$length: $failure")
            }
        }
    }

    @Test
    fun `a locked phone is a locked phone, and not a lost key`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val at = phone.open().use { it.enrolAt(desk, phone, "a-customer") }
            val locked = object : KeyStore by SoftwareKeyStore(phone.platform) {
                override fun sign(alias: String, message: ByteArray): ByteArray =
                    throw KeyStoreException.Locked()
            }
            val secrets = SoftwareSecretStore(phone.platform)

            Countersign.open(phone.configuration(), locked, secrets).use { device ->
                assertThrows<CountersignException.TryLater> {
                    runBlocking { device.pending(at.id) }
                }
                assertEquals(false, device.enrolments().single().needsReenrolment)
            }
        }
    }

    private object ThrowingKeys : KeyStore {
        override fun create(alias: String, purpose: KeyPurpose, challenge: ByteArray): CreatedKey =
            throw AssertionError()

        override fun sign(alias: String, message: ByteArray): ByteArray =
            throw NoClassDefFoundError()

        override fun delete(aliases: List<String>): List<String> = throw StackOverflowError()

        override fun list(prefix: String): List<String> = throw OutOfMemoryError()
    }

    private object ThrowingSecrets : SecretStore {
        override fun read(name: String, into: SecretSlot): Unit = throw AssertionError()

        override fun make(name: String, into: SecretSlot): Unit = throw AssertionError()

        override fun remove(name: String): Unit = throw AssertionError()
    }
}
