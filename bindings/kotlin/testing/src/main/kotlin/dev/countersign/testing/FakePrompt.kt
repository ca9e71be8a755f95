package dev.countersign.testing

import dev.countersign.PromptAnswer
import dev.countersign.PromptHandle
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import kotlinx.coroutines.CompletableDeferred

/**
 * A prompt without a finger: answers as it was told, or stays up until it is answered or taken
 * down. What it was asked to say is in [asked].
 */
public class FakePrompt(private val answer: PromptAnswer? = null) : SigningPrompt {
    private var pending: ((PromptAnswer) -> Unit)? = null

    /** What it was asked for, in order. */
    public val asked: MutableList<SigningPurpose> = mutableListOf()

    /** Whether it was taken down while it was up. */
    public var isDismissed: Boolean = false
        private set

    override fun ask(request: SigningRequest, answer: (PromptAnswer) -> Unit): PromptHandle {
        asked.add(request.purpose)
        pending = answer
        this.answer?.let { answer(it) }
        return PromptHandle {
            isDismissed = true
            answer(PromptAnswer.Cancelled)
        }
    }

    /** Answers a prompt that is up. */
    public fun answer(answer: PromptAnswer) {
        pending?.invoke(answer)
    }
}

internal suspend fun ask(prompt: SigningPrompt, purpose: SigningPurpose): PromptAnswer {
    val answered = CompletableDeferred<PromptAnswer>()
    val handle = prompt.ask(SigningRequest("key", ByteArray(0), purpose)) { answered.complete(it) }
    try {
        return answered.await()
    } finally {
        if (!answered.isCompleted) handle.dismiss()
    }
}
