package dev.countersign.sample

import java.io.File
import kotlin.math.pow
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ContrastTest {
    @Test
    fun `values stand out seven to one, in light and in dark`() {
        for (colours in listOf(colours("values"), colours("values-night"))) {
            for (ground in listOf("surface", "sunken", "accent_soft", "warn_soft", "danger_soft")) {
                assertStandsOut(colours, "ink", ground, 7.0)
            }
        }
    }

    @Test
    fun `everything else stands out four and a half to one, in light and in dark`() {
        val pairs = listOf(
            "muted" to "surface",
            "muted" to "sunken",
            "accent" to "surface",
            "danger" to "sunken",
            "warn" to "warn_soft",
            "danger" to "danger_soft",
            "accent" to "accent_soft",
            "on_accent" to "accent",
            "on_steel" to "steel",
            "surface" to "danger",
        )

        for (colours in listOf(colours("values"), colours("values-night"))) {
            for ((ink, ground) in pairs) assertStandsOut(colours, ink, ground, 4.5)
        }
    }

    @Test
    fun `declining stands out no less than approving`() {
        for (colours in listOf(colours("values"), colours("values-night"))) {
            val decline = contrast(colours.getValue("steel"), colours.getValue("surface"))
            val approve = contrast(colours.getValue("accent"), colours.getValue("surface"))

            assertTrue(decline >= approve, "$decline and $approve")
        }
    }

    @Test
    fun `black on white is twenty-one to one`() {
        assertEquals(21.0, contrast("#000000", "#ffffff"), 0.01)
    }

    private fun assertStandsOut(
        colours: Map<String, String>,
        ink: String,
        ground: String,
        least: Double,
    ) {
        val contrast = contrast(colours.getValue(ink), colours.getValue(ground))
        assertTrue(contrast >= least, "$ink on $ground: $contrast")
    }

    private fun colours(folder: String): Map<String, String> {
        val file = File(System.getProperty("sample.module", "."), "src/main/res/$folder/colors.xml")
        return COLOUR.findAll(file.readText()).associate { it.groupValues[1] to it.groupValues[2] }
    }

    /** As WCAG 2 has it. */
    private fun contrast(first: String, second: String): Double {
        val (dark, light) = listOf(luminance(first), luminance(second)).sorted()
        return (light + 0.05) / (dark + 0.05)
    }

    private fun luminance(colour: String): Double {
        val (red, green, blue) = colour.drop(1).chunked(2).map { part ->
            val share = part.toInt(16) / 255.0
            if (share <= 0.03928) share / 12.92 else ((share + 0.055) / 1.055).pow(2.4)
        }
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    private companion object {
        val COLOUR = Regex("""<color name="(\w+)">(#[0-9a-f]{6})</color>""")
    }
}
