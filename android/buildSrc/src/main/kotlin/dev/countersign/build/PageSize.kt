package dev.countersign.build

import java.nio.ByteBuffer
import java.nio.ByteOrder

/**
 * Whether a native library can be loaded by a phone with pages of 16 KB, which Google Play asks of
 * every 64-bit one. What the NDK aligns by itself, one `RUSTFLAGS` in the environment undoes.
 */
public object PageSize {
    /** Why a library cannot be loaded there; `null` if it can, or has 32 bits and need not. */
    public fun problem(library: ByteArray): String? {
        val elf = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN)
        if (library.size < HEADER || elf.getInt(0) != MAGIC) return "is no ELF library"
        if (library[CLASS] == CLASS_32) return null
        val first = elf.getLong(PROGRAM_HEADERS).toInt()
        val size = elf.getShort(PROGRAM_HEADER_SIZE).toInt()
        val segments = List(elf.getShort(PROGRAM_HEADER_COUNT).toInt()) { first + it * size }
        val loaded = segments.filter { elf.getInt(it) == LOADED }
        if (loaded.isEmpty()) return "has nothing to load"
        val small = loaded.map { elf.getLong(it + ALIGNMENT) }.filter { it < PAGE }
        return if (small.isEmpty()) null else "is aligned to ${small.min()} bytes, not to $PAGE"
    }

    private const val PAGE = 16_384L

    // The ELF format, little-endian as on every Android.
    private const val MAGIC = 0x464c457f
    private const val CLASS = 4
    private const val CLASS_32: Byte = 1
    private const val HEADER = 64
    private const val PROGRAM_HEADERS = 32
    private const val PROGRAM_HEADER_SIZE = 54
    private const val PROGRAM_HEADER_COUNT = 56
    private const val LOADED = 1
    private const val ALIGNMENT = 48
}
