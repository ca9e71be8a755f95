package dev.countersign.android

import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.nio.file.StandardOpenOption

/** Small files that are whole or not there, whenever the phone loses power. */
internal class SecretFiles(private val folder: File) {
    /** `null` if there is none. */
    fun read(name: String): ByteArray? {
        val file = file(name)
        if (!file.exists()) return null
        if (file.length() > LONGEST_BYTES) return ByteArray(0)
        return file.readBytes()
    }

    fun write(name: String, bytes: ByteArray) {
        Files.createDirectories(folder.toPath())
        val written = File(folder, "${file(name).name}.new")
        FileOutputStream(written).use {
            it.write(bytes)
            it.fd.sync()
        }
        Files.move(written.toPath(), file(name).toPath(), ATOMIC_MOVE, REPLACE_EXISTING)
        syncFolder()
    }

    fun remove(name: String) {
        Files.deleteIfExists(file(name).toPath())
    }

    /** In hexadecimal, so that no name can lead out of the folder. */
    private fun file(name: String) =
        File(folder, name.toByteArray().joinToString("") { "%02x".format(it) })

    /** The new name is durable only with the folder. Not every file system lets one be opened. */
    private fun syncFolder() {
        try {
            FileChannel.open(folder.toPath(), StandardOpenOption.READ).use { it.force(true) }
        } catch (_: IOException) {
            // The core reads a secret back before it relies on it.
        }
    }

    private companion object {
        const val LONGEST_BYTES = 4_096L
    }
}
