package dev.countersign.sample.model

import dev.countersign.Enrolment
import dev.countersign.HistoryEntry
import dev.countersign.Offer
import dev.countersign.View
import dev.countersign.android.ConsentScreenState
import dev.countersign.sample.consent.Block
import java.time.Instant

/** What is on the screen. One at a time; drawn as it stands. */
internal sealed interface Screen {
    /** The device is being opened. */
    data object Opening : Screen

    /** The app at rest. */
    class Home(
        val enrolments: List<Enrolment>,
        val waiting: List<Waiting>,
        val past: List<HistoryEntry>,
        val asking: Boolean,
        val banner: Banner?,
        val now: Instant,
        /** The enrolment that the person wants to remove, if they are being asked whether. */
        val removing: Enrolment? = null,
    ) : Screen

    /** The bank blocked this phone, or removed it. */
    class Stopped(val enrolment: Enrolment, val revoked: Boolean) : Screen

    /** No phone is enrolled: the way in. */
    class Invite(val bank: String, val banner: Banner?, val canGoBack: Boolean) : Screen

    /** A link can be pasted. */
    data object Paste : Screen

    /** An offer is being read. */
    data object Checking : Screen

    /** Bank and account, and whether to go on. */
    class Offered(val offer: Offer, val banner: Banner?) : Screen

    /** The phone is being added. */
    class Adding(val offer: Offer) : Screen

    /** The six digits, until the bank has them confirmed. */
    class Digits(val enrolment: Enrolment, val asking: Boolean, val banner: Banner?) : Screen

    /** A request, and everything that the person can do about it. */
    class Consent(
        val request: String,
        val view: View,
        val blocks: List<Block>,
        val state: ConsentScreenState,
        val banner: Banner?,
        /** What stands before approving, in words; `null` if nothing does. */
        val obstacle: Obstacle?,
        val canApprove: Boolean,
        /** Until it ends; `null` if this phone's clock cannot tell. */
        val secondsLeft: Long?,
        val now: Instant,
        val bank: String,
        /** Whether the person is being asked if they want to report it. */
        val reporting: Boolean,
    ) : Screen

    /** What stands in place of a request. */
    class Ended(
        val ending: Ending,
        /** The request that it is about, if it is about one. */
        val request: String? = null,
        /** What was asked, where it may be said. */
        val title: String? = null,
        /** Why it cannot be shown. */
        val problem: String? = null,
        val receipt: String? = null,
    ) : Screen

    /** What was decided. */
    class Past(val entries: List<HistoryEntry>, val more: Boolean, val banner: Banner?) : Screen

    /** One thing that was decided, with its receipt. */
    class PastOne(val entry: HistoryEntry, val reporting: Boolean) : Screen
}

/** A request that waits, of which nothing but its end is known yet. */
internal class Waiting(val enrolment: String, val request: String, val expiresAt: Instant)
