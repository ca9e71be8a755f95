package dev.countersign.sample

import dev.countersign.PromptAnswer
import dev.countersign.PromptHandle
import dev.countersign.SigningPrompt
import dev.countersign.SigningRequest

/**
 * Hands a signature to the prompt of the activity that is there. The app outlives its activities,
 * and Android's prompt does not: without one, nothing is asked and nothing is approved.
 */
internal class PromptRelay : SigningPrompt {
    @Volatile private var prompt: SigningPrompt? = null

    fun attach(prompt: SigningPrompt) {
        this.prompt = prompt
    }

    /** Lets go of a prompt, unless another activity's has taken its place. */
    fun detach(prompt: SigningPrompt) {
        if (this.prompt === prompt) this.prompt = null
    }

    override fun ask(request: SigningRequest, answer: (PromptAnswer) -> Unit): PromptHandle {
        prompt?.let { return it.ask(request, answer) }
        answer(PromptAnswer.Cancelled)
        return PromptHandle {}
    }
}
