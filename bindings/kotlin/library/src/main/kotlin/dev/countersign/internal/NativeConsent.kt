package dev.countersign.internal

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.ConsentInHand
import dev.countersign.ConsentRequest
import dev.countersign.Delivery
import dev.countersign.DenialReason
import dev.countersign.PromptAnswer
import dev.countersign.Reported
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.ffi.Consent
import dev.countersign.ffi.ConsentInterface

/** The consent in hand, in the native library. [owned] is what is let go of at the end. */
internal class NativeConsent(
    private val owned: Consent,
    private val consent: ConsentInterface,
    override val request: ConsentRequest,
    private val work: Work,
) : ConsentInHand {
    override suspend fun touch() = work.run { consent.touch() }

    override suspend fun stillOpen() = work.run { consent.stillOpen() }

    override suspend fun approve(input: ApprovalInput, prompt: SigningPrompt): ApprovalResult {
        val toSign = work.run { consent.prepare(input.toNative()) }
        val purpose = SigningPurpose.Consent(toSign.prompt)
        val asked = SigningRequest(toSign.key, toSign.signingInput, purpose)
        return work.prompted(prompt, asked) { answer ->
            when (answer) {
                is PromptAnswer.Signed ->
                    ApprovalResult.Decided(consent.complete(answer.signature).toPublic())
                PromptAnswer.Cancelled -> ApprovalResult.Cancelled
                is PromptAnswer.Failed ->
                    ApprovalResult.NotApproved(
                        answer.failure,
                        consent.promptFailed(answer.failure.toNative()).toPublic(),
                    )
            }
        }
    }

    override suspend fun deny(reason: DenialReason): Delivery =
        work.run { consent.deny(reason.toNative()).toPublic() }

    override suspend fun notMe(): Reported = work.run { consent.notMe().toPublic() }

    override fun close() {
        if (!owned.uniffiIsDestroyed) {
            translated { owned.putBack() }
            owned.close()
        }
    }
}
