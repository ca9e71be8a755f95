package dev.countersign.android

import android.content.Context
import java.time.Duration

/** A while in which no notification is shown. Kept where a push finds it without native code. */
internal class QuietTime(
    context: Context,
    private val now: () -> Long = System::currentTimeMillis,
) {
    private val kept = context.getSharedPreferences("dev.countersign.push", Context.MODE_PRIVATE)

    fun keep(time: Duration) {
        val milliseconds = time.toMillis().coerceIn(0, LONGEST_MS)
        kept.edit().putLong(UNTIL, now() + milliseconds).apply()
    }

    /**
     * A clock that was set back, or a preference from another phone, keeps nothing quiet for long.
     */
    fun isOn(): Boolean = kept.getLong(UNTIL, 0) - now() in 1..LONGEST_MS

    private companion object {
        const val UNTIL = "quiet-until"
        const val LONGEST_MS = 86_400_000L
    }
}
