package dev.countersign

import java.time.Instant

/** One phone bound to one account at one AS. */
public data class Enrolment(
    /** Local; names it in all other calls. */
    public val id: String,
    /** The issuer identifier of the AS. */
    public val issuer: String,
    /** What people call the bank. */
    public val bank: String,
    /** What the bank calls the account, masked. */
    public val account: String,
    /** How far it is. */
    public val state: EnrolmentState,
    /** The six digits to compare with the bank's page while it is pending. */
    public val digits: String,
    /** What its answers are worth. */
    public val assurance: Assurance,
    /** The approval key is lost: only denying works. Enrol again, then remove this enrolment. */
    public val needsReenrolment: Boolean,
    /** Too many approvals failed: only denying works, until the bank unblocks the device. */
    public val locked: Boolean,
    /** The bank said that this version of the app is too old for it. */
    public val updateRequired: Boolean,
    /** The person removed it and the bank could not be told yet. */
    public val removing: Boolean,
) {
    override fun toString(): String = "Enrolment($state)"
}

/** How far an enrolment is. */
public enum class EnrolmentState {
    /** The session at the bank has not yet confirmed the six digits. */
    PENDING,

    /** In use. */
    ACTIVE,

    /** The bank blocked it; it can be unblocked. */
    BLOCKED,

    /** The bank ended it. Enrol again. */
    REVOKED,
}

/** What the answers of an enrolment are worth. Show it: a weaker server never looks stronger. */
public data class Assurance(
    /** The answer's signature covers what was shown. */
    public val contentBound: Boolean,
    /** The request is signed by the AS. */
    public val serverSignedRequest: Boolean,
    /** The approval key lives in hardware. */
    public val hardwareKey: Boolean,
)

/** A verified offer: show bank and account, and ask whether to go on. */
public data class Offer(
    /** Which one of those read: only the one read last can be taken. */
    public val number: Long,
    /** What people call the bank. */
    public val bank: String,
    /** What the bank calls the account, masked. */
    public val account: String,
    /** When it ends, server time. */
    public val expiresAt: Instant,
) {
    override fun toString(): String = "Offer($number)"
}

/** Where notices are sent. */
public data class PushTarget(
    /** `fcm`, `apns` or another that the AS supports. */
    public val provider: String,
    /** The provider's token for this app on this phone. */
    public val token: String,
) {
    override fun toString(): String = "PushTarget($provider)"
}

/** Whether the bank has heard of something that is stored here. */
public enum class Told {
    /** It has. */
    NOW,

    /** It could not be reached, or did not take it. It is told again, by itself. */
    LATER,

    /** There is nobody left to tell: it signed that it has revoked this device. */
    REFUSED,
}

/** What came of a rotation. */
public enum class Rotation {
    /** The bank has the new key, and signed that it does. */
    DONE,

    /** No answer yet. Both keys are kept; the next call to the bank finds out. */
    UNKNOWN,
}

/** What changed. */
public enum class Change {
    /** An enrolment was made, confirmed, blocked or removed. */
    ENROLMENTS,

    /** A request arrived, was decided, or ended. */
    REQUESTS,

    /** A decision was answered, or given up. */
    DELIVERIES,
}
