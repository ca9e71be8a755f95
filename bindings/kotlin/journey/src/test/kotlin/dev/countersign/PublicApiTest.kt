package dev.countersign

import java.io.File
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

/**
 * What an app can see, as it was the last time somebody looked. Run the tests with
 * `-Dcountersign.api=write` to change it, and say so in CHANGELOG.md.
 */
internal class PublicApiTest {
    @ParameterizedTest
    @CsvSource("library, countersign.api", "testing, countersign-testing.api")
    fun `the public API is the one that was written down`(module: String, file: String) {
        val classes = File("../$module/target/classes").walk().filter { it.extension == "class" }
        val kept = File("../$module/api/$file")

        val dump = buildString {
            val nothing = AbiFilters(emptySet(), emptySet(), emptySet(), emptySet())
            AbiTools.getInstance(javaClass.classLoader).printJvmDump(this, classes.toList(), nothing)
        }
        if (System.getProperty("countersign.api") == "write") {
            kept.parentFile.mkdirs()
            kept.writeText(dump)
        }

        assertEquals(kept.readText(), dump)
    }
}
