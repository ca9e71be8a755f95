package dev.countersign.android

import android.content.Context
import android.os.Build
import dev.countersign.PromptAnswer
import dev.countersign.PromptHandle
import dev.countersign.SigningPrompt
import dev.countersign.SigningRequest

/**
 * Signs with an approval key that a biometric unlocks, over any prompt that can carry a
 * [java.security.Signature]: [FrameworkBiometricPrompt] uses Android's own, and an app that has
 * androidx's hands it in as a [PromptScreen].
 *
 * The signature begins before the prompt is shown and ends with the object that the prompt hands
 * back: what the hardware did not unlock cannot be signed, whatever the app is told.
 */
public class BiometricSigningPrompt
internal constructor(
    private val keys: KeystoreKeys,
    private val read: ErrorReader,
    private val isLocked: () -> Boolean,
    private val screen: PromptScreen,
) : SigningPrompt {
    /** @param context any; the application's is kept. */
    public constructor(
        context: Context,
        screen: PromptScreen,
    ) : this(
        KeystoreKeys(Build.VERSION.SDK_INT),
        errorReader(Build.VERSION.SDK_INT),
        lockOf(context),
        screen,
    )

    override fun ask(request: SigningRequest, answer: (PromptAnswer) -> Unit): PromptHandle {
        val session = PromptSession(request.signingInput, read, answer)
        try {
            begin(request, session)
        } catch (failure: Exception) {
            session.broke(failure)
        }
        return PromptHandle(session::closed)
    }

    private fun begin(request: SigningRequest, session: PromptSession) {
        // Where a key is not bound to the unlocked phone, this is what keeps it from being used
        // over the lock screen.
        if (isLocked()) return session.closed()
        val signature = keys.begun(request.key, read) ?: return session.keyGone()
        session.held(screen.show(request.purpose, signature, session))
    }
}
