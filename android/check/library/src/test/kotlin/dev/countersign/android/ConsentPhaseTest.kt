package dev.countersign.android

import dev.countersign.ApprovalResult
import dev.countersign.Approving
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.PromptFailure
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.Arguments.arguments
import org.junit.jupiter.params.provider.MethodSource

/** What the person is told of each end, and of each failure. */
internal class ConsentPhaseTest {
    @ParameterizedTest
    @MethodSource("failedPrompts")
    fun `a failed prompt says what is to be done`(
        failure: PromptFailure,
        approving: Approving,
        note: ConsentNote,
        canApprove: Boolean,
    ) {
        val prompt = OnScreen.ready().prompting()

        val back = prompt.approved(ApprovalResult.NotApproved(failure, approving))

        assertEquals(note, back.note)
        assertEquals(canApprove, back.canApprove)
        assertTrue(back.canDecline)
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    fun `every end has its screen`(
        delivery: Delivery,
        approved: ConsentPhase,
        declined: ConsentPhase,
    ) {
        val sending = OnScreen.ready().sending()

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
        val state = OnScreen.ready().sending().failed(failure)

        assertEquals(phase, state.phase)
        assertEquals(note, state.note)
    }

    private companion object {
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
                arguments(
                    Delivery.NeverLearned,
                    ConsentPhase.NEVER_LEARNED,
                    ConsentPhase.NEVER_LEARNED,
                ),
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
