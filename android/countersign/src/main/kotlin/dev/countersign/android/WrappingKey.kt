package dev.countersign.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.nio.ByteBuffer
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * The AES key that seals secrets. It needs no biometric and no unlocked phone: an app that a push
 * woke must be able to open its database. Only this app on this phone has it.
 */
internal class WrappingKey {
    /** Seals what remains in a buffer, bound to a name: version, nonce, and what AES-GCM gives. */
    fun seal(name: String, secret: ByteBuffer): ByteArray {
        val cipher =
            Cipher.getInstance(AES_GCM).apply { init(Cipher.ENCRYPT_MODE, existing() ?: made()) }
        cipher.updateAAD(name.toByteArray())
        // Android chooses the nonce itself, so that none is ever used twice.
        val nonce = cipher.iv
        check(nonce.size == NONCE_BYTES)
        val sealed = ByteBuffer.allocate(1 + NONCE_BYTES + secret.remaining() + TAG_BYTES)
        sealed.put(VERSION).put(nonce)
        cipher.doFinal(secret, sealed)
        return sealed.array()
    }

    /** Opens into a buffer; `false` if the key is gone or this was never sealed by one. */
    fun open(name: String, sealed: ByteArray, into: ByteBuffer): Boolean {
        val fits = sealed.size == 1 + NONCE_BYTES + into.remaining() + TAG_BYTES
        if (!fits || sealed[0] != VERSION) return false
        val key = existing() ?: return false
        val nonce = GCMParameterSpec(8 * TAG_BYTES, sealed, 1, NONCE_BYTES)
        val cipher = Cipher.getInstance(AES_GCM).apply { init(Cipher.DECRYPT_MODE, key, nonce) }
        cipher.updateAAD(name.toByteArray())
        val rest = 1 + NONCE_BYTES
        cipher.doFinal(ByteBuffer.wrap(sealed, rest, sealed.size - rest), into)
        return true
    }

    /** Deletes the key; what it sealed is lost. */
    fun forget() = store().deleteEntry(ALIAS)

    private fun existing(): SecretKey? = store().getKey(ALIAS, null)?.let { it as SecretKey }

    private fun store(): KeyStore = KeyStore.getInstance(KeystoreKeys.PROVIDER).apply { load(null) }

    private fun made(): SecretKey {
        val generator =
            KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KeystoreKeys.PROVIDER)
        generator.init(
            KeyGenParameterSpec.Builder(
                    ALIAS,
                    KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT,
                )
                .setKeySize(256)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build()
        )
        return generator.generateKey()
    }

    internal companion object {
        /** Not one that the core takes for its own: it deletes those that belong to nothing. */
        const val ALIAS = "dev.countersign.secrets"
        private const val AES_GCM = "AES/GCM/NoPadding"
        private const val VERSION: Byte = 1
        private const val NONCE_BYTES = 12
        private const val TAG_BYTES = 16
    }
}
