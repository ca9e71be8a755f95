package dev.countersign.android

import java.io.File
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/**
 * What an app can see of the Android modules, as it was the last time somebody looked. Run the
 * tests with `-Dcountersign.api=write` to change it, and say so in CHANGELOG.md.
 */
internal class PublicApiTest {
    @Test
    fun `the public API is the one that was written down`() {
        val classes =
            File("target/classes/dev/countersign/android").walk().filter { it.extension == "class" }
        val kept =
            File(System.getProperty("android.sources"), "countersign/api/countersign-android.api")

        val dump = buildString {
            val nothing = AbiFilters(emptySet(), emptySet(), emptySet(), emptySet())
            AbiTools.getInstance(javaClass.classLoader)
                .printJvmDump(this, classes.toList(), nothing)
        }
        if (System.getProperty("countersign.api") == "write") {
            kept.parentFile.mkdirs()
            kept.writeText(dump)
        }

        assertEquals(kept.readText(), dump)
    }
}
