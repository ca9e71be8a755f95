package dev.countersign.journey

import dev.countersign.AuthenticationDevice
import dev.countersign.Configuration
import dev.countersign.ConsentInHand
import dev.countersign.Countersign
import dev.countersign.EnrolResult
import dev.countersign.EnrolmentState
import dev.countersign.Hint
import dev.countersign.Issuer
import dev.countersign.Phone
import dev.countersign.PromptAnswer
import dev.countersign.PromptHandle
import dev.countersign.Security
import dev.countersign.SigningPrompt
import dev.countersign.testkit.ffi.Bank
import dev.countersign.testkit.ffi.SoftwarePhone
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals

/** A bank on a desk, and what it is to a phone that can be enrolled at it. */
internal class Desk : AutoCloseable {
    val bank: Bank = Bank.open()

    val issuer: Issuer =
        Issuer(bank.url(), "Desk Bank", listOf(bank.vouchingKey()), Security.PlainLoopback)

    override fun close() = bank.close()
}

/** A phone: its platform in software, in a folder, and the app that is opened on it. */
internal class TestPhone(private val desks: List<Desk>, private val folder: Path) {
    val platform: SoftwarePhone = SoftwarePhone.inFolder(folder.toString())

    fun configuration(database: String = "countersign.db") =
        Configuration(
            issuers = desks.map { it.issuer },
            database = folder.resolve(database).toString(),
            preferredLanguages = listOf("en-GB"),
            timeZone = "Europe/Berlin",
            phone = Phone("Test phone", "JVM", "boot-1"),
        )

    suspend fun open(): AuthenticationDevice =
        Countersign.open(configuration(), SoftwareKeyStore(platform), SoftwareSecretStore(platform))

    /** The finger on the sensor. */
    val finger = SigningPrompt { request, answer ->
        answer(PromptAnswer.Signed(platform.sign(request.key, request.signingInput)))
        PromptHandle {}
    }
}

/** An enrolment by both its names: on the phone, and at the bank. */
internal class Enrolled(val id: String, val device: String, val account: String)

/** Enrols as a person does: scans, touches, compares the digits. */
internal suspend fun AuthenticationDevice.enrolAt(
    desk: Desk,
    phone: TestPhone,
    account: String = "customer",
): Enrolled {
    val made = desk.bank.offer(account)
    val registered = enrol(readOffer(made.link), null, phone.finger) as EnrolResult.Registered
    val shown = registered.enrolment.digits
    assertEquals(desk.bank.digits(made.offer), shown, "phone and bank show the same digits")
    val device = desk.bank.confirm(made.offer, shown)
    val active = refresh(registered.enrolment.id)
    assertEquals(EnrolmentState.ACTIVE, active.state)
    return Enrolled(active.id, device, account)
}

/** The next push to an enrolment, as the push service brings it. */
internal fun Desk.push(to: Enrolled): Hint.Data =
    Hint.Data(checkNotNull(bank.nextPush(to.device, 5_000u)) { "no push came" })

/** Asks an enrolment to pay, and opens the request by its push. */
internal suspend fun AuthenticationDevice.asked(
    desk: Desk,
    at: Enrolled,
    consent: String = payment(at.account),
): Pair<String, ConsentInHand> {
    val asked = desk.bank.ask(consent)
    return asked.consent to open(desk.push(at))
}

/** Runs a test with a desk and a phone that is enrolled there. */
internal fun enrolled(
    folder: Path,
    test: suspend Journey.() -> Unit,
): Unit = runBlocking {
    Desk().use { desk ->
        val phone = TestPhone(listOf(desk), folder)
        phone.open().use { device ->
            Journey(desk, phone, device, device.enrolAt(desk, phone, "a-customer")).test()
        }
    }
}

/** What a test of the journey begins with. */
internal class Journey(
    val desk: Desk,
    val phone: TestPhone,
    val device: AuthenticationDevice,
    val at: Enrolled,
) {
    /** A request, opened by its push: the consent's id at the bank, and the consent in hand. */
    suspend fun asked(consent: String = payment(at.account)) = device.asked(desk, at, consent)

    fun outcome(consent: String): String = desk.bank.outcome(consent)
}

/** The body of the channel's `POST /consents` for a payment. */
internal fun payment(
    account: String,
    amount: String = "123.50",
    more: String = "",
    life: Int = 300,
    type: String = "payment_initiation",
): String =
    """
    {"account": "$account",
     "client": {"name": "Corner Shop", "legal_name": "Corner Shop Ltd"},
     "authorization_details": [{
       "type": "$type",
       "instructedAmount": {"currency": "EUR", "amount": "$amount"},
       "creditorName": "Merchant A",
       "creditorAccount": {"iban": "DE02100100109307118603"},
       "remittanceInformationUnstructured": "Ref Number Merchant"}],
     $more
     "expires_in": $life}
    """
