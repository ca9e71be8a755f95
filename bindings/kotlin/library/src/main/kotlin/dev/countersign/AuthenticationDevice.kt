package dev.countersign

import java.time.Duration
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow

/**
 * The authentication device: receives, shows, signs and returns consents for all enrolments of the
 * app. One per app is enough, for as long as the app lives; it may be used from any thread.
 *
 * Open a real one with [Countersign.open]. It is an interface so that screens can be tested with a
 * fake, without the native library: `FakeAuthenticationDevice` in `countersign-testing`.
 *
 * Every function does its work on threads of the library and never blocks the caller's. Work that
 * was begun is carried out even when the coroutine that waits for it is cancelled: leaving a screen
 * never abandons a decision. Functions throw [CountersignException], whose subclasses say what the
 * app does about it.
 */
public interface AuthenticationDevice : AutoCloseable {
    /** What changed, as it changes. Ids and contents are read again from the device. */
    public val changes: Flow<Change>

    /** All enrolments, oldest first. */
    public suspend fun enrolments(): List<Enrolment>

    /**
     * Reads an offer from a scanned code or an opened link; show bank and account, and ask whether
     * to go on. An offer by reference can be fetched only once.
     *
     * @throws CountersignException.BeginAgain if the bank must make a new one.
     * @throws CountersignException.NotGenuine if it is not by a bank that this app knows.
     */
    public suspend fun readOffer(link: String): Offer

    /**
     * Makes both keys, has the person prove the new approval key, and registers. Then show the six
     * digits ([Enrolment.digits]) until the person has compared them with the bank's page.
     *
     * @param push where notices go; `null` if the app only asks by itself.
     * @throws CountersignException.TryLater if the bank could not be reached: call it again with
     *   the same offer. If the new key has signed already, nobody is asked again.
     */
    public suspend fun enrol(offer: Offer, push: PushTarget?, prompt: SigningPrompt): EnrolResult

    /** Gives up an enrolment that is half done. If none is, does nothing. */
    public suspend fun abandonEnrolment()

    /**
     * Fetches what a hint points at, and keeps it: for a push that arrives while the app runs. Then
     * post a notification that says no more than that the bank asks, unless it is
     * [Received.muted].
     */
    public suspend fun receive(hint: Hint): Received

    /** Opens what a hint points at: for a notification that the person touched. */
    public suspend fun open(hint: Hint): ConsentInHand

    /** Opens a request of an enrolment, from [pending] or [receive]. */
    public suspend fun open(enrolment: String, request: String): ConsentInHand

    /** Asks the bank what is waiting, oldest first. When the app comes to the foreground. */
    public suspend fun pending(enrolment: String): List<PendingRequest>

    /**
     * Sends every decision that has no answer yet and whose turn it is, then what else the banks
     * are still to be told, and says when to call again. At the start of the app, and then when
     * the time is over; with [now] when the network is back, or the person asks for it.
     */
    public suspend fun deliver(now: Boolean = false): Round

    /** Asks the bank how far an enrolment is, and tells it what is still to be told. At the start. */
    public suspend fun refresh(enrolment: String): Enrolment

    /** Tells the bank where notices go from now on. [Told.LATER] needs nothing more of the app. */
    public suspend fun updatePush(enrolment: String, target: PushTarget): Told

    /** Tells the bank what this version of the app can do: after an update of the app. */
    public suspend fun updateCapabilities(enrolment: String)

    /**
     * "This was not me", of a request that is over or was decided: the bank blocks the device until
     * it has looked. For one that waits see [ConsentInHand.notMe].
     */
    public suspend fun report(enrolment: String, request: String): Told

    /** Remembers that an approval key is lost, where the app learns it elsewhere than at a prompt. */
    public suspend fun approvalKeyLost(enrolment: String)

    /** Keeps notifications of an enrolment back, for a day at most; zero ends it. */
    public suspend fun mute(enrolment: String, time: Duration)

    /**
     * Ends an enrolment at the bank, then deletes its keys, requests and history here.
     *
     * @throws CountersignException.TryLater if the bank could not be told yet: it is told later.
     */
    public suspend fun remove(enrolment: String)

    /** Deletes an enrolment here only. */
    public suspend fun forget(enrolment: String)

    /** A page of at most 100 requests, newest first, numbered below [before]. */
    public suspend fun history(before: Long? = null, count: Int = 50): List<HistoryEntry>

    /** Whether an entry of an enrolment's history is missing or was changed. Reads all of it. */
    public suspend fun checkHistory(enrolment: String): HistoryCheck

    /** Everything that ended, as JSON with the signed tokens. For the person, and nobody else. */
    public suspend fun exportHistory(enrolment: String): String

    /** From now on requests are read in the best language for these BCP 47 tags, and this zone. */
    public suspend fun presentIn(preferredLanguages: List<String>, timeZone: String)

    /** Changes the key that seals the database. After an error, call it again to finish. */
    public suspend fun changeSeal()

    /** Replaces the transport key. Silent. */
    public suspend fun rotateTransportKey(enrolment: String): Rotation

    /** Replaces the approval key. The person is asked twice: by the new key and by the old one. */
    public suspend fun rotateApprovalKey(enrolment: String, prompt: SigningPrompt): RotationResult
}

/** Delivers until every decision has an answer. Cancelling it loses nothing. */
public suspend fun AuthenticationDevice.deliverUntilSettled() {
    while (true) {
        val wait = deliver().next ?: return
        delay(wait.toMillis())
    }
}
