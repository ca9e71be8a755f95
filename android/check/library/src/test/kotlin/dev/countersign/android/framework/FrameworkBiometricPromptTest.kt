package dev.countersign.android.framework

import android.app.Activity
import android.content.pm.PackageManager
import android.hardware.fingerprint.FingerprintManager
import android.os.Looper
import dev.countersign.KeyPurpose
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.PromptHandle
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.android.AndroidKeyStore
import dev.countersign.android.FrameworkBiometricPrompt
import dev.countersign.android.PromptWords
import dev.countersign.android.keystore.FakePhone
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config

/** Android's own prompt, and the activity that it lives and dies with. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [28, 35])
internal class FrameworkBiometricPromptTest {
    private val phone = FakePhone()
    private val controller: ActivityController<Activity> =
        Robolectric.buildActivity(Activity::class.java).setup()
    private val prompt = FrameworkBiometricPrompt(controller.get(), WORDS)
    private val answers = LinkedBlockingQueue<PromptAnswer>()

    init {
        sensor(true)
        AndroidKeyStore(controller.get()).create(ALIAS, KeyPurpose.APPROVAL, ByteArray(16))
    }

    @After fun end() = phone.close()

    @Test
    fun `a prompt whose activity is rotated away is closed, once`() {
        ask()
        shadowOf(Looper.getMainLooper()).idle()

        controller.pause().stop().destroy()
        shadowOf(Looper.getMainLooper()).idle()

        assertEquals(PromptAnswer.Cancelled, answers.poll(5, SECONDS))
        assertNull(answers.poll(200, MILLISECONDS))
    }

    @Test
    fun `a prompt for an activity that is gone does not come up`() {
        controller.pause().stop().destroy()

        ask()
        shadowOf(Looper.getMainLooper()).idle()

        assertEquals(PromptAnswer.Cancelled, answers.poll(5, SECONDS))
    }

    @Test
    fun `a prompt that was taken down before it came up is closed, once`() {
        val handle = ask()

        handle.dismiss()
        shadowOf(Looper.getMainLooper()).idle()

        assertEquals(PromptAnswer.Cancelled, answers.poll(5, SECONDS))
        assertNull(answers.poll(200, MILLISECONDS))
    }

    @Test
    fun `a key that is lost is found out before a prompt comes up`() {
        phone.enrolFinger()

        ask()

        assertEquals(PromptAnswer.Failed(PromptFailure.KEY_INVALIDATED), answers.poll(5, SECONDS))
    }

    @Test
    @Config(sdk = [28])
    fun `what the prompt itself ends with is told`() {
        sensor(false)

        ask()
        shadowOf(Looper.getMainLooper()).idle()

        // HW_NOT_PRESENT
        assertEquals(PromptAnswer.Failed(PromptFailure.OTHER), answers.poll(5, SECONDS))
    }

    private fun sensor(there: Boolean) {
        val features = shadowOf(controller.get().packageManager)
        features.setSystemFeature(PackageManager.FEATURE_FINGERPRINT, there)
        val fingers = controller.get().getSystemService(FingerprintManager::class.java) ?: return
        shadowOf(fingers).setIsHardwareDetected(there)
        shadowOf(fingers).setDefaultFingerprints(if (there) 1 else 0)
    }

    private fun ask(): PromptHandle {
        val consent = SigningPurpose.Consent("Pay 123.50 EUR to Merchant A")
        return prompt.ask(SigningRequest(ALIAS, ByteArray(8), consent)) { answers.add(it) }
    }

    private companion object {
        const val ALIAS = "countersign-1-approval"
        val WORDS = PromptWords("Confirm", "Prove the new key", "Use the old key", "Cancel")
    }
}
