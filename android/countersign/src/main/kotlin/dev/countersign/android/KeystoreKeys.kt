package dev.countersign.android

import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import dev.countersign.KeyLevel
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.cert.X509Certificate

/** Android's key store, reduced to what is asked of it. Throws what Android throws. */
internal class KeystoreKeys(private val sdk: Int) {
    /** Makes a key, in place of any of that alias. */
    fun generate(alias: String, plan: KeyPlan) {
        val generator = KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER)
        generator.initialize(plan.toSpec(alias))
        generator.generateKeyPair()
    }

    /** The certificates of a key, its own first; empty if there is no such key. */
    fun certificates(alias: String): List<X509Certificate> =
        store().getCertificateChain(alias).orEmpty().filterIsInstance<X509Certificate>()

    /** `null` if there is no such key. */
    fun key(alias: String): PrivateKey? = store().getKey(alias, null)?.let { it as PrivateKey }

    /** Begins a signature. An approval key refuses here if it was invalidated. */
    fun begin(key: PrivateKey): Signature =
        Signature.getInstance(ECDSA_WITH_SHA_256).apply { initSign(key) }

    /** Where a key lives. */
    fun level(key: PrivateKey, strongBox: Boolean): KeyLevel {
        val factory = KeyFactory.getInstance(key.algorithm, PROVIDER)
        val info = factory.getKeySpec(key, KeyInfo::class.java)
        if (sdk >= 31) return levelOf(NewerAndroid.securityLevel(info))
        @Suppress("DEPRECATION") // Its successor came with 31.
        return levelOf(info.isInsideSecureHardware, strongBox)
    }

    fun delete(alias: String) = store().deleteEntry(alias)

    fun contains(alias: String): Boolean = store().containsAlias(alias)

    fun aliases(): List<String> = store().aliases().toList()

    /** A new one each time: some phones keep giving what was true when one was loaded. */
    private fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    internal companion object {
        const val PROVIDER = "AndroidKeyStore"
        private const val ECDSA_WITH_SHA_256 = "SHA256withECDSA"
    }
}

/** From 31 on. A level that the phone cannot name counts as no better than what it is sure of. */
internal fun levelOf(securityLevel: Int): KeyLevel =
    when (securityLevel) {
        KeyProperties.SECURITY_LEVEL_STRONGBOX -> KeyLevel.SECURE_ELEMENT
        KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT,
        KeyProperties.SECURITY_LEVEL_UNKNOWN_SECURE -> KeyLevel.TRUSTED_ENVIRONMENT
        else -> KeyLevel.SOFTWARE
    }

/** Below 31, where a key that was made in StrongBox is told by its having been made. */
internal fun levelOf(insideSecureHardware: Boolean, strongBox: Boolean): KeyLevel =
    when {
        !insideSecureHardware -> KeyLevel.SOFTWARE
        strongBox -> KeyLevel.SECURE_ELEMENT
        else -> KeyLevel.TRUSTED_ENVIRONMENT
    }
