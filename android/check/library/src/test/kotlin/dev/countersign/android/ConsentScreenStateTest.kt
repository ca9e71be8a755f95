package dev.countersign.android

import dev.countersign.AccountOffer
import dev.countersign.ApprovalResult
import dev.countersign.Approving
import dev.countersign.Choice
import dev.countersign.ConsentRequest
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.Direction
import dev.countersign.Field
import dev.countersign.FieldKind
import dev.countersign.Frequency
import dev.countersign.Problem
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import dev.countersign.Reading
import dev.countersign.Recent
import dev.countersign.Section
import dev.countersign.View
import dev.countersign.Warning
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.Arguments.arguments
import org.junit.jupiter.params.provider.MethodSource

/** The consent screen, as a person meets it. */
internal class ConsentScreenStateTest {
    private val arrived = ConsentScreenState.ARRIVING.arrived(request(Reading.Shown(view())))

    @Test
    fun `of a request that is being fetched nothing is guessed`() {
        val state = ConsentScreenState.ARRIVING

        assertEquals(ConsentPhase.ARRIVING, state.phase)
        assertNull(state.reading)
        assertFalse(state.canApprove || state.canDecline)
    }

    @Test
    fun `all that a view has must be on the screen`() {
        val parts = arrived.parts

        assertEquals(
            listOf(
                "title",
                "amount",
                "warning/0",
                "section/client/name",
                "section/authorization_details/0/creditorName",
                "choice/0",
                "number",
            ),
            parts,
        )
    }

    @Test
    fun `approving waits for account, number and reading, and declining for nothing`() {
        val missing = arrived.missing

        assertEquals(setOf(Missing.CHOICE, Missing.NUMBER, Missing.READING), missing)
        assertFalse(arrived.canApprove)
        assertTrue(arrived.canDecline)
        assertNull(arrived.input())
    }

    @Test
    fun `what is read, chosen and typed can be approved`() {
        val state = read(arrived).choose(CHOICE, "b", on = true).typed("42")

        val input = checkNotNull(state.input())

        assertTrue(state.canApprove)
        assertEquals(listOf("b"), input.selection.single().accounts)
        assertEquals(0, input.selection.single().detail)
        assertEquals("42", input.number)
    }

    @Test
    fun `the last line counts once its lower edge was visible`() {
        val complete = arrived.choose(CHOICE, "a", on = true).typed("42")
        val almost = complete.scrolled(0, 699, PLACES)

        val all = almost.scrolled(1, 700, PLACES)

        assertEquals(setOf(Missing.READING), almost.missing)
        assertTrue(all.canApprove)
    }

    @Test
    fun `a part that is larger than the screen is read from top to bottom`() {
        val tall = PLACES.map { Place(it.part, it.top * 10, it.bottom * 10) }
        val complete = arrived.choose(CHOICE, "a", on = true).typed("42")

        val scrolled =
            (0..6500 step 250).fold(complete) { it, top -> it.scrolled(top, top + 500, tall) }

        assertTrue(scrolled.canApprove)
    }

    @Test
    fun `what is laid out nowhere was not on the screen`() {
        val complete = arrived.choose(CHOICE, "a", on = true).typed("42")
        val without = PLACES.filter { it.part != "warning/0" }
        val flat = without + Place("warning/0", 200, 200)

        val one = complete.scrolled(0, 10_000, without)
        val other = complete.scrolled(0, 10_000, flat)

        assertFalse(one.canApprove)
        assertFalse(other.canApprove)
    }

    @Test
    fun `of a single account the new one replaces the old one`() {
        val state = arrived.choose(CHOICE, "a", on = true).choose(CHOICE, "b", on = true)

        assertFalse(state.isChosen(CHOICE, "a"))
        assertTrue(state.isChosen(CHOICE, "b"))
    }

    @Test
    fun `an account can be taken back, and none is chosen before`() {
        val state = arrived.choose(CHOICE, "a", on = true).choose(CHOICE, "a", on = false)

        assertFalse(arrived.isChosen(CHOICE, "a"))
        assertFalse(state.isChosen(CHOICE, "a"))
    }

