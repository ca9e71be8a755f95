package dev.countersign.journey

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Configuration
import dev.countersign.Countersign
import dev.countersign.Delivery
import dev.countersign.EnrolResult
import dev.countersign.Hint
import dev.countersign.Issuer
import dev.countersign.Phone
import dev.countersign.Retention
import dev.countersign.Security
import dev.countersign.SigningPrompt
import dev.countersign.PromptAnswer
import dev.countersign.PromptHandle
import dev.countersign.testkit.ffi.SoftwarePhone
import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** A thousand consents, one after the other, on a phone in a process of its own. */
internal class MemoryTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `after two hundred consents, eight hundred more take no more memory`(): Unit = runBlocking {
        assumeTrue(Files.exists(STATUS), "the memory of a process is read from $STATUS")
        BankProcess().use { bank ->
            val phone = SoftwarePhone.inFolder(folder.toString())
            val keys = SoftwareKeyStore(phone)
            val secrets = SoftwareSecretStore(phone)
            Countersign.open(configuration(bank), keys, secrets).use { device ->
                val finger = SigningPrompt { request, answer ->
                    answer(PromptAnswer.Signed(phone.sign(request.key, request.signingInput)))
                    PromptHandle {}
                }
                val offer = bank.say("offer").split(' ')
                val registered = device.enrol(device.readOffer(offer[1]), null, finger)
                val digits = (registered as EnrolResult.Registered).enrolment.digits
                val id = bank.say("confirm ${offer[0]} $digits")
                suspend fun consent() {
                    val push = bank.say("ask $id").split(' ')
                    val data = mapOf(
                        "countersign" to "1",
                        "enrolment" to push[0],
                        "request" to push[1],
                    )
                    device.open(Hint.Data(data)).use { hand ->
                        val result = hand.approve(ApprovalInput(), finger)
                        check((result as ApprovalResult.Decided).delivery is Delivery.Recorded)
                    }
                }

                repeat(200) { consent() }
                val (heap, process) = used()
                repeat(800) { consent() }
                val (heapAfter, processAfter) = used()

                val heapGrew = heapAfter - heap
                val processGrew = processAfter - process
                println("after 800 more consents: heap $heapGrew KiB, process $processGrew KiB")
                assertTrue(heapGrew < 4_096, "the heap grew by $heapGrew KiB")
                assertTrue(processGrew < 8_192, "the process grew by $processGrew KiB")
            }
        }
    }

    private fun configuration(bank: BankProcess) =
        Configuration(
            issuers =
                listOf(Issuer(bank.url, "Desk Bank", listOf(bank.key), Security.PlainLoopback)),
            database = folder.resolve("countersign.db").toString(),
            preferredLanguages = listOf("en"),
            timeZone = "Europe/Berlin",
            phone = Phone("Test phone", "JVM", "boot-1"),
            retention = Retention(entries = 50, days = 400),
        )

    /** What lives on the heap, and what is resident of the process, in KiB. */
    private fun used(): Pair<Long, Long> {
        var least = Long.MAX_VALUE
        var rounds = 0
        // What is cleaned up in the background, by threads that a busy machine may keep waiting,
        // is not what the library keeps: collect until nothing more goes.
        while (rounds < 20) {
            System.gc()
            Thread.sleep(100)
            val heap = heap()
            rounds = if (heap < least - 16) 0 else rounds + 1
            least = minOf(least, heap)
        }
        val resident = Files.readAllLines(STATUS).first { it.startsWith("VmRSS:") }
        return least to resident.filter { it.isDigit() }.toLong()
    }

    private fun heap(): Long = Runtime.getRuntime().run { totalMemory() - freeMemory() } / 1024

    private companion object {
        val STATUS: Path = Path.of("/proc/self/status")
    }
}
