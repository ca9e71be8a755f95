package dev.countersign.android

import dev.countersign.build.PageSize
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.zip.ZipFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** Libraries that phones with pages of 16 KB can load, and such that they cannot. */
internal class PageSizeTest {
    @Test
    fun `segments at 16 KB can be loaded`() {
        val problem = PageSize.problem(library(16_384, 65_536))

        assertEquals(null, problem)
    }

    @Test
    fun `one segment at 4 KB is enough to be refused`() {
        val problem = PageSize.problem(library(16_384, 4_096))

        assertEquals("is aligned to 4096 bytes, not to 16384", problem)
    }

    @Test
    fun `a library of 32 bits need not be`() {
        val problem = PageSize.problem(library(4_096).apply { this[4] = 1 })

        assertEquals(null, problem)
    }

    @Test
    fun `what is no library is refused`() {
        val text =
            PageSize.problem(
                "not a library, but as long as the header of one would be: text.".toByteArray()
            )
        val nothing = PageSize.problem(ByteArray(0))
        val empty = PageSize.problem(library())

        assertEquals("is no ELF library", text)
        assertEquals("is no ELF library", nothing)
        assertEquals("has nothing to load", empty)
    }

    @ParameterizedTest
    @ValueSource(strings = ["arm64-v8a", "armeabi-v7a", "x86_64"])
    fun `JNA's own library can be loaded`(abi: String) {
        val aar = File(System.getProperty("jna.aar"))

        val problem =
            ZipFile(aar).use { zip ->
                val entry = zip.getEntry("jni/$abi/libjnidispatch.so")
                PageSize.problem(zip.getInputStream(entry).readBytes())
            }

        assertEquals(null, problem)
    }

    /** A header, and a program header for each segment that is loaded. */
    private fun library(vararg alignments: Long): ByteArray {
        val elf = ByteBuffer.allocate(64 + 56 * alignments.size).order(ByteOrder.LITTLE_ENDIAN)
        elf.put(0, 0x7f)
            .put(1, 'E'.code.toByte())
            .put(2, 'L'.code.toByte())
            .put(3, 'F'.code.toByte())
        elf.put(4, 2)
        elf.putLong(32, 64).putShort(54, 56).putShort(56, alignments.size.toShort())
        for ((index, alignment) in alignments.withIndex()) {
            elf.putInt(64 + 56 * index, 1).putLong(64 + 56 * index + 48, alignment)
        }
        return elf.array()
    }
}
