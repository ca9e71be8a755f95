package dev.countersign.ffi

import dev.countersign.journey.Desk
import dev.countersign.testkit.ffi.SoftwarePhone
import java.nio.ByteBuffer
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/**
 * The generated traits without our own code between: an `Error` that is thrown in one of them
 * reaches Rust as a success without a value, and must be one that nothing can be read from.
 */
internal class RawTraitsTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `an Error from the secret store opens nothing`() {
        Desk().use { desk ->
            for (method in listOf("read", "make")) {
                val secrets = Secrets(throwing = method)

                assertThrows<OpenException.TryLater>(method) {
                    Device.open(configuration(desk), Keys(phone()), secrets)
                }
            }
        }
    }

    @Test
    fun `an Error from the key store makes no enrolment`() {
        Desk().use { desk ->
            for (method in listOf("create", "sign")) {
                val keys = Keys(phone(), throwing = method)
                Device.open(configuration(desk, "$method.db"), keys, Secrets()).use { device ->
                    val offer = device.readOffer(desk.bank.offer("a-customer").link)

                    assertThrows<EnrolException.TryLater>(method) {
                        val toSign = device.prepareEnrolment(offer, null)
                        device.completeEnrolment(phone().sign(toSign.key, toSign.signingInput))
                    }
                    assertEquals(0, device.enrolments().size)
                }
            }
        }
    }

    @Test
    fun `an Error while keys are deleted is not taken for their end`() {
        Desk().use { desk ->
            for (method in listOf("list", "delete")) {
                val keys = Keys(phone(), throwing = method)

                assertThrows<OpenException.TryLater>(method) {
                    reset(configuration(desk, "$method.db"), keys, Secrets(), discardUndelivered = false)
                }
            }
        }
    }

    @Test
    fun `an Error while a secret is forgotten leaves it to be forgotten again`() {
        Desk().use { desk ->
            val secrets = Secrets(throwing = "remove")
            Device.open(configuration(desk), Keys(phone()), secrets).use { it.changeSeal() }

            Device.open(configuration(desk), Keys(phone()), secrets).use { it.enrolments() }

            assertTrue("countersign-seal-1" in secrets.held, "${secrets.held.keys}")
        }
    }

    @Test
    fun `the message of a failure is its action and nothing of what was given`() {
        Desk().use { desk ->
            Device.open(configuration(desk), Keys(phone()), Secrets()).use { device ->
                val mine = "https://secret.example/?offer=mine"

                val offer = assertThrows<EnrolException> { device.readOffer(mine) }
                val hint = assertThrows<FetchException> { device.openHint(Hint.Link(mine)) }
                val history = assertThrows<HistoryException> { device.exportHistory(mine) }

                val messages = listOf(offer, hint, history).map { it.message.orEmpty() }
                val expected = listOf(
                    "the bank must make a new offer",
                    "nothing genuine is behind it",
                    "the history is damaged or gone",
                )
                assertEquals(expected, messages)
                assertFalse(messages.any { "secret" in it || "mine" in it })
            }
        }
    }

    @Test
    fun `a panic arrives as an exception, and the next call works`() {
        val phone = phone()

        assertThrows<dev.countersign.testkit.ffi.InternalException> { phone.panic() }
        phone.createKey("after")

        assertEquals(listOf("after"), phone.listKeys(""))
    }

    @Test
    fun `a device that was let go says so`() {
        Desk().use { desk ->
            val device = Device.open(configuration(desk), Keys(phone()), Secrets())
            device.close()

            assertThrows<IllegalStateException> { device.enrolments() }
        }
    }

    @Test
    fun `a wrong configuration is the app's to mend`() {
        Desk().use { desk ->
            val right = configuration(desk)
            val issuer = right.issuers.single()
            val pins = listOf("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
            val wrong = listOf(
                right.copy(issuers = listOf(issuer, issuer)),
                right.copy(issuers = listOf(issuer.copy(vouchingKeys = listOf("{}")))),
                right.copy(issuers = listOf(issuer.copy(issuer = "http://bank.example"))),
                right.copy(
                    issuers = listOf(
                        issuer.copy(
                            issuer = "https://bank.example",
                            security = IssuerSecurity.Tls(TrustedRoots.Mozilla, pins),
                        ),
                    ),
                ),
                right.copy(appLanguages = listOf("tlh")),
                right.copy(ownTypes = listOf("{}".toByteArray())),
            )

            for (configuration in wrong) {
                assertThrows<OpenException.Configuration> {
                    Device.open(configuration, Keys(phone()), Secrets())
                }
            }
        }
    }

    private fun phone() = SoftwarePhone.inFolder(folder.toString())

    private fun configuration(desk: Desk, database: String = "raw.db") =
        Configuration(
            issuers = listOf(
                IssuerConfiguration(
                    desk.bank.url(),
                    "Desk Bank",
                    listOf(desk.bank.vouchingKey()),
                    IssuerSecurity.PlainLoopback,
                ),
            ),
            database = folder.resolve(database).toString(),
            preferredLanguages = listOf("en"),
            appLanguages = emptyList(),
            timeZone = "Europe/Berlin",
            ownTypes = emptyList(),
            deviceModel = "Test phone",
            deviceOs = "JVM",
            bootId = "boot-1",
            historyEntries = null,
            historyDays = null,
        )

    /** Keys in software, but for one method. */
    private class Keys(private val phone: SoftwarePhone, private val throwing: String = "") :
        KeyStore {
        override fun create(
            alias: String,
            purpose: KeyPurpose,
            challenge: ByteArray,
        ): CreatedKey {
            if (throwing == "create") throw AssertionError("create")
            val key = phone.createKey(alias).publicKey
            return CreatedKey(key, Attestation.None, KeyLevel.SOFTWARE, Unlock.BIOMETRIC)
        }

        override fun sign(alias: String, message: ByteArray): ByteArray {
            if (throwing == "sign") throw NoClassDefFoundError("sign")
            return phone.sign(alias, message)
        }

        override fun delete(aliases: List<String>): List<String> {
            if (throwing == "delete") throw StackOverflowError("delete")
            return phone.deleteKeys(aliases)
        }

        override fun list(prefix: String): List<String> {
            if (throwing == "list") throw OutOfMemoryError("list")
            if (throwing == "delete") return listOf("countersign-left")
            return phone.listKeys(prefix)
        }
    }

    /** Secrets in memory, but for one method. */
    private class Secrets(private val throwing: String = "") : SecretStore {
        val held = mutableMapOf<String, ByteArray>()

        override fun read(name: String, into: SecretSlot): SecretState = into.use {
            if (throwing == "read") throw AssertionError("read")
            val secret = held[name] ?: return SecretState.ABSENT
            into.pour(direct(secret))
            SecretState.PRESENT
        }

        override fun make(name: String, into: SecretSlot): SecretState = into.use {
            if (throwing == "make") throw AssertionError("make")
            val secret = ByteArray(32) { (it + name.length).toByte() }
            held[name] = secret
            into.pour(direct(secret))
            SecretState.PRESENT
        }

        override fun remove(name: String): SecretState {
            if (throwing == "remove") throw AssertionError("remove")
            held.remove(name)
            return SecretState.ABSENT
        }

        private fun direct(secret: ByteArray) =
            ByteBuffer.allocateDirect(secret.size).put(secret).flip() as ByteBuffer
    }
}