    @Test
    fun `no account beyond the most, and none that was not offered`() {
        val two = CHOICE.copy(atMost = 2)

        val full = arrived.choose(two, "a", on = true).choose(two, "b", on = true)
        val more = full.choose(two, "c", on = true)
        val foreign = arrived.choose(two, "not-offered", on = true)

        assertTrue(full.isChosen(two, "a") && full.isChosen(two, "b"))
        assertFalse(more.isChosen(two, "c"))
        assertFalse(foreign.isChosen(two, "not-offered"))
    }

    @Test
    fun `the number is digits, of any script, and no more than are asked for`() {
        val latin = arrived.typed(" 4x2 7")
        val arabic = arrived.typed("\u0664\u0662")

        assertEquals("42", latin.number)
        assertEquals("42", arabic.number)
    }

    @Test
    fun `what cannot be shown can only be declined`() {
        val problem =
            Problem("It has an amount that this app cannot show.", "authorization_details/0")
        val state = ConsentScreenState.ARRIVING.arrived(request(Reading.NotShown(problem)))

        val pressed = read(state).prompting()

        assertEquals(ConsentPhase.NOT_SHOWN, state.phase)
        assertFalse(state.canApprove)
        assertTrue(state.canDecline)
        assertSame(ConsentPhase.NOT_SHOWN, pressed.phase)
    }

    @Test
    fun `the way to a receipt`() {
        val prompt = ready().prompting()
        val sending = prompt.answered(PromptAnswer.Signed(ByteArray(0)))
        val waiting = sending.stillSending()

        val done = waiting.approved(ApprovalResult.Decided(Delivery.Recorded("a receipt")))

        assertEquals(ConsentPhase.PROMPT, prompt.phase)
        assertFalse(prompt.canApprove || prompt.canDecline)
        assertEquals(ConsentPhase.SENDING, sending.phase)
        assertEquals(ConsentPhase.WAITING_FOR_BANK, waiting.phase)
        assertEquals(ConsentPhase.APPROVED, done.phase)
        assertFalse(done.canApprove || done.canDecline)
    }

    @Test
    fun `a closed prompt loses nothing`() {
        val prompt = ready().prompting()

        val back = prompt.answered(PromptAnswer.Cancelled).approved(ApprovalResult.Cancelled)

        assertEquals(ConsentPhase.READY, back.phase)
        assertEquals(ConsentNote.CANCELLED, back.note)
        assertEquals("42", back.number)
        assertTrue(back.canApprove)
    }

    @ParameterizedTest
    @MethodSource("failedPrompts")
    fun `a failed prompt says what is to be done`(
        failure: PromptFailure,
        approving: Approving,
        note: ConsentNote,
        canApprove: Boolean,
    ) {
        val prompt = ready().prompting()

        val back = prompt.approved(ApprovalResult.NotApproved(failure, approving))

        assertEquals(note, back.note)
        assertEquals(canApprove, back.canApprove)
        assertTrue(back.canDecline)
    }

