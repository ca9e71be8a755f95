package dev.countersign.android

import android.app.Activity
import android.content.Context
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import dev.countersign.PromptHandle
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import java.security.Signature
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/**
 * Android's own biometric prompt, for as long as an activity lives: when it is rotated away or
 * finished, the prompt goes with it and answers `Cancelled`, and nothing is lost. A process that
 * dies while the prompt is up has decided nothing: the request is still open when it comes back.
 *
 * Make a new one for each activity, on the main thread; [ask] may be called on any.
 *
 * @param words what the prompt says besides the consent's own text.
 */
public class FrameworkBiometricPrompt(activity: Activity, words: PromptWords) :
    SigningPrompt by BiometricSigningPrompt(activity, FrameworkScreen(activity, words))

/** What the prompt says, in the person's language. The text of a consent comes from the core. */
public class PromptWords(
    /** Above a consent's text, such as "Confirm". */
    public val consentTitle: CharSequence,
    /** Asks to prove a new approval key, while enrolling or replacing it. */
    public val newKeyTitle: CharSequence,
    /** Asks for the old approval key, while replacing it. */
    public val oldKeyTitle: CharSequence,
    /** Closes the prompt. */
    public val cancel: CharSequence,
)

private class FrameworkScreen(private val activity: Activity, private val words: PromptWords) :
    PromptScreen {
    override fun show(
        purpose: SigningPurpose,
        signature: Signature,
        events: PromptEvents,
    ): PromptHandle {
        val cancelled = CancellationSignal()
        val life = ActivityLife(activity, events::closed)
        activity.mainExecutor.execute {
            when {
                cancelled.isCanceled -> return@execute
                activity.isFinishing || activity.isDestroyed -> events.closed()
                else -> guarded(events) { authenticate(purpose, signature, cancelled, events) }
            }
        }
        return PromptHandle {
            life.close()
            cancelled.cancel()
        }
    }

    private fun authenticate(
        purpose: SigningPurpose,
        signature: Signature,
        cancelled: CancellationSignal,
        events: PromptEvents,
    ) {
        // Some phones throw in their own callbacks. Here that ends the prompt, and not the app.
        val executor = Executor { work -> SIGNING.execute { guarded(events, work::run) } }
        prompt(activity, purpose, executor, events)
            .authenticate(
                BiometricPrompt.CryptoObject(signature),
                cancelled,
                executor,
                Callback(events),
            )
    }

    private fun prompt(
        context: Context,
        purpose: SigningPurpose,
        executor: Executor,
        events: PromptEvents,
    ): BiometricPrompt {
        val builder =
            BiometricPrompt.Builder(context).setTitle(words.title(purpose)).setNegativeButton(
                words.cancel,
                executor,
            ) { _, _ ->
                events.closed()
            }
        if (purpose is SigningPurpose.Consent) builder.setDescription(purpose.text)
        if (Build.VERSION.SDK_INT >= 29) NewerAndroid.confirmed(builder)
        if (Build.VERSION.SDK_INT >= 30) NewerAndroid.strongBiometricOnly(builder)
        return builder.build()
    }

    private fun guarded(events: PromptEvents, work: () -> Unit) {
        try {
            work()
        } catch (failure: RuntimeException) {
            events.broke(failure)
        }
    }

    private companion object {
        /** Where the prompt's callbacks run: a signature must not hold up the main thread. */
        val SIGNING: Executor =
            Executors.newSingleThreadExecutor { work ->
                Thread(work, "countersign-prompt").apply { isDaemon = true }
            }
    }
}

private fun PromptWords.title(purpose: SigningPurpose): CharSequence =
    when (purpose) {
        is SigningPurpose.Consent -> consentTitle
        SigningPurpose.NewKey -> newKeyTitle
        SigningPurpose.OldKey -> oldKeyTitle
    }

private class Callback(private val events: PromptEvents) :
    BiometricPrompt.AuthenticationCallback() {
    override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
        events.accepted(result.cryptoObject?.signature)
    }

    override fun onAuthenticationFailed() = events.notRecognised()

    override fun onAuthenticationError(errorCode: Int, errString: CharSequence?) =
        events.ended(errorCode)
}
