package dev.countersign.internal

import dev.countersign.AuthenticationDevice
import dev.countersign.Change
import dev.countersign.ConsentInHand
import dev.countersign.EnrolResult
import dev.countersign.Enrolment
import dev.countersign.Hint
import dev.countersign.HistoryCheck
import dev.countersign.HistoryEntry
import dev.countersign.Offer
import dev.countersign.PendingRequest
import dev.countersign.PromptAnswer
import dev.countersign.PushTarget
import dev.countersign.Received
import dev.countersign.Rotation
import dev.countersign.RotationResult
import dev.countersign.Round
import dev.countersign.SigningPrompt
import dev.countersign.SigningPurpose
import dev.countersign.SigningRequest
import dev.countersign.Told
import dev.countersign.ffi.Consent
import dev.countersign.ffi.ConsentInterface
import dev.countersign.ffi.Device
import dev.countersign.ffi.DeviceInterface
import dev.countersign.ffi.ToSign
import java.time.Duration
import kotlinx.coroutines.flow.Flow

/**
 * The device in the native library. [owned] is what is let go of at the end; calls go by [device]
 * and by what [hand] makes of a consent, which are the same unless somebody counts them.
 */
internal class NativeDevice(
    private val owned: Device,
    private val work: Work,
    private val device: DeviceInterface = owned,
    private val hand: (Consent) -> ConsentInterface = { it },
) : AuthenticationDevice {
    private val watch = Watch(owned)

    override val changes: Flow<Change> = watch.changes

    override suspend fun enrolments(): List<Enrolment> =
        work.run { device.enrolments().map { it.toPublic() } }

    override suspend fun readOffer(link: String): Offer =
        work.run { device.readOffer(link).toPublic() }

    override suspend fun enrol(
        offer: Offer,
        push: PushTarget?,
        prompt: SigningPrompt,
    ): EnrolResult {
        // Signed before, and the bank could not be reached: the same bytes again, without a prompt.
        work.run { device.resumeEnrolment(offer.toNative()) }
            ?.let { return EnrolResult.Registered(it.toPublic()) }
        val toSign = work.run { device.prepareEnrolment(offer.toNative(), push?.toNative()) }
        return work.prompted(prompt, toSign.asked(SigningPurpose.NewKey)) { answer ->
            when (answer) {
                is PromptAnswer.Signed ->
                    EnrolResult.Registered(device.completeEnrolment(answer.signature).toPublic())
                PromptAnswer.Cancelled -> {
                    device.abandonEnrolment()
                    EnrolResult.Cancelled
                }
                is PromptAnswer.Failed -> {
                    device.abandonEnrolment()
                    EnrolResult.Failed(answer.failure)
                }
            }
        }
    }

    override suspend fun abandonEnrolment() = work.run { device.abandonEnrolment() }

    override suspend fun receive(hint: Hint): Received =
        work.run { device.receive(hint.toNative()).toPublic() }

    override suspend fun open(hint: Hint): ConsentInHand =
        inHand { device.openHint(hint.toNative()) }

    override suspend fun open(enrolment: String, request: String): ConsentInHand =
        inHand { device.openRequest(enrolment, request) }

    override suspend fun pending(enrolment: String): List<PendingRequest> =
        work.run { device.pending(enrolment).map { it.toPublic() } }

    override suspend fun deliver(now: Boolean): Round =
        work.run { device.deliver(now).toPublic() }

    override suspend fun refresh(enrolment: String): Enrolment =
        work.run { device.refresh(enrolment).toPublic() }

    override suspend fun updatePush(enrolment: String, target: PushTarget): Told =
        work.run { device.updatePush(enrolment, target.toNative()).toPublic() }

    override suspend fun updateCapabilities(enrolment: String) =
        work.run { device.updateCapabilities(enrolment) }

    override suspend fun report(enrolment: String, request: String): Told =
        work.run { device.report(enrolment, request).toPublic() }

    override suspend fun approvalKeyLost(enrolment: String) {
        work.run { device.approvalKeyLost(enrolment) }
    }

    override suspend fun mute(enrolment: String, time: Duration) =
        work.run { device.mute(enrolment, time.seconds.coerceIn(0, DAY_SECONDS).toUInt()) }

    override suspend fun remove(enrolment: String) = work.run { device.remove(enrolment) }

    override suspend fun forget(enrolment: String) = work.run { device.forget(enrolment) }

    override suspend fun history(before: Long?, count: Int): List<HistoryEntry> =
        work.run { device.history(before, count.coerceAtLeast(0).toUInt()).map { it.toPublic() } }

    override suspend fun checkHistory(enrolment: String): HistoryCheck =
        work.run { device.checkHistory(enrolment).toPublic() }

    override suspend fun exportHistory(enrolment: String): String =
        work.run { device.exportHistory(enrolment) }

    override suspend fun presentIn(preferredLanguages: List<String>, timeZone: String) =
        work.run { device.presentIn(preferredLanguages, timeZone) }

    override suspend fun changeSeal() = work.run { device.changeSeal() }

    override suspend fun rotateTransportKey(enrolment: String): Rotation =
        work.run { device.rotateTransportKey(enrolment).toPublic() }

    override suspend fun rotateApprovalKey(
        enrolment: String,
        prompt: SigningPrompt,
    ): RotationResult {
        val new = work.run { device.beginRotation(enrolment) }.asked(SigningPurpose.NewKey)
        val proved: Step<ToSign> = work.prompted(prompt, new) { answer ->
            step(answer) { signature -> device.prepareRotation(signature) }
        }
        val old = when (proved) {
            is Step.Done -> proved.value.asked(SigningPurpose.OldKey)
            is Step.Ended -> return proved.result
        }
        val sent = work.prompted(prompt, old) { answer ->
            step(answer) { signature -> device.completeRotation(signature) }
        }
        return when (sent) {
            is Step.Done -> RotationResult.Sent(sent.value.toPublic())
            is Step.Ended -> sent.result
        }
    }

    override fun close() {
        if (!owned.uniffiIsDestroyed) {
            watch.close()
            owned.close()
        }
    }

    private suspend fun inHand(open: () -> Consent): ConsentInHand = work.run {
        val consent = open()
        try {
            val calls = hand(consent)
            NativeConsent(consent, calls, calls.request().toPublic(), work)
        } catch (failure: Throwable) {
            consent.close()
            throw failure
        }
    }

    /** One of the two signatures of a rotation. */
    private sealed interface Step<out T> {
        class Done<T>(val value: T) : Step<T>

        class Ended(val result: RotationResult) : Step<Nothing>
    }

    private fun <T> step(answer: PromptAnswer, signed: (ByteArray) -> T): Step<T> =
        when (answer) {
            is PromptAnswer.Signed -> Step.Done(signed(answer.signature))
            PromptAnswer.Cancelled -> {
                device.abandonRotation()
                Step.Ended(RotationResult.Cancelled)
            }
            is PromptAnswer.Failed -> {
                device.abandonRotation()
                Step.Ended(RotationResult.Failed(answer.failure))
            }
        }

    private companion object {
        const val DAY_SECONDS = 86_400L
    }
}

private fun ToSign.asked(purpose: SigningPurpose) = SigningRequest(key, signingInput, purpose)
