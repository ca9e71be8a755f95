package dev.countersign.android.keystore

import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import java.security.KeyPair
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Security
import java.security.Signature
import java.security.cert.X509Certificate
import javax.crypto.SecretKey

/**
 * A phone's key store in software: a security provider of the name that the library asks for, which
 * does as Android documents it, and as phones are known to do instead.
 */
internal class FakePhone : AutoCloseable {
    /** Whether keys can be made in StrongBox. */
    var hasStrongBox = false

    /** Whether the phone is locked. Keys that need it unlocked refuse. */
    var isLocked = false

    /** Whether a finger is enrolled. Without one no key for biometrics can be made. */
    var hasFinger = true

    /** What making a key throws, the next times; `null` lets one be made. */
    val makingFails = ArrayDeque<Exception?>()

    /** Whether an attestation can be had. */
    var attests = true

    /** Makes keys without the attestation that was asked for, and reports success. */
    var forgetsAttestation = false

    /** Reports success and keeps nothing. */
    var keepsNothing = false

    /** What loading a key throws, the next times. */
    val loadingFails = ArrayDeque<Exception>()

    /** Whether the level of a key can be read. */
    var tellsLevel = true

    /** The keys, by alias. */
    val keys = linkedMapOf<String, Entry>()

    /** Keys for secrets. */
    val secretKeys = mutableMapOf<String, SecretKey>()

    /** What was asked for, in turn. */
    val asked = mutableListOf<KeyGenParameterSpec>()

    private val maker = ecKeyPair()

    init {
        Security.removeProvider(NAME)
        Security.addProvider(FakeProvider(this))
    }

    override fun close() = Security.removeProvider(NAME)

    /** A new finger is enrolled: every key that a biometric unlocks is lost. */
    fun enrolFinger() {
        keys.values
            .filter { it.spec.isUserAuthenticationRequired }
            .forEach { it.invalidated = true }
    }

    /** The right finger touches the sensor while a prompt is up for this signature. */
    fun touch(signature: Signature) {
        @Suppress("DEPRECATION")
        (signature.getParameter(OPERATION) as Operation).authorised = true
    }

    fun make(spec: KeyGenParameterSpec): KeyPair {
        asked += spec
        makingFails.removeFirstOrNull()?.let { throw it }
        val pair = ecKeyPair()
        val challenge = spec.attestationChallenge
        if (challenge != null && !attests) throw NO_ATTESTATION
        val attestation = challenge.takeIf { !forgetsAttestation }
        val chain =
            if (attestation == null) alone(pair) else chainOf(pair.public, maker, attestation)
        if (!keepsNothing) keys[spec.keystoreAlias] = Entry(spec, pair, chain)
        return pair
    }

    fun info(alias: String): KeyInfo {
        if (!tellsLevel) throw ProviderException("unknown")
        val spec = keys.getValue(alias).spec
        return keyInfo(alias, level(spec))
    }

    private fun level(spec: KeyGenParameterSpec) =
        if (spec.isStrongBoxBacked) KeyProperties.SECURITY_LEVEL_STRONGBOX
        else KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT

    /** A key, and what is known about it. */
    class Entry(
        val spec: KeyGenParameterSpec,
        val pair: KeyPair,
        val chain: List<X509Certificate>,
        var invalidated: Boolean = false,
    )

    /** A signature that has begun. A key for one use wants a touch for each. */
    class Operation(val entry: Entry, var authorised: Boolean)

    companion object {
        const val NAME = "AndroidKeyStore"
        const val OPERATION = "operation"

        /** The phone cannot reach what certifies its keys, and will be able to. */
        val NO_ATTESTATION_NOW: ProviderException
            get() = failed(25)

        /** What certifies keys has refused this phone. */
        val NO_ATTESTATION: ProviderException
            get() = failed(26)

        private fun failed(code: Int) =
            ProviderException("Failed to generate key pair.", KeyStoreException(code, "no keys"))
    }
}

/** A key that stays in the phone: it has a name, and nothing else to show. */
internal class HeldKey(val alias: String, val phone: FakePhone) : PrivateKey {
    override fun getAlgorithm() = "EC"

    override fun getFormat(): String? = null

    override fun getEncoded(): ByteArray? = null
}
