package dev.countersign.journey

import dev.countersign.CreatedKey
import dev.countersign.KeyLevel
import dev.countersign.KeyPurpose
import dev.countersign.KeyStore
import dev.countersign.KeyStoreException
import dev.countersign.SecretSlot
import dev.countersign.SecretStore
import dev.countersign.testkit.ffi.KeyFault
import dev.countersign.testkit.ffi.SoftwarePhone
import java.nio.ByteBuffer

/** The testkit's keys, as an app's platform would have them. Nothing protects them. */
internal class SoftwareKeyStore(private val phone: SoftwarePhone) : KeyStore {
    override fun create(alias: String, purpose: KeyPurpose, challenge: ByteArray): CreatedKey =
        CreatedKey(phone.createKey(alias).publicKey, emptyList(), KeyLevel.SOFTWARE)

    override fun sign(alias: String, message: ByteArray): ByteArray =
        try {
            phone.sign(alias, message)
        } catch (gone: KeyFault.Gone) {
            throw KeyStoreException.Gone(gone)
        }

    override fun delete(aliases: List<String>): List<String> = phone.deleteKeys(aliases)

    override fun list(prefix: String): List<String> = phone.listKeys(prefix)
}

/** The testkit's secrets. */
internal class SoftwareSecretStore(private val phone: SoftwarePhone) : SecretStore {
    override fun read(name: String, into: SecretSlot) {
        phone.readSecret(name)?.let { pour(it, into) }
    }

    override fun make(name: String, into: SecretSlot) = pour(phone.makeSecret(name), into)

    override fun remove(name: String) = phone.removeSecret(name)

    private fun pour(secret: ByteArray, into: SecretSlot) {
        val buffer = ByteBuffer.allocateDirect(secret.size).put(secret).flip() as ByteBuffer
        into.pour(buffer)
    }
}
