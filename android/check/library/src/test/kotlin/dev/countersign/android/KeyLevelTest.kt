package dev.countersign.android

import dev.countersign.KeyLevel
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

/** Where a key lives, by what the phone says of it. */
internal class KeyLevelTest {
    @ParameterizedTest
    @CsvSource(
        "2, SECURE_ELEMENT",
        "1, TRUSTED_ENVIRONMENT",
        "0, SOFTWARE",
        "-1, TRUSTED_ENVIRONMENT", // UNKNOWN_SECURE
        "-2, SOFTWARE", // UNKNOWN
        "3, SOFTWARE",
    )
    fun `from 31 on the phone names the level`(named: Int, level: KeyLevel) {
        val meant = levelOf(named)

        assertEquals(level, meant)
    }

    @ParameterizedTest
    @CsvSource(
        "true, true, SECURE_ELEMENT",
        "true, false, TRUSTED_ENVIRONMENT",
        "false, true, SOFTWARE",
        "false, false, SOFTWARE",
    )
    fun `below 31 it says whether there is hardware`(
        inside: Boolean,
        strongBox: Boolean,
        level: KeyLevel,
    ) {
        val meant = levelOf(inside, strongBox)

        assertEquals(level, meant)
    }
}
