package dev.countersign.android.onphone

import androidx.test.platform.app.InstrumentationRegistry
import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.AuthenticationDevice
import dev.countersign.Countersign
import dev.countersign.Delivery
import dev.countersign.EnrolResult
import dev.countersign.PendingRequest
import dev.countersign.android.AndroidKeyStore
import dev.countersign.android.BiometricReadiness
import dev.countersign.android.FrameworkBiometricPrompt
import dev.countersign.android.KeystoreSecretStore
import dev.countersign.android.PromptWords
import dev.countersign.android.biometricReadiness
import java.net.HttpURLConnection
import java.net.URL
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test

/**
 * The whole way on a phone: Rust, JNA, the key store and the prompt, against a sandbox on the desk.
 * android/README.md says how it is started, and what touches the sensor.
 */
class JourneyOnPhoneTest {
    private val sandbox: String? = InstrumentationRegistry.getArguments().getString("sandbox")
    private val keys = AndroidKeyStore(OnPhone.context, attests = false)
    private val secrets = KeystoreSecretStore(OnPhone.context)

    @Before
    fun begin() = runBlocking {
        Countersign.reset(OnPhone.configuration(ISSUER, KEY), keys, secrets)
    }

    @Test
    fun theNativeLibraryOpensItsDatabase() = runBlocking {
        val configuration = OnPhone.configuration(ISSUER, KEY)

        val first = Countersign.open(configuration, keys, secrets).use { it.enrolments() }
        val again = Countersign.open(configuration, keys, secrets).use { it.enrolments() }

        assertEquals(0, first.size)
        assertEquals(0, again.size)
    }

    @Test
    fun aPaymentIsApprovedWithAFinger() = runBlocking {
        assumeTrue(sandbox != null)
        assumeTrue(biometricReadiness(OnPhone.context) == BiometricReadiness.READY)
        val configuration =
            OnPhone.configuration(checkNotNull(sandbox), get("/sandbox/vouching-key"))
        val prompt = FrameworkBiometricPrompt(OnPhone.activity(), WORDS)

        Countersign.open(configuration, keys, secrets).use { device ->
            val enrolment = enrol(device, prompt)
            post("/sandbox/shop/orders", JSONObject().put("item", "tea-bowl").put("mode", "poll"))
            val request = device.first(enrolment)

            val result =
                device.open(enrolment, request.request).use { hand ->
                    hand.approve(ApprovalInput(), prompt)
                }

            assertTrue((result as ApprovalResult.Decided).delivery is Delivery.Recorded)
        }
    }

    private suspend fun enrol(
        device: AuthenticationDevice,
        prompt: FrameworkBiometricPrompt,
    ): String {
        val made = JSONObject(post("/sandbox/phones", JSONObject()))
        val result = device.enrol(device.readOffer(made.getString("link")), null, prompt)
        val enrolment = (result as EnrolResult.Registered).enrolment
        val digits =
            JSONObject().put("offer", made.getString("offer")).put("digits", enrolment.digits)
        post("/sandbox/phones/confirm", digits)
        device.refresh(enrolment.id)
        return enrolment.id
    }

    private suspend fun AuthenticationDevice.first(enrolment: String): PendingRequest =
        withTimeout(20_000) {
            var pending = pending(enrolment)
            while (pending.isEmpty()) {
                delay(500)
                pending = pending(enrolment)
            }
            pending.first()
        }

    private fun get(path: String) = ask(path) {}

    private fun post(path: String, body: JSONObject) =
        ask(path) {
            it.doOutput = true
            it.setRequestProperty("Content-Type", "application/json")
            it.outputStream.use { out -> out.write(body.toString().toByteArray()) }
        }

    private fun ask(path: String, prepare: (HttpURLConnection) -> Unit): String {
        val connection = URL(sandbox + path).openConnection() as HttpURLConnection
        prepare(connection)
        return connection.inputStream.bufferedReader().use { it.readText() }
    }

    private companion object {
        /** Nobody is there: enough to open a database with. */
        const val ISSUER = "http://127.0.0.1:9"
        const val KEY =
            """{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}"""
        val WORDS = PromptWords("Confirm", "Prove the new key", "Use the old key", "Cancel")
    }
}
