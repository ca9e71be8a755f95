package dev.countersign.android.onphone

import dev.countersign.KeyPurpose
import dev.countersign.PromptAnswer
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.android.AndroidKeyStore
import dev.countersign.android.BiometricReadiness
import dev.countersign.android.FrameworkBiometricPrompt
import dev.countersign.android.PromptWords
import dev.countersign.android.biometricReadiness
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.SECONDS
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test

/** Android's own prompt. Needs an enrolled finger, and nobody to touch the sensor. */
class PromptOnPhoneTest {
    private val keys = AndroidKeyStore(OnPhone.context)
    private val answers = LinkedBlockingQueue<PromptAnswer>()

    @Before
    fun begin() {
        assumeTrue(biometricReadiness(OnPhone.context) == BiometricReadiness.READY)
        keys.create("test-approval", KeyPurpose.APPROVAL, "a-nonce".toByteArray())
    }

    @After
    fun clean() {
        keys.delete(keys.list("test-"))
    }

    @Test
    fun aRotatedActivityTakesItsPromptAlong() {
        val activity = OnPhone.activity()
        FrameworkBiometricPrompt(activity, WORDS).ask(REQUEST) { answers.add(it) }
        OnPhone.instrumentation.waitForIdleSync()

        OnPhone.instrumentation.runOnMainSync { activity.recreate() }

        assertEquals(PromptAnswer.Cancelled, answers.poll(10, SECONDS))
        assertNull(answers.poll(1, SECONDS))
    }

    @Test
    fun aPromptThatIsTakenDownAnswersOnce() {
        val handle =
            FrameworkBiometricPrompt(OnPhone.activity(), WORDS).ask(REQUEST) { answers.add(it) }
        OnPhone.instrumentation.waitForIdleSync()

        handle.dismiss()

        assertEquals(PromptAnswer.Cancelled, answers.poll(10, SECONDS))
        assertNull(answers.poll(1, SECONDS))
    }

    private companion object {
        val WORDS = PromptWords("Confirm", "Prove the new key", "Use the old key", "Cancel")
        val REQUEST =
            SigningRequest(
                "test-approval",
                "pay 10".toByteArray(),
                SigningPurpose.Consent("Pay 123.50 EUR to Merchant A"),
            )
    }
}
