package dev.countersign

import java.time.Duration

/** What the person chose and typed, and what the platform adds. */
public class ApprovalInput(
    /** The accounts chosen, for each detail that asks. Any order. */
    public val selection: List<Chosen> = emptyList(),
    /** The number copied from the other screen, where one is asked for. */
    public val number: String? = null,
    /** Leave it out if it is not there yet: the person does not wait for it. */
    public val integrity: IntegritySignal? = null,
) {
    override fun toString(): String = "ApprovalInput"
}

/** The accounts chosen for one authorization detail. */
public class Chosen(
    /** The detail's index, as in [Choice.detail]. */
    public val detail: Int,
    /** Ids, each one of those offered. */
    public val accounts: List<String>,
)

/** A platform's statement about this phone, for the AS to judge and nobody else. */
public class IntegritySignal(
    /** Whose statement it is, such as `play-integrity`. */
    public val format: String,
    /** The statement; at most 8 KiB. */
    public val token: String,
)

/** Why the person says no. */
public enum class DenialReason {
    /** "I did not start this." To have the device blocked too, see [ConsentInHand.notMe]. */
    NOT_ME,

    /** Something in it is wrong. */
    WRONG_DETAILS,

    /** It was right, and is no longer wanted. */
    CHANGED_MIND,

    /** This app cannot show it. */
    CANNOT_DISPLAY,

    /** The person gave no reason. */
    UNSPECIFIED,
}

/** What became of a decision that was made. */
public sealed interface Delivery {
    /** The bank recorded it, and signed that it did. */
    public class Recorded(
        /** The receipt, a compact JWS. */
        public val receipt: String,
    ) : Delivery {
        override fun toString(): String = "Recorded"
    }

    /** The bank did not accept it and does not say why. The request is over. */
    public data object Refused : Delivery

    /** Another device of the customer answered first. */
    public data object AnsweredElsewhere : Delivery

    /** The bank or the client took the request back before the decision arrived. */
    public data object Withdrawn : Delivery

    /** The request ended before the decision arrived. */
    public data object Expired : Delivery

    /** No answer that says what became of it. Say so; [AuthenticationDevice.deliver] finds out. */
    public data object Unknown : Delivery

    /**
     * What became of it was never learned, and it is asked about no more. The bank may or may not
     * have it: tell the person to ask there.
     */
    public data object NeverLearned : Delivery
}

/** Whether approving is still possible. Denying always is. */
public enum class Approving {
    /** Try again. */
    POSSIBLE,

    /** Too many approvals failed. The bank hears of it, and has to unblock the device. */
    LOCKED,

    /** The person must enrol again. */
    ENROL_AGAIN,
}

/** What became of "this was not me". It is stored, whatever became of it. */
public data class Reported(
    /** What became of the denial; `null` if the request was decided before, or is over. */
    public val denial: Delivery?,
    /** Whether the bank has blocked the device. */
    public val report: Told,
)

/** What a round of delivering did. */
public data class Round(
    /** What was tried, oldest first: a request's id, and what became of its decision. */
    public val tried: List<Pair<String, Delivery>>,
    /** How long to wait before the next round; `null` if nothing is left to send. */
    public val next: Duration?,
)
