package dev.countersign.android

import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import dev.countersign.SecretSlot
import dev.countersign.SecretStoreException
import dev.countersign.android.keystore.FakePhone
import java.io.File
import java.nio.Buffer
import java.nio.ByteBuffer
import java.nio.file.Path
import java.security.ProviderException
import java.security.SecureRandom
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Secrets in files that a key of the phone seals. */
internal class KeystoreSecretStoreTest {
    @TempDir lateinit var folder: Path
    private val phone = FakePhone()
    private lateinit var store: KeystoreSecretStore

    @BeforeEach
    fun begin() {
        store = newStore()
    }

    @AfterEach fun end() = phone.close()

    @Test
    fun `what was made is what is read, also by the next start of the app`() {
        val made = made("a-name")

        val read = read(newStore(), "a-name")

        assertEquals(32, made.size)
        assertArrayEquals(made, read)
    }

    @Test
    fun `two secrets are two`() {
        val one = made("one")

        val two = made("two")

        assertNotEquals(one.toList(), two.toList())
        assertArrayEquals(one, read(store, "one"))
    }

    @Test
    fun `making one again replaces it`() {
        val first = made("a-name")

        val second = made("a-name")

        assertNotEquals(first.toList(), second.toList())
        assertArrayEquals(second, read(store, "a-name"))
        assertEquals(1, files().size, "nothing is left of the writing")
    }

    @Test
    fun `what was never made is not there`() {
        val read = read(store, "a-name")

        assertEquals(null, read)
    }

    @Test
    fun `what was removed is not there, twice over`() {
        made("a-name")

        store.remove("a-name")
        store.remove("a-name")

        assertEquals(null, read(store, "a-name"))
        assertEquals(emptyList<File>(), files())
    }

    @Test
    fun `the secret is in no file`() {
        val made = made("a-name")

        val bytes = files().single().readBytes()

        assertEquals(1 + 12 + 32 + 16, bytes.size)
        assertFalse(bytes.toList().windowed(32).any { it == made.toList() })
    }

    @Test
    fun `what it was poured from is wiped`() {
        lateinit var made: ByteBuffer
        lateinit var read: ByteBuffer

        store.make("a-name") { made = it }
        store.read("a-name") { read = it }

        assertTrue(made.isDirect && read.isDirect)
        assertEquals(List(32) { 0.toByte() }, all(made))
        assertEquals(List(32) { 0.toByte() }, all(read))
    }

    @Test
    fun `what it was poured from is wiped also if pouring failed`() {
        lateinit var made: ByteBuffer
        val leaky = SecretSlot {
            made = it
            error("the slot is gone")
        }

        assertThrows(SecretStoreException.Failed::class.java) { store.make("a-name", leaky) }

        assertEquals(List(32) { 0.toByte() }, all(made))
    }

    @Test
    fun `a file that was changed holds nothing`() {
        made("a-name")
        val file = files().single()
        file.writeBytes(file.readBytes().apply { this[20] = (this[20] + 1).toByte() })

        val read = read(store, "a-name")

        assertEquals(null, read)
    }

    @Test
    fun `a file under another name holds nothing`() {
        made("one")
        val one = files().single()
        made("two")
        files().single { it != one }.writeBytes(one.readBytes())

        val read = read(store, "two")

        assertEquals(null, read)
    }

    @Test
    fun `a file that is cut off holds nothing`() {
        made("a-name")
        val file = files().single()

        for (length in 0 until 61) {
            file.writeBytes(file.readBytes().copyOf(length))
            assertEquals(null, read(store, "a-name"), "$length bytes")
        }
    }

    @Test
    fun `a secret from another phone holds nothing`() {
        made("a-name")
        phone.secretKeys.clear()

        val read = read(store, "a-name")

        assertEquals(null, read)
    }

    @Test
    fun `a key that is lost for good stands in nobody's way`() {
        made("a-name")
        phone.loadingFails += ProviderException("lost", KeyStoreException(8, "corrupted"))

        val made = made("a-name")

        assertArrayEquals(made, read(store, "a-name"))
        assertEquals(2, phone.asked.size, "a second key was made")
    }

    @Test
    fun `a key that is lost for good has lost its secret`() {
        made("a-name")
        phone.loadingFails += ProviderException("lost", KeyStoreException(8, "corrupted"))

        val read = read(store, "a-name")

        assertEquals(null, read)
    }

    @Test
    fun `a key store that stumbles has not lost it`() {
        val made = made("a-name")
        phone.loadingFails += ProviderException("busy", KeyStoreException(4, "system error"))

        assertThrows(SecretStoreException.Failed::class.java) { read(store, "a-name") }

        assertArrayEquals(made, read(store, "a-name"))
    }

    @Test
    fun `before the first unlocking it is not there yet`() {
        made("a-name")
        phone.loadingFails += ProviderException("early", KeyStoreException(3, "uninitialized"))

        val reading = { read(store, "a-name") }

        assertThrows(SecretStoreException.Locked::class.java) { reading() }
    }

    @Test
    fun `no name leads out of the folder`() {
        made("../../a-name")

        val files = files()

        assertEquals(listOf("2e2e2f2e2e2f612d6e616d65"), files.map { it.name })
    }

    @Test
    fun `the key is an AES key that nobody has to unlock`() {
        made("a-name")

        val spec: KeyGenParameterSpec = phone.asked.single()

        assertEquals("dev.countersign.secrets", spec.keystoreAlias)
        assertEquals(256, spec.keySize)
        assertEquals(3, spec.purposes, "encrypting and decrypting")
        assertArrayEquals(arrayOf("GCM"), spec.blockModes)
        assertArrayEquals(arrayOf("NoPadding"), spec.encryptionPaddings)
        assertTrue(spec.isRandomizedEncryptionRequired)
        assertFalse(spec.isUserAuthenticationRequired)
        assertFalse(spec.isUnlockedDeviceRequired)
    }

    @Test
    fun `the core does not take it for a key of an enrolment`() {
        made("a-name")
        val keys = AndroidKeyStore(35, false, { false }, {})

        val listed = keys.list("countersign-")

        assertEquals(emptyList<String>(), listed)
    }

    private fun newStore() =
        KeystoreSecretStore(folder.toFile(), WrappingKey(), SecureRandom(), errorReader(35))

    private fun made(name: String): ByteArray {
        lateinit var poured: ByteArray
        store.make(name) { poured = ByteArray(it.remaining()).also(it::get) }
        return poured
    }

    private fun read(store: KeystoreSecretStore, name: String): ByteArray? {
        var poured: ByteArray? = null
        store.read(name) { poured = ByteArray(it.remaining()).also(it::get) }
        return poured
    }

    private fun all(buffer: ByteBuffer): List<Byte> {
        (buffer as Buffer).clear()
        return List(buffer.remaining()) { buffer.get() }
    }

    private fun files(): List<File> = folder.toFile().listFiles().orEmpty().toList()
}
