package dev.countersign

/**
 * A consent in hand: verified, for this device, read. Everything from here to the signature works
 * on this one object; nothing is fetched again. There is one in hand at a time.
 *
 * [close] it when it leaves the screen: undecided, it still waits, and can be opened again.
 */
public interface ConsentInHand : AutoCloseable {
    /** What is asked, and what to show of it. */
    public val request: ConsentRequest

    /**
     * Says that somebody looks at it: when the person touches the screen. Five minutes after the
     * last time it can neither be read nor approved.
     *
     * @throws CountersignException.OpenAgain if it was too late.
     */
    public suspend fun touch()

    /**
     * Asks whether it still waits for its decision: when the app comes back to the foreground, and
     * now and then while it is on screen.
     *
     * @throws CountersignException.Over if it does not: take it off the screen.
     */
    public suspend fun stillOpen()

    /**
     * Freezes what was shown and chosen, has the person unlock the approval key, and sends.
     *
     * [ApprovalResult.Decided] means that the decision is made and durable, whatever the network
     * did. If the caller is cancelled while the prompt is up, the prompt is taken down; once there
     * is a signature, the decision is made whether or not anybody waits.
     */
    public suspend fun approve(input: ApprovalInput, prompt: SigningPrompt): ApprovalResult

    /** Says no. Needs no biometric, and works for what cannot be shown or was put away. */
    public suspend fun deny(reason: DenialReason = DenialReason.UNSPECIFIED): Delivery

    /**
     * "This was not me": denies it if it is still open, and has the bank block this device until it
     * has looked. Stored before anything is sent, so it works without a network.
     */
    public suspend fun notMe(): Reported

    /** Puts it back, undecided, if it was not decided, and lets go of it. */
    override fun close()
}
