package dev.countersign.android

import android.content.Context
import android.os.Build
import dev.countersign.SecretSlot
import dev.countersign.SecretStore
import dev.countersign.SecretStoreException
import java.io.File
import java.io.IOException
import java.nio.Buffer
import java.nio.ByteBuffer
import java.security.SecureRandom
import javax.crypto.AEADBadTagException

/**
 * The secrets that open the database, each in a file that a key of Android's key store seals, in a
 * folder that is never backed up.
 *
 * A secret whose key is gone, or whose file was changed, counts as absent: it cannot come back, and
 * the core then says so. All threads may use it; each call holds the others up for a few
 * milliseconds.
 */
public class KeystoreSecretStore
internal constructor(
    folder: File,
    private val wrapping: WrappingKey,
    private val random: SecureRandom,
    private val read: ErrorReader,
) : SecretStore {
    private val files = SecretFiles(folder)

    /** @param context any; the application's is kept. */
    public constructor(
        context: Context
    ) : this(
        File(countersignFolder(context), "secrets"),
        WrappingKey(),
        SecureRandom(),
        errorReader(Build.VERSION.SDK_INT),
    )

    /**
     * Pours the secret of this name, if there is one that can be read.
     *
     * @throws SecretStoreException.Locked if the phone was not unlocked since it started.
     * @throws SecretStoreException.Failed if the store failed; trying again may help.
     */
    @Synchronized
    override fun read(name: String, into: SecretSlot): Unit = attempted {
        val sealed = files.read(name) ?: return@attempted
        val secret = ByteBuffer.allocateDirect(SECRET_BYTES)
        try {
            if (opened(name, sealed, secret)) into.pour(secret.rewound())
        } finally {
            secret.wipe()
        }
    }

    /**
     * Makes a secret, keeps it and pours it. It is on the disk before it is poured.
     *
     * @throws SecretStoreException.Locked if the phone was not unlocked since it started.
     * @throws SecretStoreException.Failed if nothing was kept.
     */
    @Synchronized
    override fun make(name: String, into: SecretSlot): Unit = attempted {
        val made = ByteArray(SECRET_BYTES)
        val secret = ByteBuffer.allocateDirect(SECRET_BYTES)
        try {
            random.nextBytes(made)
            secret.put(made)
            files.write(name, sealed(name, secret))
            into.pour(secret.rewound())
        } finally {
            made.fill(0)
            secret.wipe()
        }
    }

    /** @throws SecretStoreException.Failed if it is still there. */
    @Synchronized override fun remove(name: String): Unit = attempted { files.remove(name) }

    private fun opened(name: String, sealed: ByteArray, into: ByteBuffer): Boolean =
        try {
            wrapping.open(name, sealed, into)
        } catch (_: AEADBadTagException) {
            false
        } catch (failure: Exception) {
            if (keyFault(failure, read) != KeyFault.GONE) throw failure
            false
        }

    /** With a new key, where the old one is lost: what that one sealed is lost with it. */
    private fun sealed(name: String, secret: ByteBuffer): ByteArray =
        try {
            wrapping.seal(name, secret.rewound())
        } catch (failure: Exception) {
            if (keyFault(failure, read) != KeyFault.GONE) throw failure
            wrapping.forget()
            wrapping.seal(name, secret.rewound())
        }

    private fun attempted(work: () -> Unit) =
        try {
            work()
        } catch (told: SecretStoreException) {
            throw told
        } catch (failure: IOException) {
            throw SecretStoreException.Failed(failure)
        } catch (failure: Exception) {
            throw when (keyFault(failure, read)) {
                KeyFault.LOCKED,
                KeyFault.NOT_AUTHENTICATED -> SecretStoreException.Locked(failure)
                else -> SecretStoreException.Failed(failure)
            }
        }
}

private const val SECRET_BYTES = 32

/**
 * The same buffer, whole, to be read from its beginning. Android 9 has `clear` only as a function
 * of a plain [Buffer], so that is what it is called on.
 */
private fun ByteBuffer.rewound(): ByteBuffer = also { (it as Buffer).clear() }

private fun ByteBuffer.wipe() {
    rewound()
    while (hasRemaining()) put(0)
}