    @Test
    fun `a lost key stays lost, whatever is said after it`() {
        val lost = ready().failed(CountersignException.EnrolAgain())

        val later = lost.failed(CountersignException.TryLater())

        assertEquals(ConsentNote.ENROL_AGAIN, later.note)
        assertEquals(setOf(Missing.KEY), later.missing)
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    fun `every end has its screen`(
        delivery: Delivery,
        approved: ConsentPhase,
        declined: ConsentPhase,
    ) {
        val sending = ready().sending()

        val yes = sending.approved(ApprovalResult.Decided(delivery))
        val no = sending.declined(delivery)

        assertEquals(approved, yes.phase)
        assertEquals(declined, no.phase)
    }

    @ParameterizedTest
    @MethodSource("failures")
    fun `every failure has its screen`(
        failure: CountersignException,
        phase: ConsentPhase,
        note: ConsentNote?,
    ) {
        val state = ready().sending().failed(failure)

        assertEquals(phase, state.phase)
        assertEquals(note, state.note)
    }

    @Test
    fun `while an answer is on its way nothing can be changed or answered`() {
        val sending = ready().sending()

        val touched = sending.typed("13").choose(CHOICE, "a", on = true).prompting()

        assertEquals("42", touched.number)
        assertTrue(touched.isChosen(CHOICE, "b"))
        assertEquals(ConsentPhase.SENDING, touched.phase)
    }

    @Test
    fun `nothing of a request is in its text`() {
        val state = ready()

        val text = state.toString()

        assertEquals("ConsentScreenState(READY, null)", text)
    }

    private fun ready() = read(arrived).choose(CHOICE, "b", on = true).typed("42")

    private fun read(state: ConsentScreenState) = state.scrolled(0, 700, PLACES)

    private companion object {
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
            get() =
                view().parts().mapIndexed { row, part -> Place(part, 100 * row, 100 * row + 100) }

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

        @JvmStatic
        fun failedPrompts(): List<Arguments> =
            listOf(
                arguments(
                    PromptFailure.NOT_RECOGNISED,
                    Approving.POSSIBLE,
                    ConsentNote.NOT_APPROVED,
                    true,
                ),
                arguments(PromptFailure.OTHER, Approving.POSSIBLE, ConsentNote.NOT_APPROVED, true),
                arguments(
                    PromptFailure.LOCKED_OUT,
                    Approving.POSSIBLE,
                    ConsentNote.LOCKED_OUT,
                    true,
                ),
                arguments(
                    PromptFailure.NOT_RECOGNISED,
                    Approving.LOCKED,
                    ConsentNote.DEVICE_LOCKED,
                    false,
                ),
                arguments(
                    PromptFailure.KEY_INVALIDATED,
                    Approving.ENROL_AGAIN,
                    ConsentNote.ENROL_AGAIN,
                    false,
                ),
            )

        @JvmStatic
        fun deliveries(): List<Arguments> =
            listOf(
                arguments(Delivery.Recorded("r"), ConsentPhase.APPROVED, ConsentPhase.DECLINED),
                arguments(Delivery.Refused, ConsentPhase.REFUSED, ConsentPhase.REFUSED),
                arguments(
                    Delivery.AnsweredElsewhere,
                    ConsentPhase.ANSWERED_ELSEWHERE,
                    ConsentPhase.ANSWERED_ELSEWHERE,
                ),
                arguments(Delivery.Withdrawn, ConsentPhase.WITHDRAWN, ConsentPhase.WITHDRAWN),
                arguments(Delivery.Expired, ConsentPhase.EXPIRED, ConsentPhase.EXPIRED),
                arguments(Delivery.Unknown, ConsentPhase.UNKNOWN, ConsentPhase.UNKNOWN),
            )

        @JvmStatic
        fun failures(): List<Arguments> =
            listOf(
                arguments(CountersignException.TryLater(), ConsentPhase.READY, ConsentNote.OFFLINE),
                arguments(
                    CountersignException.AskAgain(),
                    ConsentPhase.READY,
                    ConsentNote.NOT_APPROVED,
                ),
                arguments(CountersignException.Correct(), ConsentPhase.READY, ConsentNote.CORRECT),
                arguments(
                    CountersignException.EnrolAgain(),
                    ConsentPhase.READY,
                    ConsentNote.ENROL_AGAIN,
                ),
                arguments(
                    CountersignException.OnlyDeny(),
                    ConsentPhase.READY,
                    ConsentNote.ONLY_DECLINE,
                ),
                arguments(CountersignException.Over(), ConsentPhase.OVER, null),
                arguments(CountersignException.OpenAgain(), ConsentPhase.PUT_AWAY, null),
                arguments(CountersignException.DecideOthersFirst(), ConsentPhase.PUT_AWAY, null),
                arguments(CountersignException.NotGenuine(), ConsentPhase.NOT_GENUINE, null),
                arguments(CountersignException.UpdateApp(), ConsentPhase.UPDATE_APP, null),
                arguments(CountersignException.Defect(), ConsentPhase.DEFECT, null),
            )
    }
}
