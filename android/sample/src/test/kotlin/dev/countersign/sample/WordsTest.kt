package dev.countersign.sample

import dev.countersign.sample.consent.Amount
import dev.countersign.sample.ui.grouped
import dev.countersign.sample.ui.isCramped
import dev.countersign.sample.words.Biometric
import dev.countersign.sample.words.Phrase
import dev.countersign.sample.words.filled
import dev.countersign.sample.words.isInsistent
import dev.countersign.sample.words.timeAgo
import dev.countersign.sample.words.timeLeft
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class WordsTest {
    @Test
    fun `time left is told in minutes, and in seconds at the end`() {
        val told = listOf(240L, 150L, 149L, 90L, 89L, 31L, 30L, 1L, 0L, -5L).map(::timeLeft)

        val expected = listOf(
            Phrase(R.plurals.left_minutes, 4),
            Phrase(R.plurals.left_minutes, 3),
            Phrase(R.plurals.left_minutes, 2),
            Phrase(R.plurals.left_minutes, 2),
            Phrase(R.string.left_minute),
            Phrase(R.string.left_minute),
            Phrase(R.plurals.left_seconds, 30),
            Phrase(R.plurals.left_seconds, 1),
            Phrase(R.string.left_over),
            Phrase(R.string.left_over),
        )
        assertEquals(expected, told)
    }

    @Test
    fun `the countdown insists in the last thirty seconds`() {
        assertFalse(isInsistent(31))
        assertTrue(isInsistent(30))
        assertTrue(isInsistent(0))
    }

    @Test
    fun `how long ago is told from just now to hours`() {
        val told = listOf(0L, 19L, 20L, 89L, 90L, 3_540L, 3_600L, 7_200L).map(::timeAgo)

        val expected = listOf(
            Phrase(R.string.ago_now),
            Phrase(R.string.ago_now),
            Phrase(R.string.ago_minute),
            Phrase(R.string.ago_minute),
            Phrase(R.plurals.ago_minutes, 2),
            Phrase(R.plurals.ago_minutes, 59),
            Phrase(R.string.ago_hour),
            Phrase(R.plurals.ago_hours, 2),
        )
        assertEquals(expected, told)
    }

    @Test
    fun `what is put into a text cannot turn what is around it`() {
        val text = filled("Known to {bank}", mapOf("bank" to "بنك"))

        assertEquals("Known to \u2068بنك\u2069", text)
    }

    @Test
    fun `a name that looks like a hole is left as it is`() {
        val text = filled("Known to {bank}", mapOf("bank" to "{bank}"))

        assertEquals("Known to \u2068{bank}\u2069", text)
    }

    @Test
    fun `an amount is its parts, to the letter`() {
        val amount = Amount("1.234,50\u00a0EUR", emptyList())

        assertEquals(listOf("1.234,50", "\u00a0", "EUR"), amount.parts.map { it.text })
        assertEquals(listOf(true, false, false), amount.parts.map { it.large })
        assertEquals("1.234,50\u00a0EUR", amount.parts.joinToString("") { it.text })
    }

    @Test
    fun `a phone with a face and no fingerprint speaks of the face`() {
        val face = Biometric.of(hasFingerprint = false, hasFace = true)
        val both = Biometric.of(hasFingerprint = true, hasFace = true)

        assertEquals(R.string.finger_add_face, face.spoken(R.string.finger_add))
        assertEquals(R.string.answer_decline, face.spoken(R.string.answer_decline))
        assertEquals(R.string.finger_add, both.spoken(R.string.finger_add))
    }

    @Test
    fun `six digits are compared in two groups`() {
        assertEquals("012 345", grouped("012345"))
    }

    @Test
    fun `large text and low screens let the answers scroll along`() {
        assertFalse(isCramped(heightDp = 800, fontScale = 1f))
        assertTrue(isCramped(heightDp = 800, fontScale = 1.5f))
        assertTrue(isCramped(heightDp = 360, fontScale = 1f))
    }
}
