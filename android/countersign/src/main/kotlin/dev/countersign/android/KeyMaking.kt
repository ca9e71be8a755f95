package dev.countersign.android

import android.security.keystore.StrongBoxUnavailableException
import dev.countersign.CreatedKey
import dev.countersign.KeyLevel
import java.security.ProviderException
import java.security.cert.X509Certificate

/** Makes a key by the best plan that this phone can carry out. */
internal class KeyMaking(
    private val keys: KeystoreKeys,
    private val sdk: Int,
    private val pause: (milliseconds: Long) -> Unit,
) {
    private val read = errorReader(sdk)

    /** @throws Exception the last plan's, if none could be carried out; then there is no key. */
    fun make(alias: String, plan: KeyPlan): CreatedKey {
        var last: Exception? = null
        for (rung in plan.ladder()) {
            try {
                return attempted(alias, rung)
            } catch (failure: Exception) {
                last = failure
            }
        }
        discard(alias)
        throw checkNotNull(last)
    }

    /** Tries a plan again where its attestation may yet be had. */
    private fun attempted(alias: String, plan: KeyPlan): CreatedKey {
        for (wait in WAITS_MS) {
            try {
                return once(alias, plan)
            } catch (failure: Exception) {
                if (plan.challenge == null || !mayPass(failure)) throw failure
                pause(wait)
            }
        }
        return once(alias, plan)
    }

    private fun once(alias: String, plan: KeyPlan): CreatedKey {
        keys.generate(alias, plan)
        val certificates = keys.certificates(alias)
        val key = keys.key(alias)
        // Some phones report success and keep nothing.
        if (certificates.isEmpty() || key == null) throw ProviderException("no key was kept")
        return CreatedKey(
            publicKey = certificates.first().publicKey.encoded,
            attestation = if (plan.challenge == null) emptyList() else attestation(certificates),
            level = level { keys.level(key, plan.strongBox) },
        )
    }

    /** Below 33 a phone does not say whether a failure passes, and one more try costs little. */
    private fun mayPass(failure: Exception): Boolean =
        if (sdk >= 33) isTransient(failure, read)
        else failure is ProviderException && failure !is StrongBoxUnavailableException

    /** A key whose level cannot be read is worth no more than one in software. */
    private fun level(read: () -> KeyLevel): KeyLevel =
        try {
            read()
        } catch (_: Exception) {
            KeyLevel.SOFTWARE
        }

    private fun discard(alias: String) {
        try {
            keys.delete(alias)
        } catch (_: Exception) {
            // What is left over belongs to no enrolment: the core deletes it at its next start.
        }
    }

    private companion object {
        val WAITS_MS = listOf(500L, 1_500L)
    }
}

/** The chain, if it is an attestation: some phones leave it out and say nothing. */
private fun attestation(certificates: List<X509Certificate>): List<ByteArray> =
    if (certificates.first().getExtensionValue(KEY_DESCRIPTION) == null) emptyList()
    else certificates.map { it.encoded }

private const val KEY_DESCRIPTION = "1.3.6.1.4.1.11129.2.1.17"
