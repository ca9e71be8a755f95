package dev.countersign.android

import android.security.KeyStoreException as KeystoreFailure
import dev.countersign.CreatedKey
import dev.countersign.KeyLevel
import dev.countersign.KeyPurpose
import dev.countersign.KeyStoreException
import dev.countersign.android.keystore.FakePhone
import java.security.KeyFactory
import java.security.ProviderException
import java.security.Signature
import java.security.spec.X509EncodedKeySpec
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** Keys of the library in a key store that behaves as phones do. */
internal class AndroidKeyStoreTest {
    private val phone = FakePhone()
    private val pauses = mutableListOf<Long>()

    @AfterEach fun end() = phone.close()

    @ParameterizedTest
    @ValueSource(ints = [28, 29, 30, 31, 32, 33, 34, 35])
    fun `an approval key is made in StrongBox and attested`(sdk: Int) {
        phone.hasStrongBox = true

        val key = approvalKey(keys(sdk))

        assertEquals(KeyLevel.SECURE_ELEMENT, key.level)
        assertEquals(2, key.attestation.size)
        assertEquals(
            phone.keys.getValue(ALIAS).chain.map { it.encoded.toList() },
            key.attestation.map { it.toList() },
        )
        assertEquals(91, key.publicKey.size)
    }

    @Test
    fun `for a bank that takes no evidence none is asked of the phone`() {
        val key = approvalKey(AndroidKeyStore(35, false, phone::isLocked, false, pauses::add))

        assertEquals(KeyLevel.TRUSTED_ENVIRONMENT, key.level)
        assertEquals(0, key.attestation.size)
        assertEquals(null, phone.asked.single().attestationChallenge)
    }

    @Test
    fun `without StrongBox it is made in the trusted environment`() {
        val key = approvalKey(keys(35, hasStrongBox = false))

        assertEquals(KeyLevel.TRUSTED_ENVIRONMENT, key.level)
        assertEquals(2, key.attestation.size)
        assertEquals(1, phone.asked.size)
    }

    @ParameterizedTest
    @ValueSource(ints = [28, 35])
    fun `a phone that claims a StrongBox and has none falls back at once`(sdk: Int) {
        phone.hasStrongBox = false

        val key = approvalKey(keys(sdk))

        assertEquals(KeyLevel.TRUSTED_ENVIRONMENT, key.level)
        assertEquals(2, key.attestation.size)
        assertEquals(emptyList<Long>(), pauses)
    }

    @Test
    fun `below 33 nothing is said about passing, and it is tried again all the same`() {
        phone.makingFails += ProviderException("Failed to generate attestation certificate chain")

        val key = approvalKey(keys(32, hasStrongBox = false))

        assertEquals(2, key.attestation.size)
        assertEquals(listOf(500L), pauses)
    }

    @Test
    fun `whatever a StrongBox fails with, it falls back`() {
        phone.hasStrongBox = true
        phone.makingFails += ProviderException("Keystore key generation failed")
        val failing = keys(35)

        val key = approvalKey(failing)

        assertEquals(KeyLevel.TRUSTED_ENVIRONMENT, key.level)
        assertEquals(listOf(true, false), phone.asked.map { it.isStrongBoxBacked })
        assertEquals(emptyList<Long>(), pauses)
    }

    @Test
    fun `an attestation that cannot be had for the moment is tried for again`() {
        phone.makingFails += listOf(FakePhone.NO_ATTESTATION_NOW, FakePhone.NO_ATTESTATION_NOW)

        val key = approvalKey(keys(35, hasStrongBox = false))

        assertEquals(2, key.attestation.size)
        assertEquals(listOf(500L, 1_500L), pauses)
    }

    @Test
    fun `a key that cannot be attested is made without, and says so`() {
        phone.hasStrongBox = true
        phone.attests = false

        val key = approvalKey(keys(35))

        assertEquals(emptyList<ByteArray>(), key.attestation)
        assertEquals(KeyLevel.SECURE_ELEMENT, key.level)
        assertTrue(phone.keys.getValue(ALIAS).spec.isUserAuthenticationRequired)
        assertTrue(phone.keys.getValue(ALIAS).spec.isInvalidatedByBiometricEnrollment)
    }

    @Test
    fun `a refusal for good is not tried again`() {
        phone.makingFails += listOf(FakePhone.NO_ATTESTATION, null)

        val key = approvalKey(keys(35, hasStrongBox = false))

        assertEquals(emptyList<ByteArray>(), key.attestation)
        assertEquals(emptyList<Long>(), pauses)
    }

    @Test
    fun `an attestation that a phone silently leaves out is not claimed`() {
        phone.forgetsAttestation = true

        val key = approvalKey(keys(35))

        assertEquals(emptyList<ByteArray>(), key.attestation)
    }

    @Test
    fun `a phone that reports success and keeps no key has failed`() {
        phone.keepsNothing = true
        val keys = keys(35)

        val make = { approvalKey(keys) }

        assertThrows(KeyStoreException.Failed::class.java) { make() }
    }

