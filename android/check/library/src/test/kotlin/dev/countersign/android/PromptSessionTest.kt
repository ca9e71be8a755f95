package dev.countersign.android

import dev.countersign.KeyPurpose
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.PromptHandle
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.android.keystore.FakePhone
import java.security.Signature
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** A biometric prompt over an approval key, from asking to its one answer. */
internal class PromptSessionTest {
    private val phone = FakePhone()
    private val screen = FakeScreen()
    private val answers = mutableListOf<PromptAnswer>()
    private val prompt =
        BiometricSigningPrompt(KeystoreKeys(35), errorReader(35), phone::isLocked, screen)

    init {
        AndroidKeyStore(35, false, { false }, {}).create(ALIAS, KeyPurpose.APPROVAL, CHALLENGE)
    }

    @AfterEach fun end() = phone.close()

    @Test
    fun `the right finger signs what was asked`() {
        ask()

        phone.touch(screen.signature)
        screen.events.accepted(screen.signature)

        assertTrue(verifies((answers.single() as PromptAnswer.Signed).signature))
        assertEquals(
            "Pay 123.50 EUR to Merchant A",
            (screen.purpose as SigningPurpose.Consent).text,
        )
    }

    @Test
    fun `an app that is only told so has signed nothing`() {
        ask()

        screen.events.accepted(screen.signature)

        assertEquals(listOf(failed(PromptFailure.OTHER)), answers)
    }

    @Test
    fun `one finger is good for one signature`() {
        ask()
        phone.touch(screen.signature)
        screen.events.accepted(screen.signature)

        ask()
        screen.events.accepted(screen.signature)

        assertEquals(failed(PromptFailure.OTHER), answers.last())
    }

    @Test
    fun `a prompt that hands nothing back has signed nothing`() {
        ask()

        screen.events.accepted(null)

        assertEquals(listOf(failed(PromptFailure.OTHER)), answers)
    }

    @Test
    fun `a wrong finger leaves the prompt up, and the right one still counts`() {
        ask()

        screen.events.notRecognised()
        phone.touch(screen.signature)
        screen.events.accepted(screen.signature)

        assertTrue(answers.single() is PromptAnswer.Signed)
    }

    @Test
    fun `a new finger on the phone has cost the key, and no prompt comes up`() {
        phone.enrolFinger()

        ask()

        assertEquals(listOf(failed(PromptFailure.KEY_INVALIDATED)), answers)
        assertEquals(0, screen.shown)
    }

    @Test
    fun `a new finger while the prompt is up is found out at the next signature`() {
        ask()
        phone.enrolFinger()
        screen.events.closed()

        ask()

        assertEquals(listOf(PromptAnswer.Cancelled, failed(PromptFailure.KEY_INVALIDATED)), answers)
    }

    @Test
    fun `a key that is not there is lost`() {
        phone.keys.clear()

        ask()

        assertEquals(listOf(failed(PromptFailure.KEY_INVALIDATED)), answers)
    }

    @Test
    fun `a Galaxy that throws what it should not has lost the key at the second time`() {
        phone.loadingFails += NullPointerException("Attempt to get length of null array")
        ask()
        screen.events.closed()
        phone.loadingFails += listOf(NullPointerException("null"), IllegalStateException("null"))
        ask()

        val answered = answers.toList()

        assertEquals(
            listOf(PromptAnswer.Cancelled, failed(PromptFailure.KEY_INVALIDATED)),
            answered,
        )
    }

    @Test
    fun `over the lock screen nothing is asked`() {
        phone.isLocked = true

        ask()

        assertEquals(listOf(PromptAnswer.Cancelled), answers)
        assertEquals(0, screen.shown)
    }

    @Test
    fun `a prompt that cannot come up has failed`() {
        screen.throws = IllegalStateException("no activity")

        ask()

        assertEquals(listOf(failed(PromptFailure.OTHER)), answers)
    }

    @Test
    fun `a prompt that was taken down signs nothing any more`() {
        val handle = ask()

        handle.dismiss()
        phone.touch(screen.signature)
        screen.events.accepted(screen.signature)

        assertEquals(listOf(PromptAnswer.Cancelled), answers)
        assertEquals(1, screen.takenDown)
    }

    @ParameterizedTest
    @ValueSource(strings = ["accepted", "ended", "closed", "broke"])
    fun `there is one answer, whatever comes after it`(first: String) {
        val handle = ask()
        phone.touch(screen.signature)

        tell(first)
        for (next in listOf("accepted", "ended", "closed", "broke")) tell(next)
        handle.dismiss()

        assertEquals(1, answers.size)
        assertEquals(1, screen.takenDown)
    }

    @Test
    fun `a prompt that ends before it has come up is taken down all the same`() {
        screen.endsAtOnce = true

        ask()

        assertEquals(listOf(failed(PromptFailure.LOCKED_OUT)), answers)
        assertEquals(1, screen.takenDown)
    }

    private fun ask(): PromptHandle =
        prompt.ask(SigningRequest(ALIAS, MESSAGE, CONSENT)) { answers += it }

    private fun tell(what: String) =
        when (what) {
            "accepted" -> screen.events.accepted(screen.signature)
            "ended" -> screen.events.ended(7)
            "closed" -> screen.events.closed()
            else -> screen.events.broke(IllegalStateException())
        }

    private fun failed(failure: PromptFailure) = PromptAnswer.Failed(failure)

    private fun verifies(signature: ByteArray): Boolean =
        Signature.getInstance("SHA256withECDSA", "SunEC").run {
            initVerify(phone.keys.getValue(ALIAS).pair.public)
            update(MESSAGE)
            verify(signature)
        }

    private class FakeScreen : PromptScreen {
        lateinit var signature: Signature
        lateinit var events: PromptEvents
        lateinit var purpose: SigningPurpose
        var throws: RuntimeException? = null
        var endsAtOnce = false
        var shown = 0
        var takenDown = 0

        override fun show(
            purpose: SigningPurpose,
            signature: Signature,
            events: PromptEvents,
        ): PromptHandle {
            throws?.let { throw it }
            shown++
            this.purpose = purpose
            this.signature = signature
            this.events = events
            if (endsAtOnce) events.ended(7)
            return PromptHandle { takenDown++ }
        }
    }

    private companion object {
        const val ALIAS = "countersign-1-approval"
        val CHALLENGE = "a-nonce-of-the-bank".toByteArray()
        val MESSAGE = "pay 10".toByteArray()
        val CONSENT = SigningPurpose.Consent("Pay 123.50 EUR to Merchant A")
    }
}
