package dev.countersign.android

import android.app.KeyguardManager
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import dev.countersign.CreatedKey
import dev.countersign.KeyPurpose
import dev.countersign.KeyStore
import dev.countersign.KeyStoreException

/**
 * Keys in Android's key store, in hardware where the phone has any.
 *
 * An approval key is made in StrongBox where there is one, with an attestation for the bank, and
 * signs once for every strong biometric; a new finger or face invalidates it. Where StrongBox fails
 * to make it, it is made in the trusted execution environment; where no attestation can be had, it
 * is made without. [CreatedKey.level] and [CreatedKey.attestation] say what came of it, and the
 * bank decides whether that is enough.
 *
 * Works on the thread that calls it, a second or longer while a key is made. One for the app is
 * enough; all threads may use it.
 */
public class AndroidKeyStore
internal constructor(
    private val sdk: Int,
    private val hasStrongBox: Boolean,
    private val isLocked: () -> Boolean,
    private val attests: Boolean,
    pause: (milliseconds: Long) -> Unit,
) : KeyStore {
    private val keys = KeystoreKeys(sdk)
    private val making = KeyMaking(keys, sdk, pause)
    private val read = errorReader(sdk)

    /**
     * @param context any; the application's is kept.
     * @param attests whether approval keys are made with an attestation for the bank. Leave it out
     *   only for a bank that takes no evidence, as the sandbox: it refuses what it cannot judge.
     */
    @JvmOverloads
    public constructor(
        context: Context,
        attests: Boolean = true,
    ) : this(
        Build.VERSION.SDK_INT,
        context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE),
        lockOf(context),
        attests,
        Thread::sleep,
    )

    internal constructor(
        sdk: Int,
        hasStrongBox: Boolean,
        isLocked: () -> Boolean,
        pause: (milliseconds: Long) -> Unit,
    ) : this(sdk, hasStrongBox, isLocked, true, pause)

    /**
     * Makes a key. A phone without a screen lock, or without a strong biometric, can make no
     * approval key: see [biometricReadiness].
     *
     * @throws KeyStoreException.Locked if the phone is locked.
     * @throws KeyStoreException.Failed if no key could be made in any way.
     */
    override fun create(alias: String, purpose: KeyPurpose, challenge: ByteArray): CreatedKey =
        attempted {
            refuseWhileLocked()
            val plan = keyPlan(purpose, sdk, hasStrongBox, challenge)
            making.make(alias, if (attests) plan else plan.copy(challenge = null))
        }

    /**
     * Signs with a transport key.
     *
     * @throws KeyStoreException.Locked if the phone is locked.
     * @throws KeyStoreException.Gone if the key is gone.
     * @throws KeyStoreException.Failed if signing failed otherwise.
     */
    override fun sign(alias: String, message: ByteArray): ByteArray = attempted {
        refuseWhileLocked()
        val signature = keys.begun(alias, read) ?: throw KeyStoreException.Gone()
        signature.update(message)
        signature.sign()
    }

    /** @throws KeyStoreException.Failed if the store cannot tell. */
    override fun delete(aliases: List<String>): List<String> = attempted {
        for (alias in aliases) deleted(alias)
        aliases.filter(keys::contains)
    }

    /** @throws KeyStoreException.Failed if the store cannot tell. */
    override fun list(prefix: String): List<String> = attempted {
        keys.aliases().filter { it.startsWith(prefix) }
    }

    /**
     * What is still there afterwards is what is reported, so a failure needs no word of its own.
     */
    private fun deleted(alias: String) {
        try {
            keys.delete(alias)
        } catch (_: java.security.KeyStoreException) {
            // The caller looks.
        }
    }

    private fun refuseWhileLocked() {
        if (isLocked()) throw KeyStoreException.Locked()
    }

    private fun <T> attempted(work: () -> T): T =
        try {
            work()
        } catch (told: KeyStoreException) {
            throw told
        } catch (failure: Exception) {
            throw keyFault(failure, read).toException(failure)
        }
}

/** Whether the phone is locked. Asked anew at each use of a key. */
internal fun lockOf(context: Context): () -> Boolean {
    val keyguard = context.applicationContext.getSystemService(KeyguardManager::class.java)
    return { keyguard.isDeviceLocked }
}
