package dev.countersign.android

import dev.countersign.ApprovalResult
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.Problem
import dev.countersign.PromptAnswer
import dev.countersign.Reading
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The consent screen, as a person meets it. */
internal class ConsentScreenStateTest {
    private val arrived = OnScreen.arrived

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
        val state = OnScreen.read(arrived).choose(OnScreen.CHOICE, "b", on = true).typed("42")

        val input = checkNotNull(state.input())

        assertTrue(state.canApprove)
        assertEquals(listOf("b"), input.selection.single().accounts)
        assertEquals(0, input.selection.single().detail)
        assertEquals("42", input.number)
    }

    @Test
    fun `the last line counts once its lower edge was visible`() {
        val complete = arrived.choose(OnScreen.CHOICE, "a", on = true).typed("42")
        val almost = complete.scrolled(0, 699, OnScreen.PLACES)

        val all = almost.scrolled(1, 700, OnScreen.PLACES)

        assertEquals(setOf(Missing.READING), almost.missing)
        assertTrue(all.canApprove)
    }

    @Test
    fun `a part that is larger than the screen is read from top to bottom`() {
        val tall = OnScreen.PLACES.map { Place(it.part, it.top * 10, it.bottom * 10) }
        val complete = arrived.choose(OnScreen.CHOICE, "a", on = true).typed("42")

        val scrolled =
            (0..6500 step 250).fold(complete) { it, top -> it.scrolled(top, top + 500, tall) }

        assertTrue(scrolled.canApprove)
    }

    @Test
    fun `what is laid out nowhere was not on the screen`() {
        val complete = arrived.choose(OnScreen.CHOICE, "a", on = true).typed("42")
        val without = OnScreen.PLACES.filter { it.part != "warning/0" }
        val flat = without + Place("warning/0", 200, 200)

        val one = complete.scrolled(0, 10_000, without)
        val other = complete.scrolled(0, 10_000, flat)

        assertFalse(one.canApprove)
        assertFalse(other.canApprove)
    }

    @Test
    fun `of a single account the new one replaces the old one`() {
        val state =
            arrived.choose(OnScreen.CHOICE, "a", on = true).choose(OnScreen.CHOICE, "b", on = true)

        assertFalse(state.isChosen(OnScreen.CHOICE, "a"))
        assertTrue(state.isChosen(OnScreen.CHOICE, "b"))
    }

    @Test
    fun `an account can be taken back, and none is chosen before`() {
        val state =
            arrived.choose(OnScreen.CHOICE, "a", on = true).choose(OnScreen.CHOICE, "a", on = false)

        assertFalse(arrived.isChosen(OnScreen.CHOICE, "a"))
        assertFalse(state.isChosen(OnScreen.CHOICE, "a"))
    }

    @Test
    fun `no account beyond the most, and none that was not offered`() {
        val two = OnScreen.CHOICE.copy(atMost = 2)

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
        val state = ConsentScreenState.ARRIVING.arrived(OnScreen.request(Reading.NotShown(problem)))

        val pressed = OnScreen.read(state).prompting()

        assertEquals(ConsentPhase.NOT_SHOWN, state.phase)
        assertFalse(state.canApprove)
        assertTrue(state.canDecline)
        assertSame(ConsentPhase.NOT_SHOWN, pressed.phase)
    }

    @Test
    fun `the way to a receipt`() {
        val prompt = OnScreen.ready().prompting()
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
        val prompt = OnScreen.ready().prompting()

        val back = prompt.answered(PromptAnswer.Cancelled).approved(ApprovalResult.Cancelled)

        assertEquals(ConsentPhase.READY, back.phase)
        assertEquals(ConsentNote.CANCELLED, back.note)
        assertEquals("42", back.number)
        assertTrue(back.canApprove)
    }

    @Test
    fun `a lost key stays lost, whatever is said after it`() {
        val lost = OnScreen.ready().failed(CountersignException.EnrolAgain())

        val later = lost.failed(CountersignException.TryLater())

        assertEquals(ConsentNote.ENROL_AGAIN, later.note)
        assertEquals(setOf(Missing.KEY), later.missing)
    }

    @Test
    fun `while an answer is on its way nothing can be changed or answered`() {
        val sending = OnScreen.ready().sending()

        val touched = sending.typed("13").choose(OnScreen.CHOICE, "a", on = true).prompting()

        assertEquals("42", touched.number)
        assertTrue(touched.isChosen(OnScreen.CHOICE, "b"))
        assertEquals(ConsentPhase.SENDING, touched.phase)
    }

    @Test
    fun `nothing of a request is in its text`() {
        val state = OnScreen.ready()

        val text = state.toString()

        assertEquals("ConsentScreenState(READY, null)", text)
    }
}
