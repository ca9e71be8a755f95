package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.Countersign
import dev.countersign.KeyStore
import java.nio.file.Path
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The key store is called on many threads at once. */
internal class ThreadsTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `callbacks come from many threads at once and each is answered`(): Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val watched = Watched(SoftwareKeyStore(phone.platform))
            val secrets = SoftwareSecretStore(phone.platform)
            Countersign.open(phone.configuration(), watched, secrets).use { device ->
                val at = device.enrolAt(desk, phone, "a-customer")
                desk.bank.ask(payment(at.account))

                val listed = List(64) { async(Dispatchers.IO) { device.pending(at.id) } }.awaitAll()

                assertEquals(setOf(1), listed.map { it.size }.toSet())
                assertTrue(watched.threads.size > 1, "${watched.threads}")
            }
        }
    }

    @Test
    fun `two who approve the same consent at once decide it once`() =
        enrolled(folder) {
            val (asked, hand) = asked()

            val results =
                List(2) {
                    async(Dispatchers.IO) {
                        runCatching { hand.approve(ApprovalInput(), phone.finger) }
                    }
                }
                    .awaitAll()

            assertTrue(results.count { it.isSuccess } >= 1, "$results")
            assertEquals("approved", outcome(asked))
            assertEquals(1, device.history().size)
        }

    private fun <T> Journey.async(
        on: kotlinx.coroutines.CoroutineDispatcher,
        work: suspend () -> T,
    ) = kotlinx.coroutines.CoroutineScope(on).async { work() }

    private class Watched(private val keys: KeyStore) : KeyStore by keys {
        val threads: MutableSet<String> = ConcurrentHashMap.newKeySet()

        override fun sign(alias: String, message: ByteArray): ByteArray {
            threads.add(Thread.currentThread().name)
            return keys.sign(alias, message)
        }
    }
}
