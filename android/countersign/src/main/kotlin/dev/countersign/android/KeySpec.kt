package dev.countersign.android

import android.security.keystore.KeyGenParameterSpec
import java.security.spec.ECGenParameterSpec

/** A plan as Android takes it. Nothing is decided here. */
internal fun KeyPlan.toSpec(alias: String): KeyGenParameterSpec {
    val builder =
        KeyGenParameterSpec.Builder(alias, purposes)
            .setAlgorithmParameterSpec(ECGenParameterSpec(curve))
            .setDigests(*digests.toTypedArray())
            .setUnlockedDeviceRequired(unlockedDeviceRequired)
            .setIsStrongBoxBacked(strongBox)
    challenge?.let { builder.setAttestationChallenge(it.bytes) }
    if (authenticationRequired) authentication(builder)
    return builder.build()
}

private fun KeyPlan.authentication(builder: KeyGenParameterSpec.Builder) {
    builder
        .setUserAuthenticationRequired(true)
        .setInvalidatedByBiometricEnrollment(invalidatedByBiometricEnrolment)
    if (authenticationType == null) {
        @Suppress("DEPRECATION") // Its successor came with 30.
        builder.setUserAuthenticationValidityDurationSeconds(authenticationTimeout)
    } else {
        NewerAndroid.authentication(builder, authenticationTimeout, authenticationType)
    }
}
