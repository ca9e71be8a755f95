package dev.countersign.testing

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Approving
import dev.countersign.ConsentInHand
import dev.countersign.ConsentRequest
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.DenialReason
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.Reading
import dev.countersign.Reported
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import dev.countersign.Told
import dev.countersign.View

/** A consent in the hand of a [FakeAuthenticationDevice]. */
internal class FakeConsent(
    private val device: FakeAuthenticationDevice,
    override val request: ConsentRequest,
) : ConsentInHand {
    var isClosed = false
        private set

    override suspend fun touch() {
        if (isClosed) throw CountersignException.OpenAgain()
    }

    override suspend fun stillOpen() {
        if (request.request in device.decisions) throw CountersignException.Over()
    }

    override suspend fun approve(input: ApprovalInput, prompt: SigningPrompt): ApprovalResult {
        device.failing()
        if (isClosed) throw CountersignException.OpenAgain()
        if (request.request in device.decisions) throw CountersignException.Over()
        val enrolment = device.enrolment(request.enrolment)
        if (enrolment == null || enrolment.needsReenrolment) {
            throw CountersignException.EnrolAgain()
        }
        val view = (request.reading as? Reading.Shown)?.view
        if (view == null || enrolment.locked) throw CountersignException.OnlyDeny()
        if (!fits(view, input)) throw CountersignException.Correct()
        return when (val answer = ask(prompt, SigningPurpose.Consent(view.title))) {
            is PromptAnswer.Signed -> {
                isClosed = true
                ApprovalResult.Decided(device.decide(request, true, view.title))
            }
            PromptAnswer.Cancelled -> ApprovalResult.Cancelled
            is PromptAnswer.Failed -> ApprovalResult.NotApproved(answer.failure, after(answer.failure))
        }
    }

    override suspend fun deny(reason: DenialReason): Delivery {
        device.failing()
        isClosed = true
        return device.decide(request, false, (request.reading as? Reading.Shown)?.view?.title)
    }

    override suspend fun notMe(): Reported {
        val open = request.request !in device.decisions
        val denial = if (open) deny(DenialReason.NOT_ME) else null
        device.block(request.enrolment)
        return Reported(denial, Told.NOW)
    }

    override fun close() {
        isClosed = true
    }

    private fun fits(view: View, input: ApprovalInput): Boolean {
        val chosen = input.selection.associate { it.detail to it.accounts }
        val complete = view.choices.all { choice ->
            val accounts = chosen[choice.detail].orEmpty()
            accounts.size in choice.atLeast..choice.atMost &&
                accounts.all { id -> choice.accounts.any { it.id == id } }
        }
        return complete &&
            chosen.size == view.choices.size &&
            input.number?.length == view.numberDigits
    }

    private suspend fun after(failure: PromptFailure): Approving {
        if (failure != PromptFailure.KEY_INVALIDATED) return Approving.POSSIBLE
        device.approvalKeyLost(request.enrolment)
        return Approving.ENROL_AGAIN
    }
}
