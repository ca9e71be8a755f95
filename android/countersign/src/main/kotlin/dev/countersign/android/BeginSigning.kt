package dev.countersign.android

import java.security.Signature

/**
 * Loads a key and begins a signature with it; `null` if there is no such key.
 *
 * What no contract names, and an absence, are asked for a second time before they are believed: a
 * key store that stumbles once must not cost anybody their enrolment.
 */
internal fun KeystoreKeys.begun(alias: String, read: ErrorReader): Signature? =
    try {
        once(alias) ?: once(alias)
    } catch (failure: Exception) {
        if (keyFault(failure, read) != KeyFault.ODD) throw failure
        second(alias, read)
    }

private fun KeystoreKeys.second(alias: String, read: ErrorReader): Signature? =
    try {
        once(alias)
    } catch (failure: Exception) {
        if (keyFault(failure, read) != KeyFault.ODD) throw failure
        null
    }

private fun KeystoreKeys.once(alias: String): Signature? = key(alias)?.let(::begin)
