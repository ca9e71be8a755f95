package dev.countersign

import java.time.Instant

/** A hint that a request may be waiting, as it came. Nothing in it is believed or shown. */
public sealed interface Hint {
    /** The `data` of an FCM message. */
    public class Data(public val data: Map<String, String>) : Hint

    /** The JSON of an APNs `userInfo`, or of a UnifiedPush message. */
    public class Json(public val payload: ByteArray) : Hint

    /** An App Link. */
    public class Link(public val link: String) : Hint
}

/** A request that arrived and waits. */
public data class Received(
    /** The enrolment it came to. */
    public val enrolment: String,
    /** Its id. */
    public val request: String,
    /** When it ends, server time. */
    public val expiresAt: Instant,
    /** How many came lately. */
    public val recent: Recent,
    /** The person muted this enrolment: post no notification. */
    public val muted: Boolean,
)

/** A request that the AS lists as waiting. */
public data class PendingRequest(
    /** Its id. */
    public val request: String,
    /** When it ends, server time. */
    public val expiresAt: Instant,
)

/** How many requests came to an enrolment lately, the one in question among them. */
public data class Recent(
    /** In the last 60 minutes. */
    public val lastHour: Int,
    /** In the last 24 hours; counted up to 200. */
    public val lastDay: Int,
    /** What to make of it. */
    public val level: Frequency,
)

/** Whether that is more than a person asks for. */
public enum class Frequency {
    /** Nothing special. */
    USUAL,

    /** Say the number above the request. */
    RAISED,

    /** Say so, and offer to mute and to report before approving. */
    ALARMING,
}

/** What is asked, and what to show of it. */
public data class ConsentRequest(
    /** The request's id. */
    public val request: String,
    /** The enrolment it came to. */
    public val enrolment: String,
    /** From when on it is over, server time. */
    public val expiresAt: Instant,
    /** What an integrity signal has to cover (the claim `request_hash`). */
    public val requestHash: String,
    /** How many requests came lately: to show beside the view. */
    public val recent: Recent,
    /** What to show. */
    public val reading: Reading,
) {
    override fun toString(): String = "ConsentRequest"
}

/** What came of reading a request. */
public sealed interface Reading {
    /** All of it can be shown. Only this can be approved. */
    public class Shown(public val view: View) : Reading

    /** Something cannot be shown: deny is all that is left. */
    public class NotShown(public val problem: Problem) : Reading
}

/** Why a request cannot be shown. */
public data class Problem(
    /** In words, for the person. It holds nothing of the request. */
    public val text: String,
    /** The part of the request it is in, such as `authorization_details/0`. Never content. */
    public val section: String,
)

/** A request, readable and complete. Show all of it, in this order. */
public data class View(
    /** The language it is worded in (BCP 47). */
    public val locale: String,
    /** Whether it is to be laid out from right to left. */
    public val rightToLeft: Boolean,
    /** The time zone its times are told in. */
    public val timeZone: String,
    /** One sentence that says what is asked. */
    public val title: String,
    /** The amount, where exactly one is asked for. */
    public val amount: String?,
    /** All warnings, to show above the details. */
    public val warnings: List<Warning>,
    /** The details, in order. */
    public val sections: List<Section>,
    /** What the person has to choose. */
    public val choices: List<Choice>,
    /** How many digits the person has to copy from the other screen. */
    public val numberDigits: Int?,
    /** When the AS made the request. */
    public val requestedAt: Instant,
    /** When it ends. */
    public val expiresAt: Instant,
) {
    override fun toString(): String = "View"
}

/** Fields that belong together. */
public data class Section(
    /** Stable: `client`, `authorization_details/0`, ... (docs/protocol.md §7.1). */
    public val key: String,
    /** Its heading. */
    public val title: String,
    /** Its fields, in order. */
    public val fields: List<Field>,
) {
    override fun toString(): String = "Section($key)"
}

/** One thing to show. */
public data class Field(
    /** Stable: the JSON pointer inside the section. */
    public val key: String,
    /** What it is. */
    public val label: String,
    /** The value, formatted. Plain text: never HTML, never a link to open. */
    public val text: String,
    /** What kind of value, for the layout. */
    public val kind: FieldKind,
    /** 1 large, 2 on the main screen, 3 further down. Approve waits until all were on screen. */
    public val prominence: Int,
    /** Which way it is written. */
    public val direction: Direction,
    /** Whether the client wrote it: to be set apart from what the bank says. */
    public val clientWords: Boolean,
    /** What to beware of. */
    public val warnings: List<Warning>,
) {
    override fun toString(): String = "Field($key)"
}

/** The kind of a field's value. */
public enum class FieldKind {
    /** A person or company. */
    PARTY,

    /** An amount of money with its currency code. */
    AMOUNT,

    /** An account number. */
    ACCOUNT,

    /** Words. */
    TEXT,

    /** A day. */
    DATE,

    /** A moment. */
    TIME,

    /** Something the client would be allowed to do. */
    PERMISSION,

    /** An address on the web: plain text, never to be opened. */
    LINK,

    /** A code to compare. */
    CODE,
}

/** Which way a value is written. */
public enum class Direction {
    /** Left to right, in every language: amounts, accounts, codes. */
    LEFT_TO_RIGHT,

    /** By its first strong character. */
    AUTOMATIC,
}

/** Something to beware of. */
public data class Warning(
    /** Stable (docs/protocol.md §7.3). */
    public val key: String,
    /** In words. */
    public val text: String,
) {
    override fun toString(): String = "Warning($key)"
}

/** A choice of accounts. Nothing is preselected. */
public data class Choice(
    /** The detail it is for; goes into the selection. */
    public val detail: Int,
    /** What to ask. */
    public val title: String,
    /** The fewest accounts. */
    public val atLeast: Int,
    /** The most accounts. */
    public val atMost: Int,
    /** The accounts, in the order offered. */
    public val accounts: List<AccountOffer>,
) {
    override fun toString(): String = "Choice($detail)"
}

/** An account that may be chosen. */
public data class AccountOffer(
    /** Opaque; goes into the selection. */
    public val id: String,
    /** What the bank calls it. */
    public val label: String,
    /** Its number, masked. */
    public val identification: String,
    /** Its currency. */
    public val currency: String?,
) {
    override fun toString(): String = "AccountOffer"
}
