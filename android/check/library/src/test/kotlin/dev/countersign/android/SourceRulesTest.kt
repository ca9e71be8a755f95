package dev.countersign.android

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What holds for the sources as a whole, and no compiler looks for. */
internal class SourceRulesTest {
    private val sources =
        File(System.getProperty("android.sources")).let { android ->
            listOf("countersign", "countersign-fcm", "countersign-unifiedpush").flatMap {
                File(android, "$it/src/main/kotlin").walk().filter(File::isFile)
            }
        }

    @Test
    fun `what Android 9 does not have stands in one file`() {
        val exempt = sources.filter { "TargetApi" in it.readText() }

        assertEquals(listOf("NewerAndroid.kt"), exempt.map { it.name })
    }

    @Test
    fun `each call of that file is made where the version was looked at`() {
        val newer = sources.single { it.name == "NewerAndroid.kt" }.readText()
        val since =
            SINCE.findAll(newer).associate { it.groupValues[2] to it.groupValues[1].toInt() }
        val calls = sources.flatMap { file -> file.readLines().filter { CALL.containsMatchIn(it) } }

        val unguarded =
            calls.filter { line ->
                val called = CALL.find(line)?.groupValues?.get(1)
                val lookedAt = GUARD.find(line)?.groupValues?.get(1)?.toInt() ?: 0
                lookedAt < since.getValue(checkNotNull(called))
            }

        assertEquals(8, since.size)
        assertEquals(since.keys, calls.map { CALL.find(it)?.groupValues?.get(1) }.toSet())
        assertEquals(
            listOf(
                "NewerAndroid.authentication(builder, authenticationTimeout, authenticationType)"
            ),
            unguarded.map(String::trim),
            "a plan has a type of authentication from 30 on, and only then",
        )
    }

    @Test
    fun `the library needs nothing of androidx, Firebase or UnifiedPush`() {
        val library = sources.filter { "/countersign/src/" in it.path }

        val foreign = library.filter { file -> file.readLines().any(FOREIGN::containsMatchIn) }

        assertTrue(library.size > 20)
        assertEquals(emptyList<File>(), foreign)
    }

    @Test
    fun `what takes a push in loads no native code`() {
        val intake =
            listOf(
                "dev/countersign/android/PushIntake",
                "dev/countersign/android/fcm/CountersignMessagingService",
                "dev/countersign/android/unifiedpush/CountersignPushService",
            )

        val reached = intake.flatMap(::reachedFrom).toSet()
        val core = reachedFrom("dev/countersign/Countersign")

        assertTrue("dev/countersign/Hint\$Data" in reached, "the walk goes somewhere")
        assertEquals(emptySet<String>(), reached.filter(::isNative).toSet())
        assertTrue(core.any(::isNative), "and would have found what it looks for")
    }

    @Test
    fun `nothing is logged`() {
        val logging = Regex("""\bprintln\(|import android\.util\.Log\b|printStackTrace""")

        val files = sources.filter { logging.containsMatchIn(it.readText()) }

        assertEquals(emptyList<File>(), files)
    }

    /** A class of ours, and all that can be reached from the names in it. */
    private fun reachedFrom(name: String, seen: MutableSet<String> = mutableSetOf()): Set<String> {
        if (!seen.add(name) || isNative(name)) return seen
        val bytes =
            javaClass.classLoader.getResourceAsStream("$name.class")?.readBytes() ?: return seen
        for (found in OURS.findAll(String(bytes, Charsets.ISO_8859_1))) reachedFrom(
            found.value,
            seen,
        )
        return seen
    }

    private fun isNative(name: String) =
        name.startsWith("dev/countersign/ffi/") || name.startsWith("com/sun/jna/")

    private companion object {
        val OURS = Regex("(dev/countersign|com/sun/jna)/[A-Za-z/$]+")
        val GUARD = Regex("""if \((?:Build\.VERSION\.SDK_INT|sdk) >= (\d\d)\)""")
        val CALL = Regex("""NewerAndroid(?:\.|::)(\w+)""")
        val SINCE = Regex("""/\*\* From (\d\d)[^/]*\*/\s+fun (\w+)""")
        val FOREIGN = Regex("""^import (androidx|com\.google|org\.unifiedpush)\.""")
    }
}
