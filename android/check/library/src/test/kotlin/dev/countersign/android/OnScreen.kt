package dev.countersign.android

import dev.countersign.AccountOffer
import dev.countersign.Choice
import dev.countersign.ConsentRequest
import dev.countersign.Direction
import dev.countersign.Field
import dev.countersign.FieldKind
import dev.countersign.Frequency
import dev.countersign.Reading
import dev.countersign.Recent
import dev.countersign.Section
import dev.countersign.View
import dev.countersign.Warning
import java.time.Instant

/** A request on the screen: one warning, two fields, an account to choose, a number to type. */
internal object OnScreen {
    val CHOICE =
        Choice(
            detail = 0,
            title = "From which account?",
            atLeast = 1,
            atMost = 1,
            accounts = listOf("a", "b", "c").map { AccountOffer(it, it, "..$it", "EUR") },
        )

    /** Each part 100 high, one below the other. */
    val PLACES: List<Place>
        get() = view().parts().mapIndexed { row, part -> Place(part, 100 * row, 100 * row + 100) }

    fun view() =
        View(
            locale = "en",
            rightToLeft = false,
            timeZone = "Europe/Berlin",
            title = "Pay 123.50 EUR to Merchant A",
            amount = "123.50 EUR",
            warnings = listOf(Warning("payee_no_match", "The name does not match.")),
            sections =
                listOf(
                    Section("client", "Who asks", listOf(field("/name"))),
                    Section("authorization_details/0", "What", listOf(field("/creditorName"))),
                ),
            choices = listOf(CHOICE),
            numberDigits = 2,
            requestedAt = Instant.EPOCH,
            expiresAt = Instant.EPOCH.plusSeconds(300),
        )

    fun field(key: String) =
        Field(key, "Label", "Text", FieldKind.TEXT, 2, Direction.AUTOMATIC, false, emptyList())

    fun request(reading: Reading) =
        ConsentRequest(
            request = "r",
            enrolment = "e",
            expiresAt = Instant.EPOCH.plusSeconds(300),
            requestHash = "h",
            recent = Recent(1, 1, Frequency.USUAL),
            reading = reading,
        )

    val arrived: ConsentScreenState
        get() = ConsentScreenState.ARRIVING.arrived(request(Reading.Shown(view())))

    fun ready() = read(arrived).choose(CHOICE, "b", on = true).typed("42")

    fun read(state: ConsentScreenState) = state.scrolled(0, 700, PLACES)
}
