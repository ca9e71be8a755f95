package dev.countersign.internal

import dev.countersign.CreatedKey
import dev.countersign.KeyLevel
import dev.countersign.KeyPurpose
import dev.countersign.KeyStore
import dev.countersign.KeyStoreException
import dev.countersign.SecretStore
import dev.countersign.SecretStoreException
import dev.countersign.Unlock
import dev.countersign.ffi.Attestation
import dev.countersign.ffi.KeyStoreException as NativeKeyFailure
import dev.countersign.ffi.SecretSlot
import dev.countersign.ffi.SecretState
import dev.countersign.ffi.SecretStoreException as NativeSecretFailure

/** A key store as the core calls it. */
internal class NativeKeyStore(private val keys: KeyStore) : dev.countersign.ffi.KeyStore {
    override fun create(
        alias: String,
        purpose: dev.countersign.ffi.KeyPurpose,
        challenge: ByteArray,
    ): dev.countersign.ffi.CreatedKey = attempted {
        keys.create(alias, purpose.toPublic(), challenge).toNative()
    }

    override fun sign(alias: String, message: ByteArray): ByteArray = attempted {
        keys.sign(alias, message)
    }

    override fun delete(aliases: List<String>): List<String> = attempted { keys.delete(aliases) }

    override fun list(prefix: String): List<String> = attempted { keys.list(prefix) }

    private fun <T> attempted(call: () -> T): T =
        try {
            call()
        } catch (_: KeyStoreException.Locked) {
            throw NativeKeyFailure.Locked()
        } catch (_: KeyStoreException.Gone) {
            throw NativeKeyFailure.Gone()
        } catch (_: Throwable) {
            // An Error too: left alone, the generated code would take it for a success.
            throw NativeKeyFailure.Failed()
        }
}

/** A secret store as the core calls it. */
internal class NativeSecretStore(private val secrets: SecretStore) :
    dev.countersign.ffi.SecretStore {
    override fun read(name: String, into: SecretSlot): SecretState =
        poured(into) { slot -> secrets.read(name, slot) }

    override fun make(name: String, into: SecretSlot): SecretState =
        poured(into) { slot -> secrets.make(name, slot) }

    override fun remove(name: String): SecretState = attempted {
        secrets.remove(name)
        SecretState.ABSENT
    }

    private fun poured(
        into: SecretSlot,
        call: (dev.countersign.SecretSlot) -> Unit,
    ): SecretState = into.use {
        var state = SecretState.ABSENT
        attempted {
            call { secret ->
                into.pour(secret)
                state = SecretState.PRESENT
            }
        }
        state
    }

    private fun <T> attempted(call: () -> T): T =
        try {
            call()
        } catch (_: SecretStoreException.Locked) {
            throw NativeSecretFailure.Locked()
        } catch (_: Throwable) {
            throw NativeSecretFailure.Failed()
        }
}

private fun dev.countersign.ffi.KeyPurpose.toPublic(): KeyPurpose =
    when (this) {
        dev.countersign.ffi.KeyPurpose.TRANSPORT -> KeyPurpose.TRANSPORT
        dev.countersign.ffi.KeyPurpose.APPROVAL -> KeyPurpose.APPROVAL
    }

private fun CreatedKey.toNative() =
    dev.countersign.ffi.CreatedKey(
        publicKey = publicKey,
        attestation =
            if (attestation.isEmpty()) Attestation.None else Attestation.AndroidKey(attestation),
        level =
            when (level) {
                KeyLevel.SOFTWARE -> dev.countersign.ffi.KeyLevel.SOFTWARE
                KeyLevel.TRUSTED_ENVIRONMENT -> dev.countersign.ffi.KeyLevel.TRUSTED_ENVIRONMENT
                KeyLevel.SECURE_ELEMENT -> dev.countersign.ffi.KeyLevel.SECURE_ELEMENT
            },
        unlock =
            when (unlock) {
                Unlock.FINGERPRINT -> dev.countersign.ffi.Unlock.FINGERPRINT
                Unlock.FACE -> dev.countersign.ffi.Unlock.FACE
                Unlock.BIOMETRIC -> dev.countersign.ffi.Unlock.BIOMETRIC
            },
    )
