package dev.countersign.android

import dev.countersign.ApprovalInput
import dev.countersign.ApprovalResult
import dev.countersign.Choice
import dev.countersign.Chosen
import dev.countersign.ConsentRequest
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.PromptAnswer
import dev.countersign.Reading
import dev.countersign.View

/**
 * The consent screen without a single view: what of the request was on the screen, what the person
 * chose and typed, how far the answer is, and whether approving is offered. It knows nothing of
 * Android, so a bank tests its screen on a desk.
 *
 * It never changes: each call gives the next one. The core checks everything again; what is refused
 * here is only refused earlier. Any thread.
 */
public class ConsentScreenState
private constructor(
    /** What is shown; `null` before it is known. Nothing is guessed until then. */
    public val reading: Reading?,
    /** Which screen it is. */
    public val phase: ConsentPhase,
    /** What to say above it; `null` if there is nothing to say. */
    public val note: ConsentNote?,
    /** The number from the other screen, as far as it was typed: ASCII digits. */
    public val number: String,
    private val chosen: Map<Int, Set<String>>,
    private val seen: SeenParts,
) {
    /** What still stands before approving, the first thing first; empty if nothing does. */
    public val missing: Set<Missing> by lazy { view?.let(::missing) ?: setOf(Missing.NOT_SHOWN) }

    /** Whether the approve button works. */
    public val canApprove: Boolean
        get() = phase == ConsentPhase.READY && missing.isEmpty()

    /** Whether the decline button works. It does for what cannot be shown, and without a key. */
    public val canDecline: Boolean
        get() = phase == ConsentPhase.READY || phase == ConsentPhase.NOT_SHOWN

    /** All that has to be on the screen before approving, in the view's order; each has a name. */
    public val parts: List<String> by lazy { view?.parts().orEmpty() }

    /** Whether an account is chosen. None is until the person does. */
    public fun isChosen(choice: Choice, account: String): Boolean =
        account in chosen[choice.detail].orEmpty()

    /** What the person chose and typed, for `approve`; `null` while [canApprove] is `false`. */
    public fun input(): ApprovalInput? {
        val view = view?.takeIf { canApprove } ?: return null
        return ApprovalInput(
            selection =
                view.choices.map { Chosen(it.detail, chosen[it.detail].orEmpty().toList()) },
            number = view.numberDigits?.let { number },
        )
    }

    /** The request is there. */
    public fun arrived(request: ConsentRequest): ConsentScreenState {
        val next =
            if (request.reading is Reading.Shown) ConsentPhase.READY else ConsentPhase.NOT_SHOWN
        return ConsentScreenState(request.reading, next, null, "", emptyMap(), SeenParts())
    }

    /**
     * The screen shows the stretch from [top] to [bottom] of all that is laid out. To be told once
     * it is drawn, and at each scroll. A part counts once its first and its last line were visible.
     */
    public fun scrolled(top: Int, bottom: Int, places: List<Place>): ConsentScreenState =
        with(seen = seen.and(top, bottom, places))

    /** The person chose an account, or took it back. Of a single one, the new one replaces it. */
    public fun choose(choice: Choice, account: String, on: Boolean): ConsentScreenState {
        if (phase != ConsentPhase.READY) return this
        val before = if (choice.atMost == 1) emptySet() else chosen[choice.detail].orEmpty()
        val after = if (on) before + account else before - account
        val offered = choice.accounts.any { it.id == account }
        if (!offered || after.size > choice.atMost) return this
        return with(chosen = chosen + (choice.detail to after))
    }

    /** The number field holds this now. Digits of any script count; all else is left out. */
    public fun typed(text: String): ConsentScreenState {
        if (phase != ConsentPhase.READY) return this
        val digits = text.mapNotNull(Char::digitToIntOrNull).joinToString("")
        return with(number = digits.take(view?.numberDigits ?: 0))
    }

    /** The prompt comes up, if [canApprove]. */
    public fun prompting(): ConsentScreenState =
        if (canApprove) with(phase = ConsentPhase.PROMPT, note = null) else this

    /**
     * The prompt answered. With a signature it is being sent; otherwise `approve` will say more.
     */
    public fun answered(answer: PromptAnswer): ConsentScreenState =
        if (answer is PromptAnswer.Signed) sending() else this

    /** A decision is on its way: after a signature, or as the person declines. */
    public fun sending(): ConsentScreenState = with(phase = ConsentPhase.SENDING, note = null)

    /** It has been on its way for some seconds. */
    public fun stillSending(): ConsentScreenState =
        if (phase == ConsentPhase.SENDING) with(phase = ConsentPhase.WAITING_FOR_BANK) else this

    /** What came of approving. */
    public fun approved(result: ApprovalResult): ConsentScreenState =
        when (result) {
            is ApprovalResult.Decided ->
                with(phase = phaseOf(result.delivery, ConsentPhase.APPROVED))
            ApprovalResult.Cancelled -> back(ConsentNote.CANCELLED)
            is ApprovalResult.NotApproved -> back(noteOf(result.failure, result.approving))
        }

    /** What came of declining. */
    public fun declined(delivery: Delivery): ConsentScreenState =
        with(phase = phaseOf(delivery, ConsentPhase.DECLINED))

    /** Something did not work. What the person chose is kept where they can go on. */
    public fun failed(failure: CountersignException): ConsentScreenState {
        val note = noteOf(failure) ?: return with(phase = phaseOf(failure), note = null)
        return back(note)
    }

    override fun toString(): String = "ConsentScreenState($phase, $note)"

    private val view: View?
        get() = (reading as? Reading.Shown)?.view

    private fun missing(view: View): Set<Missing> = buildSet {
        if (note?.endsApproving == true) add(Missing.KEY)
        if (view.choices.any { chosen[it.detail].orEmpty().size !in it.atLeast..it.atMost }) {
            add(Missing.CHOICE)
        }
        if (number.length != (view.numberDigits ?: 0)) add(Missing.NUMBER)
        if (!seen.hold(parts)) add(Missing.READING)
    }

    /** To the screen it was on before, with nothing lost. A lost key stays lost. */
    private fun back(note: ConsentNote): ConsentScreenState {
        val kept = this.note?.takeIf { it.endsApproving }
        val screen =
            when (reading) {
                is Reading.Shown -> ConsentPhase.READY
                is Reading.NotShown -> ConsentPhase.NOT_SHOWN
                null -> ConsentPhase.ARRIVING
            }
        return with(phase = screen, note = kept ?: note)
    }

    private fun with(
        phase: ConsentPhase = this.phase,
        note: ConsentNote? = this.note,
        number: String = this.number,
        chosen: Map<Int, Set<String>> = this.chosen,
        seen: SeenParts = this.seen,
    ) = ConsentScreenState(reading, phase, note, number, chosen, seen)

    public companion object {
        /** No request is open. */
        public val NOTHING_PENDING: ConsentScreenState =
            ConsentScreenState(
                null,
                ConsentPhase.NOTHING_PENDING,
                null,
                "",
                emptyMap(),
                SeenParts(),
            )

        /** A request is being fetched. */
        public val ARRIVING: ConsentScreenState =
            NOTHING_PENDING.with(phase = ConsentPhase.ARRIVING)
    }
}

/** Where a part is laid out, in pixels from the top of all that scrolls. */
public class Place(
    /** One of [ConsentScreenState.parts]. */
    public val part: String,
    /** Its upper edge. */
    public val top: Int,
    /** Its lower edge. */
    public val bottom: Int,
)
