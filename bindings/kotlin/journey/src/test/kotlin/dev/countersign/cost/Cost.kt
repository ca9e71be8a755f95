package dev.countersign.cost

import com.nimbusds.jose.JWSAlgorithm
import com.nimbusds.jose.JWSHeader
import com.nimbusds.jose.JWSObject
import com.nimbusds.jose.Payload
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jose.crypto.ECDSAVerifier
import com.nimbusds.jose.jwk.Curve
import com.nimbusds.jose.jwk.gen.ECKeyGenerator
import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Delivery
import dev.countersign.journey.Desk
import dev.countersign.journey.TestPhone
import dev.countersign.journey.enrolAt
import dev.countersign.journey.payment
import dev.countersign.journey.push
import dev.countersign.testkit.ffi.RustPhone
import java.nio.file.Files
import kotlinx.coroutines.runBlocking

/** How many consents warm everything up, and how many are measured. */
private const val WARM = 200
private const val MEASURED = 300

/**
 * `cargo xtask bench` runs this: a consent through Kotlin beside the same in Rust, at the same bank
 * in the same process, in turn; and beside a JOSE library of the JVM that does no more than check a
 * token and sign one. Prints a table.
 */
fun main(): Unit = runBlocking {
    val folder = Files.createTempDirectory("countersign-cost")
    Desk().use { desk ->
        val phone = TestPhone(listOf(desk), folder)
        phone.open().use { device ->
            val at = device.enrolAt(desk, phone, "in-kotlin")
            val rust = RustPhone.enrol(desk.bank, "in-rust", folder.toString())
            val times = Times()
            repeat(WARM + MEASURED) { round ->
                desk.bank.ask(payment(at.account))
                val push = desk.push(at)
                val begun = System.nanoTime()
                val consent = device.open(push)
                val shown = System.nanoTime()
                val result = consent.approve(ApprovalInput(), phone.finger)
                val answered = System.nanoTime()
                check((result as ApprovalResult.Decided).delivery is Delivery.Recorded)
                consent.close()
                val beside = rust.consent(payment("in-rust"))
                val (verified, signed) = Jose.verifyAndSign()
                if (round >= WARM) {
                    times.add("kotlin receive", (shown - begun) / 1_000)
                    times.add("kotlin approve", (answered - shown) / 1_000)
                    times.add("rust receive", beside.receiveUs.toLong())
                    times.add("rust approve", beside.approveUs.toLong())
                    times.add("verify", verified / 1_000)
                    times.add("sign", signed / 1_000)
                }
            }
            rust.close()
            println(times.table())
        }
    }
}

/** What Nimbus JOSE+JWT takes on this JVM to check a token of a request's size, and to sign one. */
private object Jose {
    private val key = ECKeyGenerator(Curve.P_256).keyID("k").generate()
    private val signer = ECDSASigner(key)
    private val verifier = ECDSAVerifier(key.toPublicJWK())
    private val payload = Payload("x".repeat(1_200))
    private val token = sign()

    fun verifyAndSign(): Pair<Long, Long> {
        val begun = System.nanoTime()
        check(JWSObject.parse(token).verify(verifier))
        val verified = System.nanoTime()
        sign()
        return verified - begun to System.nanoTime() - verified
    }

    private fun sign(): String {
        val header = JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build()
        return JWSObject(header, payload).apply { sign(signer) }.serialize()
    }
}

/** Microseconds by name. */
private class Times {
    private val taken = linkedMapOf<String, MutableList<Long>>()

    fun add(name: String, microseconds: Long) {
        taken.getOrPut(name) { mutableListOf() }.add(microseconds)
    }

    fun table(): String {
        val lines = mutableListOf("| step | Kotlin | Rust | ratio |", "|---|---|---|---|")
        for (step in listOf("receive", "approve")) {
            val (kotlin, rust) = median("kotlin $step") to median("rust $step")
            val ratio = String.format(java.util.Locale.ROOT, "%.2f", kotlin.toDouble() / rust)
            lines.add("| $step | $kotlin µs | $rust µs | $ratio |")
        }
        lines.add("")
        lines.add(
            "Nimbus JOSE+JWT on the same JVM: ${median("verify")} µs to check one token, " +
                "${median("sign")} µs to sign one. Medians of $MEASURED consents after $WARM.",
        )
        return lines.joinToString("\n")
    }

    private fun median(name: String): Long = checkNotNull(taken[name]).sorted()[MEASURED / 2]
}
