package dev.countersign.android

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Approving
import dev.countersign.AuthenticationDevice
import dev.countersign.Configuration
import dev.countersign.Countersign
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.EnrolResult
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.Hint
import dev.countersign.Issuer
import dev.countersign.KeyPurpose
import dev.countersign.Phone
import dev.countersign.PromptFailure
import dev.countersign.PromptHandle
import dev.countersign.Security
import dev.countersign.SigningPurpose
import dev.countersign.android.keystore.FakePhone
import dev.countersign.testkit.ffi.Bank
import java.io.File
import java.nio.file.Path
import java.security.SecureRandom
import java.security.Signature
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/**
 * The whole way, with the library's own classes between the core and a key store in software: the
 * bank on a desk takes no attestation, so the phone here can give none.
 */
internal class JourneyTest {
    @TempDir lateinit var folder: Path
    private val bank = Bank.open()
    private val phone = FakePhone().apply { attests = false }
    private var sdk = 35

    @AfterEach
    fun end() {
        phone.close()
        bank.close()
    }

    @ParameterizedTest
    @ValueSource(ints = [28, 30, 34, 35])
    fun `a payment is enrolled for, shown, approved with a finger and recorded`(sdk: Int) =
        journey(sdk) { device, at ->
            val consent = bank.ask(payment()).consent

            val hand = device.open(push(at))
            val result = hand.approve(ApprovalInput(), finger())

            assertTrue((result as ApprovalResult.Decided).delivery is Delivery.Recorded)
            assertEquals("approved", bank.outcome(consent))
        }

    @Test
    fun `the enrolment says that its key is in hardware`() = journey { device, _ ->
        val enrolment = device.enrolments().single()

        assertTrue(enrolment.assurance.hardwareKey)
    }

    @Test
    fun `no StrongBox where one is claimed, and no attestation, cost nobody the enrolment`() =
        journey { device, _ ->
            val approval = phone.keys.values.single { it.spec.isUserAuthenticationRequired }

            assertFalse(approval.spec.isStrongBoxBacked)
            assertEquals(null, approval.spec.attestationChallenge)
            assertEquals(EnrolmentState.ACTIVE, device.enrolments().single().state)
        }

    @Test
    fun `the prompt says what the core says, and to whom the key belongs before`() {
        val said = mutableListOf<SigningPurpose>()

        journey(prompt = finger(said)) { device, at ->
            bank.ask(payment())
            device.open(push(at)).approve(ApprovalInput(), finger(said))
        }

        assertEquals(SigningPurpose.NewKey, said.first())
        val consent = (said.last() as SigningPurpose.Consent).text
        assertTrue("123.50" in consent && "Merchant A" in consent, consent)
    }

    @Test
    fun `a prompt that the person closes costs nothing`() = journey { device, at ->
        val consent = bank.ask(payment()).consent
        val hand = device.open(push(at))

        val closed = hand.approve(ApprovalInput(), closing())
        hand.approve(ApprovalInput(), finger())

        assertEquals(ApprovalResult.Cancelled, closed)
        assertEquals("approved", bank.outcome(consent))
    }

    @Test
    fun `a new finger on the phone ends approving, and declining goes on`() =
        journey { device, at ->
            val consent = bank.ask(payment()).consent
            val hand = device.open(push(at))
            phone.enrolFinger()

            val result = hand.approve(ApprovalInput(), finger())
            hand.deny()

            val lost =
                ApprovalResult.NotApproved(PromptFailure.KEY_INVALIDATED, Approving.ENROL_AGAIN)
            assertEquals(lost, result)
            assertTrue(device.enrolments().single().needsReenrolment)
            assertEquals("denied", bank.outcome(consent))
        }

    @ParameterizedTest
    @ValueSource(ints = [34, 35])
    fun `while the phone is locked nothing is fetched, and afterwards it is`(sdk: Int) =
        journey(sdk) { device, at ->
            bank.ask(payment())
            val push = push(at)
            phone.isLocked = true
            assertThrows<CountersignException.TryLater> { runBlocking { device.open(push) } }

            phone.isLocked = false
            val hand = device.open(push)

            assertTrue(hand.approve(ApprovalInput(), finger()) is ApprovalResult.Decided)
        }

