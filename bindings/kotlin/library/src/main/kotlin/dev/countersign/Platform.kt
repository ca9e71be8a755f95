package dev.countersign

import java.nio.ByteBuffer

/**
 * Makes, uses and deletes keys that never leave the phone. On Android, `AndroidKeyStore`.
 *
 * Called on threads of the library, and while no lock of the core is held; it must not call a
 * device or a consent. What it returns is evidence that the core checks. To fail, throw a
 * [KeyStoreException]; anything else that is thrown counts as [KeyStoreException.Failed].
 */
public interface KeyStore {
    /** Makes a P-256 key. A key of that alias is replaced. May take seconds. */
    public fun create(alias: String, purpose: KeyPurpose, challenge: ByteArray): CreatedKey

    /** Signs with a transport key: ECDSA with SHA-256, DER. Never asked of an approval key. */
    public fun sign(alias: String, message: ByteArray): ByteArray

    /** Deletes keys and returns those of them that are still there. */
    public fun delete(aliases: List<String>): List<String>

    /** The keys whose alias begins with this, in any order. */
    public fun list(prefix: String): List<String>
}

/** What a key is for. One key has one purpose. */
public enum class KeyPurpose {
    /** Proves possession at every call: silent, usable while the phone is unlocked. */
    TRANSPORT,

    /** Signs approvals: a biometric at every use, invalidated when biometrics change. */
    APPROVAL,
}

/** A key that was just made. */
public class CreatedKey(
    /** The public half: the uncompressed point, or a SubjectPublicKeyInfo as `getEncoded` has it. */
    public val publicKey: ByteArray,
    /** The certificates of its attestation, DER, the key's own first; empty if there is none. */
    public val attestation: List<ByteArray>,
    /** Where it lives, as the platform reports it. */
    public val level: KeyLevel,
    /** What unlocks an approval key. */
    public val unlock: Unlock = Unlock.BIOMETRIC,
)

/** Where a key lives. */
public enum class KeyLevel {
    /** In this process or on disk: protected by nothing. */
    SOFTWARE,

    /** In a trusted execution environment. */
    TRUSTED_ENVIRONMENT,

    /** In a chip of its own, such as StrongBox. */
    SECURE_ELEMENT,
}

/** What unlocks an approval key, where its policy leaves only one way. */
public enum class Unlock {
    /** A fingerprint and nothing else. */
    FINGERPRINT,

    /** A face and nothing else. */
    FACE,

    /** A strong biometric of either kind. */
    BIOMETRIC,
}

/** Why a key could not be made or used. */
public sealed class KeyStoreException(message: String, cause: Throwable?) : Exception(message, cause) {
    /** Not now: the phone is locked. */
    public class Locked(cause: Throwable? = null) : KeyStoreException("the phone is locked", cause)

    /** The key is gone or was invalidated. */
    public class Gone(cause: Throwable? = null) : KeyStoreException("the key is gone", cause)

    /** The store failed; trying again may help. */
    public class Failed(cause: Throwable? = null) : KeyStoreException("the key store failed", cause)
}

/**
 * Keeps the few bytes that open the database, so that only this app on this phone can read them. On
 * Android, `KeystoreSecretStore`.
 *
 * A secret is poured, never returned: whoever pours wipes what it poured from. To fail, throw a
 * [SecretStoreException]; anything else that is thrown counts as [SecretStoreException.Failed].
 */
public interface SecretStore {
    /** Pours the secret of this name, if there is one. */
    public fun read(name: String, into: SecretSlot)

    /** Makes 32 unpredictable bytes, keeps them in place of any others of that name, and pours them. */
    public fun make(name: String, into: SecretSlot)

    /** Forgets the secret of this name. That there was none is fine. */
    public fun remove(name: String)
}

/** Where a secret is poured. */
public fun interface SecretSlot {
    /** Takes what remains in a direct buffer. The caller wipes it afterwards. */
    public fun pour(secret: ByteBuffer)
}

/** Why a secret could not be read or kept. */
public sealed class SecretStoreException(message: String, cause: Throwable?) :
    Exception(message, cause) {
    /** Not now: the phone is locked. */
    public class Locked(cause: Throwable? = null) :
        SecretStoreException("the phone is locked", cause)

    /** The store failed. */
    public class Failed(cause: Throwable? = null) :
        SecretStoreException("the secret store failed", cause)
}
