package dev.countersign.android.framework

import android.app.KeyguardManager
import android.content.Context
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.hardware.fingerprint.FingerprintManager
import android.os.Build
import android.provider.Settings
import dev.countersign.KeyPurpose
import dev.countersign.KeyStoreException
import dev.countersign.android.AndroidKeyStore
import dev.countersign.android.BiometricReadiness
import dev.countersign.android.KeystoreSecretStore
import dev.countersign.android.ThisPhone
import dev.countersign.android.biometricReadiness
import dev.countersign.android.keyPlan
import dev.countersign.android.keystore.FakePhone
import dev.countersign.android.toSpec
import java.io.File
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBiometricManager

/** The library's classes as an app makes them, on the oldest Android and on a new one. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [28, 35])
internal class PhoneTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val phone = FakePhone()

    @After fun end() = phone.close()

    @Test
    fun `an approval key asks this Android for one use of a strong biometric`() {
        val plan = keyPlan(KeyPurpose.APPROVAL, Build.VERSION.SDK_INT, true, ByteArray(16))

        val spec = plan.toSpec("an-alias")

        val perUse = if (Build.VERSION.SDK_INT == 28) -1 else 0
        assertEquals(perUse, spec.userAuthenticationValidityDurationSeconds)
        assertTrue(spec.isUserAuthenticationRequired && spec.isInvalidatedByBiometricEnrollment)
        assertEquals(Build.VERSION.SDK_INT == 35, spec.isUnlockedDeviceRequired)
        assertTrue(spec.isStrongBoxBacked)
    }

    @Test
    fun `keys are made and used with nothing but a context`() {
        val keys = AndroidKeyStore(context)

        val key = keys.create("a-key", KeyPurpose.TRANSPORT, ByteArray(0))
        val signature = keys.sign("a-key", "a message".toByteArray())

        assertEquals(91, key.publicKey.size)
        assertTrue(signature.size in 68..72)
    }

    @Test
    fun `a locked phone is noticed`() {
        val keys = AndroidKeyStore(context)
        keys.create("a-key", KeyPurpose.TRANSPORT, ByteArray(0))

        shadowOf(context.getSystemService(KeyguardManager::class.java)).setIsDeviceLocked(true)

        assertThrows(KeyStoreException.Locked::class.java) {
            keys.sign("a-key", "a message".toByteArray())
        }
    }

    @Test
    fun `secrets and database lie where no backup looks`() {
        KeystoreSecretStore(context).make("a-name") {}

        val database = File(ThisPhone.database(context))
        val secrets = File(context.noBackupFilesDir, "countersign/secrets").list()

        assertEquals(File(context.noBackupFilesDir, "countersign/device.db"), database)
        assertTrue(checkNotNull(database.parentFile).isDirectory)
        assertEquals(listOf("612d6e616d65"), secrets?.toList())
    }

    @Test
    fun `the phone says what it is, and how often it started`() {
        Settings.Global.putInt(context.contentResolver, Settings.Global.BOOT_COUNT, 7)

        val kind = ThisPhone.kind(context)

        assertEquals("7", kind.bootId)
        assertEquals("Android ${Build.VERSION.RELEASE}", kind.os)
        assertTrue(kind.model.isNotBlank() && kind.model.length <= 64)
    }

    @Test
    fun `a phone that does not count its starts counts as started anew`() {
        val one = ThisPhone.kind(context).bootId

        assertTrue(one.length == 36)
    }

    @Test
    @Config(qualifiers = "de-rCH")
    fun `it says what its owner reads`() {
        val languages = ThisPhone.languages(context)

        assertEquals(listOf("de-CH"), languages)
    }

    @Test
    fun `whether a finger is enrolled is known before an offer is spent on it`() {
        finger(enrolled = false)
        val before = biometricReadiness(context)

        finger(enrolled = true)
        val after = biometricReadiness(context)

        assertNotEquals(BiometricReadiness.READY, before)
        assertEquals(BiometricReadiness.READY, after)
    }

    private fun finger(enrolled: Boolean) {
        shadowOf(context.packageManager).setSystemFeature(PackageManager.FEATURE_FINGERPRINT, true)
        if (Build.VERSION.SDK_INT >= 30) {
            val strong = BiometricManager.Authenticators.BIOMETRIC_STRONG
            val sensors = context.getSystemService(BiometricManager::class.java)
            Shadow.extract<ShadowBiometricManager>(sensors).apply {
                setCanAuthenticate(enrolled)
                setAuthenticatorType(strong)
            }
        } else {
            shadowOf(context.getSystemService(FingerprintManager::class.java)).apply {
                setIsHardwareDetected(true)
                setDefaultFingerprints(if (enrolled) 1 else 0)
            }
        }
    }
}
