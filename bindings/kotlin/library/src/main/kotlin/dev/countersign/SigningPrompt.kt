package dev.countersign

/**
 * How the person unlocks an approval key. On Android, `BiometricSigningPrompt`; an app that has
 * androidx's prompt can plug it in here.
 *
 * It answers with a signature that the core verifies, and never with "yes".
 */
public fun interface SigningPrompt {
    /**
     * Shows the prompt. Called once for each signature, on a thread of the library; [answer] is to
     * be called once, on any thread. Further answers are ignored.
     *
     * @return what takes the prompt down again. After that it still answers, if only
     *   [PromptAnswer.Cancelled].
     */
    public fun ask(request: SigningRequest, answer: (PromptAnswer) -> Unit): PromptHandle
}

/** Takes a prompt down. Nothing happens if it is gone already. */
public fun interface PromptHandle {
    public fun dismiss()
}

/** What a key has to sign, and what the prompt says. */
public class SigningRequest(
    /** The alias of the key that has to sign. */
    public val key: String,
    /** What it has to sign: ECDSA with SHA-256 over these bytes. */
    public val signingInput: ByteArray,
    /** What for. */
    public val purpose: SigningPurpose,
) {
    override fun toString(): String = "SigningRequest($purpose)"
}

/** What a signature is for: what the prompt has to say. */
public sealed interface SigningPurpose {
    /** A consent. [text] names amount and payee, or what else is asked; show it as it is. */
    public class Consent(public val text: String) : SigningPurpose {
        override fun toString(): String = "Consent"
    }

    /** Proving a new approval key, while enrolling or rotating. */
    public data object NewKey : SigningPurpose

    /** Vouching for a new approval key with the old one. */
    public data object OldKey : SigningPurpose
}

/** What came of a prompt. */
public sealed interface PromptAnswer {
    /** The signature, DER as the hardware gives it. */
    public class Signed(public val signature: ByteArray) : PromptAnswer {
        override fun toString(): String = "Signed"
    }

    /** The person, the system or the app closed it. Nothing is lost, and it counts as nothing. */
    public data object Cancelled : PromptAnswer

    /** It failed. */
    public data class Failed(public val failure: PromptFailure) : PromptAnswer
}

/** What the prompt gave instead of a signature. */
public enum class PromptFailure {
    /** The finger or face was not the right one. */
    NOT_RECOGNISED,

    /** The platform accepts no biometric for now, or until the phone is unlocked otherwise. */
    LOCKED_OUT,

    /** The key was invalidated, as when biometrics changed, or is gone. */
    KEY_INVALIDATED,

    /**
     * Nobody was asked, or nobody answered: no sensor for now, or a fault. Not a failed
     * attempt, and not counted.
     */
    OTHER,
}

/** What came of approving. */
public sealed interface ApprovalResult {
    /** The decision is made, and durable. */
    public data class Decided(public val delivery: Delivery) : ApprovalResult

    /** The prompt was closed. Nothing was sent, and nothing is lost. */
    public data object Cancelled : ApprovalResult

    /**
     * The prompt failed. Show one message whatever failed, and what is to be done: try again, have
     * the bank unblock the phone, or enrol anew. Denying works in each case.
     */
    public data class NotApproved(
        public val failure: PromptFailure,
        public val approving: Approving,
    ) : ApprovalResult
}

/** What came of enrolling. */
public sealed interface EnrolResult {
    /** Registered. Show the six digits until the bank's page has them confirmed. */
    public data class Registered(public val enrolment: Enrolment) : EnrolResult

    /** The prompt was closed. The bank must make a new offer. */
    public data object Cancelled : EnrolResult

    /** The prompt failed. The bank must make a new offer. */
    public data class Failed(public val failure: PromptFailure) : EnrolResult
}

/** What came of replacing the approval key. */
public sealed interface RotationResult {
    /** The bank has the new key, or will be asked which it has. */
    public data class Sent(public val rotation: Rotation) : RotationResult

    /** A prompt was closed. The old key stays. */
    public data object Cancelled : RotationResult

    /** A prompt failed. The old key stays. */
    public data class Failed(public val failure: PromptFailure) : RotationResult
}
