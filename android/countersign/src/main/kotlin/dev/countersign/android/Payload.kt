package dev.countersign.android

import android.os.Bundle
import dev.countersign.Hint

/** A push as it travels to the activity: opaque, and never larger than a push can be. */
internal object Payload {
    /** `null` if no push service would have carried it. */
    fun of(data: Map<String, String>): Bundle? {
        if (!isCarried(data)) return null
        val strings = Bundle()
        for ((name, value) in data) strings.putString(name, value)
        return Bundle().apply { putBundle(DATA, strings) }
    }

    /** `null` if no push service would have carried it. */
    fun of(payload: ByteArray): Bundle? {
        if (payload.size > LARGEST_BYTES) return null
        return Bundle().apply { putByteArray(JSON, payload) }
    }

    /** What was put in, if this is a payload. */
    fun hint(payload: Bundle): Hint? {
        payload.getByteArray(JSON)?.let { json ->
            return if (json.size > LARGEST_BYTES) null else Hint.Json(json)
        }
        val strings = payload.getBundle(DATA) ?: return null
        val data = strings.keySet().associateWith { strings.getString(it) ?: return null }
        return if (isCarried(data)) Hint.Data(data) else null
    }

    private const val DATA = "data"
    private const val JSON = "json"
}

/** Whether a message of FCM is one of ours: a bank's app gets others too. */
internal fun isForCountersign(data: Map<String, String>): Boolean = MARK in data

/** Whether it is as small as a push. In UTF-16 units, of which there are never more than bytes. */
internal fun isCarried(data: Map<String, String>): Boolean =
    data.entries.sumOf { (name, value) -> name.length + value.length } <= LARGEST_BYTES

private const val MARK = "countersign"
private const val LARGEST_BYTES = 4_096
