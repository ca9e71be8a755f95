package dev.countersign

import java.time.Instant

/** One line of the history. */
public data class HistoryEntry(
    /** Ascending; pass the smallest of a page to get the next one. */
    public val number: Long,
    /** The enrolment it belongs to. */
    public val enrolment: String,
    /** The request's id. */
    public val request: String,
    /** What was asked, in the language that is set now; `null` if it could not be shown. */
    public val title: String?,
    /** When it came to this phone, server time. */
    public val arrivedAt: Instant,
    /** How it ended. */
    public val outcome: Outcome,
    /** When; `null` while it has not. */
    public val endedAt: Instant?,
    /** The receipt as the AS signed it, a compact JWS. */
    public val receipt: String?,
) {
    override fun toString(): String = "HistoryEntry($number, $outcome)"
}

/** How a request ended, or that it has not. */
public enum class Outcome {
    /** The bank recorded the approval. */
    APPROVED,

    /** The bank recorded the denial. */
    DENIED,

    /** A decision was made and the bank has not answered: it may or may not have it. */
    UNKNOWN,

    /** A decision was made, and what became of it was never learned. The bank may have it. */
    NEVER_LEARNED,

    /** The bank did not accept the decision. */
    REFUSED,

    /** Another device answered first. */
    ANSWERED_ELSEWHERE,

    /** The bank or the client took it back. */
    WITHDRAWN,

    /** Nobody answered in time. */
    EXPIRED,

    /** Nobody has answered yet. */
    OPEN,
}

/** Whether the history is what it was. */
public sealed interface HistoryCheck {
    /** Nothing is missing and nothing was changed. */
    public data class Whole(public val entries: Long) : HistoryCheck

    /** Somebody changed the file. Tell the person, and the bank. */
    public data object Broken : HistoryCheck
}
