package dev.countersign.sample.model

import dev.countersign.AuthenticationDevice
import dev.countersign.CountersignException
import dev.countersign.EnrolResult
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.Offer
import dev.countersign.SigningPrompt

/** Adding this phone: from the bank's link to the six digits, and until they are confirmed. */
internal class Enrolling(
    private val device: AuthenticationDevice,
    private val prompt: SigningPrompt,
    /** Why no key can be made on this phone now; `null` if one can. */
    private val obstacle: () -> Ending?,
    private val show: (Screen) -> Unit,
) {
    /** Reads a link. An offer can be read only once, so the phone is looked at first. */
    suspend fun read(link: String) {
        val obstacle = obstacle()
        if (obstacle != null) return show(Screen.Ended(obstacle))
        show(Screen.Checking)
        try {
            show(Screen.Offered(device.readOffer(link.trim()), banner = null))
        } catch (failure: CountersignException) {
            show(Screen.Ended(Ending.of(failure)))
        }
    }

    /** Makes the keys and registers. Returns the way on, if this phone was added or was not. */
    suspend fun add(offer: Offer): Added {
        show(Screen.Adding(offer))
        return try {
            when (val result = device.enrol(offer, push = null, prompt)) {
                is EnrolResult.Registered -> Added.Registered(result.enrolment)
                EnrolResult.Cancelled,
                is EnrolResult.Failed -> Added.NotAdded
            }
        } catch (failure: CountersignException) {
            // With the same offer it can be tried again: what was sent is not sent twice.
            if (failure is CountersignException.TryLater) {
                show(Screen.Offered(offer, Banner.OFFLINE))
            } else {
                show(Screen.Ended(Ending.of(failure)))
            }
            Added.Waiting
        }
    }

    /** Gives up an offer that was read. */
    suspend fun giveUp() {
        try {
            device.abandonEnrolment()
        } catch (failure: CountersignException) {
            show(Screen.Ended(Ending.of(failure)))
        }
    }

    /** Asks the bank whether the digits are confirmed. */
    suspend fun confirmed(pending: Enrolment): Boolean {
        show(Screen.Digits(pending, asking = true, banner = null))
        val now =
            try {
                device.refresh(pending.id)
            } catch (failure: CountersignException) {
                val banner = Banner.of(failure)
                show(
                    if (banner == null) Screen.Ended(Ending.of(failure))
                    else Screen.Digits(pending, asking = false, banner)
                )
                return false
            }
        if (now.state == EnrolmentState.PENDING) {
            show(Screen.Digits(now, asking = false, Banner.STILL_PENDING))
            return false
        }
        if (now.state == EnrolmentState.ACTIVE) replaceOlder(now)
        return true
    }

    /** Deletes a phone from the bank's list and its keys from here. */
    suspend fun remove(enrolment: Enrolment): Banner? =
        try {
            device.remove(enrolment.id)
            null
        } catch (failure: CountersignException) {
            if (failure is CountersignException.TryLater) Banner.REMOVING else throw failure
        }

    /** What this one was made to take the place of. */
    private suspend fun replaceOlder(new: Enrolment) {
        for (each in device.enrolments().filter { it.isReplacedBy(new) }) {
            if (each.state == EnrolmentState.REVOKED) device.forget(each.id)
            else if (each.needsReenrolment) remove(each)
        }
    }

    /** What came of adding. */
    sealed interface Added {
        class Registered(val enrolment: Enrolment) : Added

        /** The fingerprint was not given. The bank must make a new offer. */
        data object NotAdded : Added

        /** The screen already says what is to be done. */
        data object Waiting : Added
    }
}

/** An older one for the same account. What is for another account stays. */
private fun Enrolment.isReplacedBy(new: Enrolment): Boolean =
    id != new.id && issuer == new.issuer && account == new.account
