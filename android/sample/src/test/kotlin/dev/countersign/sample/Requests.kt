package dev.countersign.sample

import dev.countersign.AccountOffer
import dev.countersign.Assurance
import dev.countersign.Choice
import dev.countersign.ConsentRequest
import dev.countersign.Direction
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.Field
import dev.countersign.FieldKind
import dev.countersign.Problem
import dev.countersign.Reading
import dev.countersign.Recent
import dev.countersign.Section
import dev.countersign.View
import dev.countersign.Warning
import dev.countersign.testing.USUAL
import java.time.Clock
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/** Half past twelve: when everything in these tests begins. */
internal val NOON: Instant = Instant.parse("2026-03-01T12:30:00Z")

/** A clock that stands until it is moved. */
internal class TestClock(var now: Instant = NOON) : Clock() {
    fun pass(seconds: Long) {
        now = now.plusSeconds(seconds)
    }

    override fun instant(): Instant = now

    override fun getZone(): ZoneId = ZoneOffset.UTC

    override fun withZone(zone: ZoneId): Clock = this
}

internal fun field(
    key: String,
    text: String,
    prominence: Int = 2,
    kind: FieldKind = FieldKind.TEXT,
    label: String = "Label of $key",
    clientWords: Boolean = false,
    direction: Direction = Direction.AUTOMATIC,
    warnings: List<Warning> = emptyList(),
): Field = Field(key, label, text, kind, prominence, direction, clientWords, warnings)

internal fun amount(key: String, text: String): Field =
    field(key, text, 1, FieldKind.AMOUNT, direction = Direction.LEFT_TO_RIGHT)

internal val CLIENT =
    Section(
        "client",
        "Client",
        listOf(
            field("/name", "Corner Shop", prominence = 1, kind = FieldKind.PARTY),
            field("/legal_name", "Corner Shop Ltd", prominence = 2, kind = FieldKind.PARTY),
            field("/registration", "HRB 1", prominence = 3),
        ),
    )

internal val PAYMENT =
    Section(
        "authorization_details/0",
        "Payment",
        listOf(
            field("/type", "Payment", kind = FieldKind.PERMISSION),
            amount("/instructedAmount", "123.50 EUR"),
            field("/creditorName", "Merchant A", 1, FieldKind.PARTY, clientWords = true),
            field(
                "/creditorAccount/iban",
                "DE02 1001 0010 9307 1186 03",
                1,
                FieldKind.ACCOUNT,
                direction = Direction.LEFT_TO_RIGHT,
            ),
            field("/remittanceInformationUnstructured", "Order 1", clientWords = true),
            field("/endToEndIdentification", "E2E-1", prominence = 3, kind = FieldKind.CODE),
        ),
    )

internal val CONTEXT =
    Section(
        "context",
        "Context",
        listOf(
            field("/device", "A laptop"),
            field("/ip_address", "192.0.2.1", prominence = 3, kind = FieldKind.CODE),
        ),
    )

internal val TIMES =
    Section(
        "request",
        "Request",
        listOf(
            field("/iat", "12:30", prominence = 3, kind = FieldKind.TIME),
            field("/exp", "12:35", kind = FieldKind.TIME),
        ),
    )

/** A payment of 123.50 EUR, and what a test adds to it. */
internal fun view(
    sections: List<Section> = listOf(CLIENT, PAYMENT, CONTEXT, TIMES),
    amount: String? = "123.50 EUR",
    warnings: List<Warning> = emptyList(),
    choices: List<Choice> = emptyList(),
    numberDigits: Int? = null,
): View =
    View(
        locale = "en",
        rightToLeft = false,
        timeZone = "UTC",
        title = "Pay 123.50 EUR to Merchant A",
        amount = amount,
        warnings = warnings,
        sections = sections,
        choices = choices,
        numberDigits = numberDigits,
        requestedAt = NOON,
        expiresAt = NOON.plusSeconds(300),
    )

/** Two accounts of which some can be chosen. */
internal fun choice(atLeast: Int, atMost: Int, detail: Int = 0): Choice =
    Choice(
        detail,
        "From which account",
        atLeast,
        atMost,
        listOf(
            AccountOffer("a", "Everyday", "•••• 1111", "EUR"),
            AccountOffer("b", "Savings", "•••• 2222", null),
        ),
    )

internal fun request(
    view: View = view(),
    request: String = "request-1",
    recent: Recent = USUAL,
): ConsentRequest =
    ConsentRequest(request, "enrolment-1", view.expiresAt, "hash", recent, Reading.Shown(view))

/** One that the core could not read to the end. */
internal fun unreadable(): ConsentRequest =
    ConsentRequest(
        "request-1",
        "enrolment-1",
        NOON.plusSeconds(300),
        "hash",
        USUAL,
        Reading.NotShown(Problem("A name holds hidden characters.", "client")),
    )

internal fun enrolment(
    state: EnrolmentState = EnrolmentState.ACTIVE,
    id: String = "enrolment-1",
    needsReenrolment: Boolean = false,
    locked: Boolean = false,
): Enrolment =
    Enrolment(
        id = id,
        issuer = "http://127.0.0.1:8484",
        bank = "Desk Bank",
        account = "•••• 1111",
        state = state,
        digits = "123456",
        assurance = Assurance(true, true, true),
        needsReenrolment = needsReenrolment,
        locked = locked,
        updateRequired = false,
        removing = false,
    )

