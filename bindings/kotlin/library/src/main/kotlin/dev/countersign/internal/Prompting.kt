package dev.countersign.internal

import dev.countersign.PromptAnswer
import dev.countersign.SigningPrompt
import dev.countersign.SigningRequest
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred

/**
 * Asks a prompt, and settles what it answers in the library's own scope: once there is a signature,
 * what is made of it does not depend on who still waits.
 */
internal suspend fun <T> Work.prompted(
    prompt: SigningPrompt,
    request: SigningRequest,
    settle: (PromptAnswer) -> T,
): T {
    val result = CompletableDeferred<T>()
    val answered = AtomicBoolean()
    val handle =
        prompt.ask(request) { answer ->
            if (answered.compareAndSet(false, true)) {
                begin {
                    try {
                        result.complete(translated { settle(answer) })
                    } catch (failure: Throwable) {
                        result.completeExceptionally(failure)
                    }
                }
            }
        }
    try {
        return result.await()
    } catch (cancelled: CancellationException) {
        if (!answered.get()) handle.dismiss()
        throw cancelled
    }
}
