package dev.countersign.android

import android.annotation.TargetApi
import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.view.View
import android.view.Window

/**
 * Every call that Android 9 (28) does not have, and no other file may hold one. Each says from
 * which version on it may be made; whoever calls it looks first.
 */
@TargetApi(36)
internal object NewerAndroid {
    /** From 30. */
    fun authentication(builder: KeyGenParameterSpec.Builder, seconds: Int, type: Int) {
        builder.setUserAuthenticationParameters(seconds, type)
    }

    /** From 31: one of `KeyProperties.SECURITY_LEVEL_*`. */
    fun securityLevel(key: KeyInfo): Int = key.securityLevel

    /** From 33: what the key store says of a failure, if this is one of its own. */
    fun keystoreError(failure: Throwable): KeystoreError? =
        (failure as? KeyStoreException)?.let {
            KeystoreError(it.numericErrorCode, it.isTransientFailure)
        }

    /** From 29: a face alone does not end the prompt; the person still has to say yes. */
    fun confirmed(prompt: BiometricPrompt.Builder) {
        prompt.setConfirmationRequired(true)
    }

    /** From 30. */
    fun strongBiometricOnly(prompt: BiometricPrompt.Builder) {
        prompt.setAllowedAuthenticators(BiometricManager.Authenticators.BIOMETRIC_STRONG)
    }

    /** From 30: `BIOMETRIC_SUCCESS` or why a strong biometric cannot be used. */
    fun strongBiometric(context: Context): Int =
        context
            .getSystemService(BiometricManager::class.java)
            .canAuthenticate(BiometricManager.Authenticators.BIOMETRIC_STRONG)

    /** From 31. The app needs `HIDE_OVERLAY_WINDOWS`, which this library declares. */
    fun hideOverlays(window: Window) {
        window.setHideOverlayWindows(true)
    }

    /** From 34: accessibility services that are no accessibility tools see nothing of it. */
    fun keepFromOtherServices(view: View) {
        view.setAccessibilityDataSensitive(View.ACCESSIBILITY_DATA_SENSITIVE_YES)
    }
}
