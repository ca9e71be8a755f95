package dev.countersign.android

import dev.countersign.PromptHandle
import dev.countersign.SigningPurpose
import java.security.Signature

/** A biometric prompt: Android's own, androidx's, or a test's. */
public interface PromptScreen {
    /**
     * Shows a prompt for a signature that has begun, and tells [events] what comes of it.
     *
     * Called on a thread of the library; the prompt may come up later, on another. The text of a
     * [SigningPurpose.Consent] is shown as it is. The prompt has to be one for strong biometrics
     * alone, around a crypto object that holds [signature].
     *
     * @return what takes the prompt down. It is called when all is over, too, and then has only to
     *   clean up.
     */
    public fun show(
        purpose: SigningPurpose,
        signature: Signature,
        events: PromptEvents,
    ): PromptHandle
}

/** What came of a prompt. Any thread may tell; what comes after the end changes nothing. */
public interface PromptEvents {
    /**
     * A biometric was accepted. The signing is done here, on the thread that tells: not the main
     * one, for StrongBox takes its time.
     *
     * @param signature the one out of the crypto object that the prompt handed back.
     */
    public fun accepted(signature: Signature?)

    /** A biometric was not accepted, and the prompt is still up. */
    public fun notRecognised()

    /** The prompt ended with a `BIOMETRIC_ERROR_*`; androidx's numbers are the same. */
    public fun ended(error: Int)

    /** The person, the system or the app closed it, or it could not come up any more. */
    public fun closed()

    /** The prompt threw. */
    public fun broke(failure: Exception)
}