    @Test
    fun `an app that was killed while the prompt was up has decided nothing`() {
        journey { device, at ->
            val consent = bank.ask(payment()).consent
            val push = push(at)
            device.open(push).approve(ApprovalInput(), closing())
            device.close()

            open().use { again ->
                assertEquals("pending", bank.outcome(consent))
                again.open(push).approve(ApprovalInput(), finger())
            }

            assertEquals("approved", bank.outcome(consent))
        }
    }

    @Test
    fun `a phone that lost the secret says so, and can be enrolled anew`() = journey { device, _ ->
        device.close()
        phone.secretKeys.clear()
        assertThrows<CountersignException.Reset> { runBlocking { open() } }

        Countersign.reset(configuration(), keys(), secrets())
        val enrolments =
            open().use { again ->
                enrol(again, finger())
                again.enrolments()
            }

        assertEquals(1, enrolments.size)
    }

    @Test
    fun `what belongs to no enrolment is deleted at the start, and nothing else is`() =
        journey { device, _ ->
            device.close()
            keys().create("countersign-left-over", KeyPurpose.TRANSPORT, ByteArray(0))
            keys().create("the-bank's-own", KeyPurpose.TRANSPORT, ByteArray(0))

            open().use {}

            assertFalse("countersign-left-over" in phone.keys)
            assertEquals(3, phone.keys.size, "transport, approval, and the bank's own")
            assertEquals(1, phone.secretKeys.size)
        }

    private fun journey(
        sdk: Int = 35,
        prompt: BiometricSigningPrompt = finger(),
        test: suspend (AuthenticationDevice, device: String) -> Unit,
    ) = runBlocking {
        this@JourneyTest.sdk = sdk
        open().use { device -> test(device, enrol(device, prompt)) }
    }

    private suspend fun enrol(
        device: AuthenticationDevice,
        prompt: BiometricSigningPrompt,
    ): String {
        val made = bank.offer(ACCOUNT)
        val result = device.enrol(device.readOffer(made.link), null, prompt)
        val enrolment: Enrolment = (result as EnrolResult.Registered).enrolment
        assertEquals(bank.digits(made.offer), enrolment.digits)
        val id = bank.confirm(made.offer, enrolment.digits)
        device.refresh(enrolment.id)
        return id
    }

    private suspend fun open(): AuthenticationDevice =
        Countersign.open(configuration(), keys(), secrets())

    private fun keys() = AndroidKeyStore(sdk, hasStrongBox = true, phone::isLocked) {}

    private fun secrets() =
        KeystoreSecretStore(
            File(folder.toFile(), "secrets"),
            WrappingKey(),
            SecureRandom(),
            errorReader(sdk),
        )

    private fun configuration() =
        Configuration(
            issuers =
                listOf(
                    Issuer(
                        bank.url(),
                        "Desk Bank",
                        listOf(bank.vouchingKey()),
                        Security.PlainLoopback,
                    )
                ),
            database = File(folder.toFile(), "device.db").path,
            preferredLanguages = listOf("en-GB"),
            timeZone = "Europe/Berlin",
            phone = Phone("A phone", "Android $sdk", "1"),
        )

    private fun push(device: String) =
        Hint.Data(checkNotNull(bank.nextPush(device, 5_000u)) { "no push came" })

    private fun finger(said: MutableList<SigningPurpose> = mutableListOf()) =
        prompt { purpose, signature, events ->
            said += purpose
            phone.touch(signature)
            events.accepted(signature)
        }

    private fun closing() = prompt { _, _, events -> events.closed() }

    private fun prompt(shown: (SigningPurpose, Signature, PromptEvents) -> Unit) =
        BiometricSigningPrompt(
            KeystoreKeys(sdk),
            errorReader(sdk),
            phone::isLocked,
            object : PromptScreen {
                override fun show(
                    purpose: SigningPurpose,
                    signature: Signature,
                    events: PromptEvents,
                ): PromptHandle {
                    shown(purpose, signature, events)
                    return PromptHandle {}
                }
            },
        )

    private fun payment() =
        """
        {"account": "$ACCOUNT",
         "client": {"name": "Corner Shop", "legal_name": "Corner Shop Ltd"},
         "authorization_details": [{
           "type": "payment_initiation",
           "instructedAmount": {"currency": "EUR", "amount": "123.50"},
           "creditorName": "Merchant A",
           "creditorAccount": {"iban": "DE02100100109307118603"},
           "remittanceInformationUnstructured": "Ref Number Merchant"}],
         "expires_in": 300}
        """

    private companion object {
        const val ACCOUNT = "a-customer"
    }
}