    @Test
    fun `without an enrolled finger there is no approval key, and none is left behind`() {
        phone.hasFinger = false
        val keys = keys(35)

        val make = { approvalKey(keys) }

        assertThrows(KeyStoreException.Failed::class.java) { make() }
        assertEquals(emptySet<String>(), phone.keys.keys)
    }

    @Test
    fun `a level that cannot be read is the lowest`() {
        phone.tellsLevel = false

        val key = approvalKey(keys(35))

        assertEquals(KeyLevel.SOFTWARE, key.level)
    }

    @ParameterizedTest
    @ValueSource(ints = [28, 34, 35])
    fun `a transport key signs without anybody`(sdk: Int) {
        val keys = keys(sdk)
        val key = keys.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)

        val signature = keys.sign(ALIAS, MESSAGE)

        assertTrue(verifies(key, signature))
        assertEquals(KeyLevel.TRUSTED_ENVIRONMENT, key.level)
        assertEquals(emptyList<ByteArray>(), key.attestation)
    }

    @ParameterizedTest
    @ValueSource(ints = [28, 34, 35])
    fun `nothing is made or signed while the phone is locked`(sdk: Int) {
        val keys = keys(sdk)
        keys.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)

        phone.isLocked = true

        assertThrows(KeyStoreException.Locked::class.java) { keys.sign(ALIAS, MESSAGE) }
        assertThrows(KeyStoreException.Locked::class.java) {
            keys.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)
        }
    }

    @Test
    fun `from 35 on the key itself refuses while the phone is locked`() {
        val careless = AndroidKeyStore(35, false, { false }, pauses::add)
        careless.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)

        phone.isLocked = true

        assertThrows(KeyStoreException.Locked::class.java) { careless.sign(ALIAS, MESSAGE) }
    }

    @Test
    fun `an approval key does not sign unasked`() {
        val keys = keys(35)
        approvalKey(keys)

        val sign = { keys.sign(ALIAS, MESSAGE) }

        assertThrows(KeyStoreException.Locked::class.java) { sign() }
    }

    @Test
    fun `a key that is not there is gone`() {
        val keys = keys(35)

        val sign = { keys.sign("nobody", MESSAGE) }

        assertThrows(KeyStoreException.Gone::class.java) { sign() }
    }

    @Test
    fun `a key store that stumbles once costs nobody a key`() {
        val keys = keys(35)
        val key = keys.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)
        phone.loadingFails += NullPointerException("Galaxy")

        val signature = keys.sign(ALIAS, MESSAGE)

        assertTrue(verifies(key, signature))
    }

    @Test
    fun `a key store that stumbles twice has lost the key`() {
        val keys = keys(35)
        keys.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)
        phone.loadingFails += listOf(NullPointerException("Galaxy"), NullPointerException("Galaxy"))

        val sign = { keys.sign(ALIAS, MESSAGE) }

        assertThrows(KeyStoreException.Gone::class.java) { sign() }
    }

    @Test
    fun `a failure that has a name is believed at once, and is no loss`() {
        val keys = keys(35)
        keys.create(ALIAS, KeyPurpose.TRANSPORT, CHALLENGE)
        phone.loadingFails += ProviderException("system error", KeystoreFailure(4, "x"))

        val sign = { keys.sign(ALIAS, MESSAGE) }

        assertThrows(KeyStoreException.Failed::class.java) { sign() }
    }

    @Test
    fun `keys are listed by the beginning of their alias, and deleted`() {
        val keys = keys(35)
        for (alias in listOf("countersign-1", "countersign-2", "the-bank's-own")) {
            keys.create(alias, KeyPurpose.TRANSPORT, CHALLENGE)
        }

        val listed = keys.list("countersign-")
        val stillThere = keys.delete(listOf("countersign-1", "never-was"))

        assertEquals(setOf("countersign-1", "countersign-2"), listed.toSet())
        assertEquals(emptyList<String>(), stillThere)
        assertEquals(listOf("countersign-2"), keys.list("countersign-"))
        assertFalse(phone.keys.isEmpty())
    }

    private fun keys(sdk: Int, hasStrongBox: Boolean = true) =
        AndroidKeyStore(sdk, hasStrongBox, phone::isLocked, pauses::add)

    private fun approvalKey(keys: AndroidKeyStore): CreatedKey =
        keys.create(ALIAS, KeyPurpose.APPROVAL, CHALLENGE)

    private fun verifies(key: CreatedKey, signature: ByteArray): Boolean {
        val public =
            KeyFactory.getInstance("EC", "SunEC").generatePublic(X509EncodedKeySpec(key.publicKey))
        return Signature.getInstance("SHA256withECDSA", "SunEC").run {
            initVerify(public)
            update(MESSAGE)
            verify(signature)
        }
    }

    private companion object {
        const val ALIAS = "countersign-1-approval"
        val CHALLENGE = "a-nonce-of-the-bank".toByteArray()
        val MESSAGE = "pay 10".toByteArray()
    }
}
