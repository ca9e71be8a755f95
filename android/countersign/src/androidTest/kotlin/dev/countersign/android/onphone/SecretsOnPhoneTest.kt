package dev.countersign.android.onphone

import dev.countersign.android.KeystoreSecretStore
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** Secrets sealed by the phone's own key store. */
class SecretsOnPhoneTest {
    @After fun clean() = KeystoreSecretStore(OnPhone.context).remove("test")

    @Test
    fun whatWasMadeIsWhatIsRead() {
        var made: ByteArray? = null
        var read: ByteArray? = null

        KeystoreSecretStore(OnPhone.context).make("test") {
            made = ByteArray(it.remaining()).also(it::get)
        }
        KeystoreSecretStore(OnPhone.context).read("test") {
            read = ByteArray(it.remaining()).also(it::get)
        }

        assertEquals(32, made?.size)
        assertArrayEquals(made, read)
    }

    @Test
    fun whatWasRemovedIsNotThere() {
        val secrets = KeystoreSecretStore(OnPhone.context)
        var read: ByteArray? = null

        secrets.make("test") {}
        secrets.remove("test")
        secrets.read("test") { read = ByteArray(it.remaining()) }

        assertNull(read)
    }
}
