@file:Suppress("DEPRECATION") // FingerprintManager, for Android 9 and 10.

package dev.countersign.android

import android.content.Context
import android.content.pm.PackageManager
import android.hardware.fingerprint.FingerprintManager
import android.os.Build

/** Whether an approval key can be made and used on this phone now. */
public enum class BiometricReadiness {
    /** It can. */
    READY,

    /** The person has enrolled no finger or face, or has no screen lock: ask them to. */
    NONE_ENROLLED,

    /** Not now: the sensor is busy, or switched off. Ask again later. */
    NOT_NOW,

    /** This phone has no strong biometric. It cannot be enrolled. */
    UNAVAILABLE,
}

/** Asks the phone. Look before enrolling, for an offer can be read only once; from any thread. */
public fun biometricReadiness(context: Context): BiometricReadiness =
    if (Build.VERSION.SDK_INT >= 30) readiness(NewerAndroid.strongBiometric(context))
    else readinessOfFingerprints(context)

/** By a `BIOMETRIC_SUCCESS` or `BIOMETRIC_ERROR_*`. */
internal fun readiness(status: Int): BiometricReadiness =
    when (status) {
        SUCCESS -> BiometricReadiness.READY
        NO_BIOMETRICS,
        NO_DEVICE_CREDENTIAL -> BiometricReadiness.NONE_ENROLLED
        HW_NOT_PRESENT,
        SECURITY_UPDATE_REQUIRED -> BiometricReadiness.UNAVAILABLE
        else -> BiometricReadiness.NOT_NOW
    }

/**
 * Android 9 and 10 name no strength. A fingerprint is the one kind that every maker holds strong.
 */
private fun readinessOfFingerprints(context: Context): BiometricReadiness {
    if (!context.packageManager.hasSystemFeature(PackageManager.FEATURE_FINGERPRINT)) {
        return BiometricReadiness.UNAVAILABLE
    }
    val fingerprints =
        context.getSystemService(FingerprintManager::class.java)
            ?: return BiometricReadiness.UNAVAILABLE
    return if (fingerprints.hasEnrolledFingerprints()) BiometricReadiness.READY
    else BiometricReadiness.NONE_ENROLLED
}

private const val SUCCESS = 0
private const val NO_BIOMETRICS = 11
private const val HW_NOT_PRESENT = 12
private const val NO_DEVICE_CREDENTIAL = 14
private const val SECURITY_UPDATE_REQUIRED = 15
