package dev.countersign.android.onphone

import dev.countersign.KeyLevel
import dev.countersign.KeyPurpose
import dev.countersign.KeyStoreException
import dev.countersign.android.AndroidKeyStore
import dev.countersign.android.BiometricReadiness
import dev.countersign.android.biometricReadiness
import java.security.KeyFactory
import java.security.Signature
import java.security.spec.X509EncodedKeySpec
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Test

/** The library's keys in the phone's own key store. */
class KeysOnPhoneTest {
    private val keys = AndroidKeyStore(OnPhone.context)

    @After
    fun clean() {
        keys.delete(keys.list("test-"))
    }

    @Test
    fun aTransportKeySignsWithoutAnybody() {
        val key = keys.create("test-transport", KeyPurpose.TRANSPORT, ByteArray(0))

        val signature = keys.sign("test-transport", MESSAGE)

        val public = KeyFactory.getInstance("EC").generatePublic(X509EncodedKeySpec(key.publicKey))
        val verifier = Signature.getInstance("SHA256withECDSA").apply { initVerify(public) }
        verifier.update(MESSAGE)
        assertTrue(verifier.verify(signature))
        assertTrue(key.level != KeyLevel.SECURE_ELEMENT)
    }

    @Test
    fun aDeletedKeyIsGone() {
        keys.create("test-deleted", KeyPurpose.TRANSPORT, ByteArray(0))

        val left = keys.delete(listOf("test-deleted", "test-never-was"))

        assertEquals(emptyList<String>(), left)
        assertEquals(emptyList<String>(), keys.list("test-"))
        assertThrows(KeyStoreException.Gone::class.java) { keys.sign("test-deleted", MESSAGE) }
    }

    @Test
    fun anApprovalKeyDoesNotSignWithoutAFinger() {
        assumeTrue(biometricReadiness(OnPhone.context) == BiometricReadiness.READY)
        keys.create("test-approval", KeyPurpose.APPROVAL, "a-nonce".toByteArray())

        val signing = { keys.sign("test-approval", MESSAGE) }

        assertThrows(KeyStoreException::class.java) { signing() }
    }

    @Test
    fun withoutAFingerThereIsNoApprovalKey() {
        assumeTrue(biometricReadiness(OnPhone.context) != BiometricReadiness.READY)

        val making = { keys.create("test-approval", KeyPurpose.APPROVAL, "a-nonce".toByteArray()) }

        assertThrows(KeyStoreException.Failed::class.java) { making() }
        assertEquals(emptyList<String>(), keys.list("test-"))
    }

    private companion object {
        val MESSAGE = "pay 10".toByteArray()
    }
}
