package dev.countersign.android

import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.PromptHandle
import java.security.Signature
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicReference

/** One prompt, from its beginning to its one answer. */
internal class PromptSession(
    private val signingInput: ByteArray,
    private val read: ErrorReader,
    private val answer: (PromptAnswer) -> Unit,
) : PromptEvents {
    private val isOver = AtomicBoolean()
    private val prompt = AtomicReference<PromptHandle?>()

    @Volatile private var sawAWrongOne = false

    override fun accepted(signature: Signature?) = end {
        if (signature == null) PromptAnswer.Failed(PromptFailure.OTHER) else signed(signature)
    }

    override fun notRecognised() {
        sawAWrongOne = true
    }

    override fun ended(error: Int) = end { promptAnswer(error, sawAWrongOne) }

    override fun closed() = end { PromptAnswer.Cancelled }

    override fun broke(failure: Exception) = end { keyFault(failure, read).toAnswer() }

    /** There is no key of that name. */
    fun keyGone() = end { KeyFault.GONE.toAnswer() }

    /** Keeps what takes the prompt down; takes it down at once if all is over already. */
    fun held(handle: PromptHandle) {
        prompt.set(handle)
        if (isOver.get()) takeDown()
    }

    /** The signature is made after the session is won: a prompt taken down first signs nothing. */
    private fun end(outcome: () -> PromptAnswer) {
        if (!isOver.compareAndSet(false, true)) return
        answer(outcome())
        takeDown()
    }

    private fun signed(signature: Signature): PromptAnswer =
        try {
            signature.update(signingInput)
            PromptAnswer.Signed(signature.sign())
        } catch (failure: Exception) {
            keyFault(failure, read).toAnswer()
        }

    private fun takeDown() {
        prompt.getAndSet(null)?.dismiss()
    }
}

/**
 * What a prompt's error means. It closed of itself after a while, or as the screen went dark:
 * nobody failed at anything. Whether a key is lost only the key store can say.
 */
internal fun promptAnswer(error: Int, sawAWrongOne: Boolean): PromptAnswer =
    when (error) {
        TIMEOUT,
        CANCELED,
        USER_CANCELED,
        NEGATIVE_BUTTON,
        POWER_PRESSED -> PromptAnswer.Cancelled
        LOCKOUT,
        LOCKOUT_PERMANENT -> PromptAnswer.Failed(PromptFailure.LOCKED_OUT)
        UNABLE_TO_PROCESS -> PromptAnswer.Failed(PromptFailure.NOT_RECOGNISED)
        else ->
            PromptAnswer.Failed(
                if (sawAWrongOne) PromptFailure.NOT_RECOGNISED else PromptFailure.OTHER
            )
    }

// BiometricPrompt.BIOMETRIC_ERROR_*. Android 9 has the numbers and not all of the names.
private const val UNABLE_TO_PROCESS = 2
private const val TIMEOUT = 3
private const val CANCELED = 5
private const val LOCKOUT = 7
private const val LOCKOUT_PERMANENT = 9
private const val USER_CANCELED = 10
private const val NEGATIVE_BUTTON = 13
private const val POWER_PRESSED = 19
