package dev.countersign.sample.words

import dev.countersign.sample.R

/** Something to say, before it is said in a language: a resource, and the number in it. */
internal data class Phrase(
    /** A string; with a [count], a plural. */
    val id: Int,
    val count: Int? = null,
)

/** How much time is left, in words. */
internal fun timeLeft(seconds: Long): Phrase =
    when {
        seconds <= 0 -> Phrase(R.string.left_over)
        seconds <= INSISTENT_SECONDS -> Phrase(R.plurals.left_seconds, seconds.toInt())
        seconds < MINUTE_AND_A_HALF -> Phrase(R.string.left_minute)
        else -> Phrase(R.plurals.left_minutes, rounded(seconds, MINUTE))
    }

/** Whether the countdown is to be noticed. */
internal fun isInsistent(secondsLeft: Long): Boolean = secondsLeft <= INSISTENT_SECONDS

/** How long ago something was, in words. */
internal fun timeAgo(seconds: Long): Phrase {
    val minutes = rounded(seconds, MINUTE)
    val hours = rounded(minutes.toLong(), MINUTE)
    return when {
        seconds < JUST_NOW_SECONDS -> Phrase(R.string.ago_now)
        seconds < MINUTE_AND_A_HALF -> Phrase(R.string.ago_minute)
        minutes < MINUTE -> Phrase(R.plurals.ago_minutes, minutes)
        hours == 1 -> Phrase(R.string.ago_hour)
        else -> Phrase(R.plurals.ago_hours, hours)
    }
}

/**
 * Puts values into the holes of a text, each kept from turning the text around it: a foreign name
 * may be written the other way.
 */
internal fun filled(text: String, values: Map<String, String>): String =
    HOLES.replace(text) { hole ->
        values[hole.groupValues[1]]?.let(::isolated) ?: hole.value
    }

/** A text from outside, kept from turning the text around it. */
internal fun isolated(text: String): String = "$FIRST_STRONG_ISOLATE$text$POP_ISOLATE"

private fun rounded(value: Long, unit: Int): Int = ((value + unit / 2) / unit).toInt()

private val HOLES = Regex("""\{(\w+)\}""")
private const val FIRST_STRONG_ISOLATE = '\u2068'
private const val POP_ISOLATE = '\u2069'
private const val JUST_NOW_SECONDS = 20
private const val INSISTENT_SECONDS = 30
private const val MINUTE = 60
private const val MINUTE_AND_A_HALF = 90
