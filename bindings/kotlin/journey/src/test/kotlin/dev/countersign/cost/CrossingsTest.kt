package dev.countersign.cost

import dev.countersign.ApprovalInput
import dev.countersign.journey.Desk
import dev.countersign.journey.TestPhone
import dev.countersign.journey.asked
import dev.countersign.journey.enrolAt
import dev.countersign.journey.payment
import dev.countersign.journey.push
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/**
 * How often a consent crosses between Kotlin and Rust, with a live access token and a known nonce.
 * The handles and buffers of UniFFI are not counted.
 */
internal class CrossingsTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `a consent is shown in two calls and approved in two, with one signature for each trip`():
        Unit = runBlocking {
        Desk().use { desk ->
            val phone = TestPhone(listOf(desk), folder)
            val counted = Counted(phone)
            counted.device.use { device ->
                val at = device.enrolAt(desk, phone, "a-customer")
                device.asked(desk, at).second.use { it.approve(ApprovalInput(), phone.finger) }
                desk.bank.ask(payment(at.account))
                val push = desk.push(at)
                counted.forget()

                val consent = device.open(push)
                val (shown, shownBy) = counted.calls.toList() to counted.callbacks.toList()
                counted.forget()
                consent.approve(ApprovalInput(), phone.finger)
                val (answered, answeredBy) = counted.calls.toList() to counted.callbacks.toList()

                assertEquals(listOf("openHint", "request"), shown)
                assertEquals(listOf("sign"), shownBy)
                assertEquals(listOf("prepare", "complete"), answered)
                assertEquals(listOf("sign"), answeredBy)
            }
        }
    }
}
