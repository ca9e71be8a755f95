package dev.countersign.android

import android.security.keystore.KeyProperties
import dev.countersign.KeyPurpose

/** What a key is to be like: all that is decided about it, before Android is asked for one. */
internal data class KeyPlan(
    val purposes: Int,
    val curve: String,
    val digests: List<String>,
    val authenticationRequired: Boolean,
    /** `null` where Android has no say in it: below 30, where per use means biometric. */
    val authenticationType: Int?,
    /** Seconds for which one authentication holds. Per use is 0, and below 30 it is -1. */
    val authenticationTimeout: Int,
    val invalidatedByBiometricEnrolment: Boolean,
    val unlockedDeviceRequired: Boolean,
    val strongBox: Boolean,
    /** `null` asks for no attestation. */
    val challenge: Challenge?,
)

/** An attestation challenge, compared by what it holds. */
internal class Challenge(bytes: ByteArray) {
    private val held = bytes.copyOf()

    val bytes: ByteArray
        get() = held.copyOf()

    override fun equals(other: Any?): Boolean = other is Challenge && held.contentEquals(other.held)

    override fun hashCode(): Int = held.contentHashCode()
}

/** The plan for a key, by what it is for and by what the phone can do. */
internal fun keyPlan(
    purpose: KeyPurpose,
    sdk: Int,
    hasStrongBox: Boolean,
    challenge: ByteArray,
): KeyPlan =
    when (purpose) {
        KeyPurpose.TRANSPORT -> transportPlan(sdk)
        KeyPurpose.APPROVAL -> approvalPlan(sdk, hasStrongBox, Challenge(challenge))
    }

/**
 * The plans to try in turn: StrongBox gives way before the attestation does, because a bank can
 * check an attested key in the TEE, and has to take an unattested one in StrongBox on trust.
 */
internal fun KeyPlan.ladder(): List<KeyPlan> =
    listOf(
            this,
            copy(strongBox = false),
            copy(challenge = null),
            copy(strongBox = false, challenge = null),
        )
        .distinct()

/**
 * In the TEE always: StrongBox takes a second for a signature, and every call to a bank has one.
 */
private fun transportPlan(sdk: Int) =
    KeyPlan(
        purposes = KeyProperties.PURPOSE_SIGN,
        curve = P256,
        digests = listOf(KeyProperties.DIGEST_SHA256),
        authenticationRequired = false,
        authenticationType = null,
        authenticationTimeout = 0,
        invalidatedByBiometricEnrolment = false,
        unlockedDeviceRequired = unlockedDeviceIsReliable(sdk),
        strongBox = false,
        challenge = null,
    )

/** Biometric at every use and nothing else: any other way in would switch the invalidation off. */
private fun approvalPlan(sdk: Int, hasStrongBox: Boolean, challenge: Challenge) =
    KeyPlan(
        purposes = KeyProperties.PURPOSE_SIGN,
        curve = P256,
        digests = listOf(KeyProperties.DIGEST_SHA256),
        authenticationRequired = true,
        authenticationType = if (sdk >= 30) KeyProperties.AUTH_BIOMETRIC_STRONG else null,
        authenticationTimeout = if (sdk >= 30) 0 else -1,
        invalidatedByBiometricEnrolment = true,
        unlockedDeviceRequired = unlockedDeviceIsReliable(sdk),
        strongBox = hasStrongBox,
        challenge = challenge,
    )

/**
 * Android 12 to 14 can lose such a key for good when a weak face or a trust agent unlocks the
 * phone. Below 35 `KeyguardManager.isDeviceLocked` is asked instead, before a key is used.
 */
private fun unlockedDeviceIsReliable(sdk: Int) = sdk >= 35

private const val P256 = "secp256r1"
