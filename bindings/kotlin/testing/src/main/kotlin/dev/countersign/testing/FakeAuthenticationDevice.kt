package dev.countersign.testing

import dev.countersign.AuthenticationDevice
import dev.countersign.Change
import dev.countersign.ConsentInHand
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.EnrolResult
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.Hint
import dev.countersign.HistoryCheck
import dev.countersign.HistoryEntry
import dev.countersign.Offer
import dev.countersign.Outcome
import dev.countersign.PendingRequest
import dev.countersign.PromptAnswer
import dev.countersign.PushTarget
import dev.countersign.Received
import dev.countersign.Recent
import dev.countersign.Frequency
import dev.countersign.Rotation
import dev.countersign.RotationResult
import dev.countersign.Round
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import dev.countersign.Told
import dev.countersign.ConsentRequest
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.asSharedFlow

/**
 * A device without a native library, for the tests of an app's screens: what it holds is what the
 * test gave it, and what it was asked to do can be looked at. It checks nothing and signs nothing.
 *
 * It keeps the rules that a screen can break: one consent in hand at a time, nothing decided twice,
 * nothing approved that cannot be shown.
 */
public class FakeAuthenticationDevice(
    enrolments: List<Enrolment> = emptyList(),
    requests: List<ConsentRequest> = emptyList(),
) : AuthenticationDevice {
    private val held = CopyOnWriteArrayList(enrolments)
    private val waiting = CopyOnWriteArrayList(requests)
    private val past = CopyOnWriteArrayList<HistoryEntry>()
    private val told = MutableSharedFlow<Change>(extraBufferCapacity = 64)
    private var inHand: FakeConsent? = null

    /** What the next calls throw, each once, in this order. */
    public val failures: MutableList<CountersignException> = CopyOnWriteArrayList()

    /** What becomes of the next decisions; recorded, where nothing else is said. */
    public val deliveries: MutableList<Delivery> = CopyOnWriteArrayList()

    /** The offer that the next link holds; without one, a link holds none. */
    public var offer: Offer? = null

    /** What an enrolment becomes of the offer; without one, the bank refuses. */
    public var registers: Enrolment? = null

    /** Every decision that was made, by the request's id. */
    public val decisions: MutableMap<String, Boolean> = linkedMapOf()

    /** How often each function was called, by its name. */
    public val calls: MutableMap<String, Int> = linkedMapOf()

    override val changes: Flow<Change> = told.asSharedFlow()

    /** A request comes to this phone. */
    public fun arrive(request: ConsentRequest) {
        waiting.add(request)
        told.tryEmit(Change.REQUESTS)
    }

    /** An enrolment changes at the bank. */
    public fun change(enrolment: Enrolment) {
        held.removeIf { it.id == enrolment.id }
        held.add(enrolment)
        told.tryEmit(Change.ENROLMENTS)
    }

    override suspend fun enrolments(): List<Enrolment> = called("enrolments") { held.toList() }

    override suspend fun readOffer(link: String): Offer =
        called("readOffer") { offer ?: throw CountersignException.BeginAgain() }

    override suspend fun enrol(
        offer: Offer,
        push: PushTarget?,
        prompt: SigningPrompt,
    ): EnrolResult {
        called("enrol") {}
        return when (val answer = ask(prompt, SigningPurpose.NewKey)) {
            is PromptAnswer.Signed -> {
                val enrolment = registers ?: throw CountersignException.Refused()
                change(enrolment)
                EnrolResult.Registered(enrolment)
            }
            PromptAnswer.Cancelled -> EnrolResult.Cancelled
            is PromptAnswer.Failed -> EnrolResult.Failed(answer.failure)
        }
    }

    override suspend fun abandonEnrolment(): Unit = called("abandonEnrolment") {}

    override suspend fun receive(hint: Hint): Received = called("receive") {
        val request = waiting.lastOrNull() ?: throw CountersignException.NotGenuine()
        Received(request.enrolment, request.request, request.expiresAt, request.recent, false)
    }

    override suspend fun open(hint: Hint): ConsentInHand = called("open") {
        take(waiting.lastOrNull() ?: throw CountersignException.NotGenuine())
    }

    override suspend fun open(enrolment: String, request: String): ConsentInHand =
        called("open") {
            val found = waiting.find { it.request == request && it.enrolment == enrolment }
            if (found == null && request in decisions) throw CountersignException.Over()
            take(found ?: throw CountersignException.NotGenuine())
        }

    override suspend fun pending(enrolment: String): List<PendingRequest> = called("pending") {
        waiting.filter { it.enrolment == enrolment }
            .map { PendingRequest(it.request, it.expiresAt) }
    }

    override suspend fun deliver(now: Boolean): Round =
        called("deliver") { Round(emptyList(), null) }

    override suspend fun refresh(enrolment: String): Enrolment = called("refresh") {
        held.find { it.id == enrolment } ?: throw CountersignException.EnrolAgain()
    }

    override suspend fun updatePush(enrolment: String, target: PushTarget): Told =
        called("updatePush") { Told.NOW }

    override suspend fun updateCapabilities(enrolment: String): Unit =
        called("updateCapabilities") {}

    override suspend fun report(enrolment: String, request: String): Told =
        called("report") {
            block(enrolment)
            Told.NOW
        }

    override suspend fun approvalKeyLost(enrolment: String): Unit =
        called("approvalKeyLost") {
            held.find { it.id == enrolment }?.let { change(it.copy(needsReenrolment = true)) }
        }

    override suspend fun mute(enrolment: String, time: Duration): Unit = called("mute") {}

    override suspend fun remove(enrolment: String): Unit = called("remove") { drop(enrolment) }

    override suspend fun forget(enrolment: String): Unit = called("forget") { drop(enrolment) }

    override suspend fun history(before: Long?, count: Int): List<HistoryEntry> =
        called("history") {
            past.sortedByDescending { it.number }
                .filter { before == null || it.number < before }
                .take(count)
        }

    override suspend fun checkHistory(enrolment: String): HistoryCheck = called("checkHistory") {
        HistoryCheck.Whole(past.count { it.enrolment == enrolment }.toLong())
    }

    override suspend fun exportHistory(enrolment: String): String =
        called("exportHistory") { "{}" }

    override suspend fun presentIn(preferredLanguages: List<String>, timeZone: String): Unit =
        called("presentIn") {}

    override suspend fun changeSeal(): Unit = called("changeSeal") {}

    override suspend fun rotateTransportKey(enrolment: String): Rotation =
        called("rotateTransportKey") { Rotation.DONE }

    override suspend fun rotateApprovalKey(
        enrolment: String,
        prompt: SigningPrompt,
    ): RotationResult {
        called("rotateApprovalKey") {}
        for (purpose in listOf(SigningPurpose.NewKey, SigningPurpose.OldKey)) {
            when (val answer = ask(prompt, purpose)) {
                is PromptAnswer.Signed -> continue
                PromptAnswer.Cancelled -> return RotationResult.Cancelled
                is PromptAnswer.Failed -> return RotationResult.Failed(answer.failure)
            }
        }
        return RotationResult.Sent(Rotation.DONE)
    }

    override fun close() {
        inHand?.close()
    }

    private fun <T> called(name: String, call: () -> T): T {
        calls[name] = (calls[name] ?: 0) + 1
        if (failures.isNotEmpty()) throw failures.removeAt(0)
        return call()
    }

    private fun take(request: ConsentRequest): FakeConsent {
        val other = inHand?.takeIf { !it.isClosed && it.request.request != request.request }
        if (other != null) throw CountersignException.DecideOthersFirst()
        return FakeConsent(this, request).also { inHand = it }
    }

    private fun drop(enrolment: String) {
        held.removeIf { it.id == enrolment }
        told.tryEmit(Change.ENROLMENTS)
    }

    internal fun block(enrolment: String) {
        held.find { it.id == enrolment }
            ?.let { change(it.copy(state = EnrolmentState.BLOCKED)) }
    }

    /** Whether an approval is possible is the enrolment's business. */
    internal fun enrolment(id: String): Enrolment? = held.find { it.id == id }

    internal fun failing() {
        called("decide") {}
    }

    internal fun decide(request: ConsentRequest, approved: Boolean, title: String?): Delivery {
        if (request.request in decisions) throw CountersignException.Over()
        decisions[request.request] = approved
        waiting.removeIf { it.request == request.request }
        val delivery =
            if (deliveries.isEmpty()) Delivery.Recorded("receipt") else deliveries.removeAt(0)
        past.add(
            HistoryEntry(
                number = past.size + 1L,
                enrolment = request.enrolment,
                request = request.request,
                title = title,
                arrivedAt = request.expiresAt.minusSeconds(LIFE_SECONDS),
                outcome = outcome(delivery, approved),
                endedAt = request.expiresAt.takeIf { delivery != Delivery.Unknown },
                receipt = (delivery as? Delivery.Recorded)?.receipt,
            ),
        )
        told.tryEmit(Change.REQUESTS)
        told.tryEmit(Change.DELIVERIES)
        return delivery
    }

    private fun outcome(delivery: Delivery, approved: Boolean): Outcome =
        when (delivery) {
            is Delivery.Recorded -> if (approved) Outcome.APPROVED else Outcome.DENIED
            Delivery.Refused -> Outcome.REFUSED
            Delivery.AnsweredElsewhere -> Outcome.ANSWERED_ELSEWHERE
            Delivery.Withdrawn -> Outcome.WITHDRAWN
            Delivery.Expired -> Outcome.EXPIRED
            Delivery.Unknown -> Outcome.UNKNOWN
            Delivery.NeverLearned -> Outcome.NEVER_LEARNED
        }

    private companion object {
        const val LIFE_SECONDS = 600L
    }
}

/** Nothing special about how often this enrolment was asked. */
public val USUAL: Recent = Recent(lastHour = 1, lastDay = 1, level = Frequency.USUAL)
