package dev.countersign.android

import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import dev.countersign.KeyStoreException
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import java.security.UnrecoverableKeyException

/** What a failure of the key store means, whichever of its many exceptions it came as. */
internal enum class KeyFault {
    /** The key is gone, was invalidated or cannot be read any more. Nothing brings it back. */
    GONE,

    /** The phone is locked, or was not unlocked since it started. */
    LOCKED,

    /** The key wants an authentication that it did not get. */
    NOT_AUTHENTICATED,

    /**
     * An exception that no contract names. Some Galaxy phones throw these where the key was
     * invalidated: whoever meets one asks again, and takes a second one for [GONE].
     */
    ODD,

    /** Anything else; it may pass. */
    FAILED,
}

/** What the key store says of a failure of its own, from Android 13 (33) on. */
internal data class KeystoreError(val code: Int, val transient: Boolean)

/** Reads what the key store says of a failure, where the phone can. */
internal typealias ErrorReader = (Throwable) -> KeystoreError?

/** The reader for a version of Android. */
internal fun errorReader(sdk: Int): ErrorReader =
    if (sdk >= 33) NewerAndroid::keystoreError else { _ -> null }

/** What a failure means, read off the failure and its causes, the outermost first. */
internal fun keyFault(failure: Throwable, read: ErrorReader): KeyFault {
    val causes = failure.causes()
    return causes.firstNotNullOfOrNull { named(it, read) }
        ?: causes.firstNotNullOfOrNull(::odd)
        ?: KeyFault.FAILED
}

/** Whether the key store expects that trying again will help. */
internal fun isTransient(failure: Throwable, read: ErrorReader): Boolean =
    failure.causes().mapNotNull(read).any { it.transient }

/** As the core is told it, of a key that needs no authentication. */
internal fun KeyFault.toException(cause: Throwable): KeyStoreException =
    when (this) {
        KeyFault.GONE -> KeyStoreException.Gone(cause)
        KeyFault.LOCKED,
        KeyFault.NOT_AUTHENTICATED -> KeyStoreException.Locked(cause)
        KeyFault.ODD,
        KeyFault.FAILED -> KeyStoreException.Failed(cause)
    }

/** As a prompt answers it. That the phone was locked is nobody's failed attempt. */
internal fun KeyFault.toAnswer(): PromptAnswer =
    when (this) {
        KeyFault.GONE -> PromptAnswer.Failed(PromptFailure.KEY_INVALIDATED)
        KeyFault.LOCKED -> PromptAnswer.Cancelled
        KeyFault.NOT_AUTHENTICATED,
        KeyFault.ODD,
        KeyFault.FAILED -> PromptAnswer.Failed(PromptFailure.OTHER)
    }

private fun named(failure: Throwable, read: ErrorReader): KeyFault? =
    when (failure) {
        is KeyPermanentlyInvalidatedException -> KeyFault.GONE
        is UserNotAuthenticatedException -> KeyFault.NOT_AUTHENTICATED
        else -> read(failure)?.let { byCode(it.code) }
    }

private fun odd(failure: Throwable): KeyFault? =
    when (failure) {
        is NullPointerException,
        is IllegalStateException,
        is ClassCastException,
        is UnrecoverableKeyException -> KeyFault.ODD
        else -> null
    }

private fun byCode(code: Int): KeyFault =
    when (code) {
        USER_AUTHENTICATION_REQUIRED -> KeyFault.NOT_AUTHENTICATED
        KEYSTORE_UNINITIALIZED -> KeyFault.LOCKED
        KEY_DOES_NOT_EXIST,
        KEY_CORRUPTED -> KeyFault.GONE
        else -> KeyFault.FAILED
    }

/** A chain can be a ring, and somebody else made it. */
private fun Throwable.causes(): List<Throwable> =
    generateSequence(this) { it.cause }.take(DEEPEST).toList()

private const val DEEPEST = 8

// android.security.KeyStoreException's, which is not public before 33.
private const val USER_AUTHENTICATION_REQUIRED = 2
private const val KEYSTORE_UNINITIALIZED = 3
private const val KEY_DOES_NOT_EXIST = 6
private const val KEY_CORRUPTED = 7
