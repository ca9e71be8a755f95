package dev.countersign.android

import dev.countersign.Approving
import dev.countersign.CountersignException
import dev.countersign.Delivery
import dev.countersign.PromptFailure

/** Which screen it is. */
public enum class ConsentPhase {
    /** No request is open. */
    NOTHING_PENDING,

    /** A request is known of, and nothing in it is. */
    ARRIVING,

    /** It is the person's turn. */
    READY,

    /** It cannot be shown, and can only be declined. */
    NOT_SHOWN,

    /** The phone waits for finger or face. */
    PROMPT,

    /** The decision is on its way. */
    SENDING,

    /** It has been for a while. */
    WAITING_FOR_BANK,

    /** The bank recorded the approval; there is a receipt. */
    APPROVED,

    /** The bank recorded the denial; there is a receipt. */
    DECLINED,

    /** The bank did not accept the decision. */
    REFUSED,

    /** The request ended first. */
    EXPIRED,

    /** It was taken back first. */
    WITHDRAWN,

    /** Another device answered first. */
    ANSWERED_ELSEWHERE,

    /** It is over; the history says how it ended. */
    OVER,

    /** Nobody knows yet whether the decision arrived. It is asked again by itself. */
    UNKNOWN,

    /** It was never learned whether the decision arrived, and it is asked no more. */
    NEVER_LEARNED,

    /** It lay too long, or another one comes first. Offer to open it again. */
    PUT_AWAY,

    /** Nothing genuine is behind it. */
    NOT_GENUINE,

    /** The app is too old for it. */
    UPDATE_APP,

    /** The library failed. */
    DEFECT,
}

/** What to say above the request. Declining works under each of them. */
public enum class ConsentNote(internal val endsApproving: Boolean) {
    /** The prompt was closed. Nothing was sent, and nothing is lost. */
    CANCELLED(false),

    /** It did not work. Try again. */
    NOT_APPROVED(false),

    /** The phone accepts no biometric for now. */
    LOCKED_OUT(false),

    /** The choice or the number does not fit. */
    CORRECT(false),

    /** No connection. Try again. */
    OFFLINE(false),

    /** Too many approvals failed: the bank has to unblock the phone. */
    DEVICE_LOCKED(true),

    /** The key is no longer valid: enrol again. */
    ENROL_AGAIN(true),

    /** Only declining is left. */
    ONLY_DECLINE(true),
}

/** What still stands before approving. */
public enum class Missing {
    /** There is nothing on the screen that could be approved. */
    NOT_SHOWN,

    /** The phone cannot approve any more; the note says why. */
    KEY,

    /** An account has to be chosen, or one fewer. */
    CHOICE,

    /** The number has to be typed. */
    NUMBER,

    /** Not all of it was on the screen. */
    READING,
}

internal fun phaseOf(delivery: Delivery, recorded: ConsentPhase): ConsentPhase =
    when (delivery) {
        is Delivery.Recorded -> recorded
        Delivery.Refused -> ConsentPhase.REFUSED
        Delivery.AnsweredElsewhere -> ConsentPhase.ANSWERED_ELSEWHERE
        Delivery.Withdrawn -> ConsentPhase.WITHDRAWN
        Delivery.Expired -> ConsentPhase.EXPIRED
        Delivery.Unknown -> ConsentPhase.UNKNOWN
        Delivery.NeverLearned -> ConsentPhase.NEVER_LEARNED
    }

/** One message for whatever failed; what is to be done differs. */
internal fun noteOf(failure: PromptFailure, approving: Approving): ConsentNote =
    when {
        approving == Approving.ENROL_AGAIN -> ConsentNote.ENROL_AGAIN
        approving == Approving.LOCKED -> ConsentNote.DEVICE_LOCKED
        failure == PromptFailure.LOCKED_OUT -> ConsentNote.LOCKED_OUT
        else -> ConsentNote.NOT_APPROVED
    }

/** `null` if it takes the request off the screen. */
internal fun noteOf(failure: CountersignException): ConsentNote? =
    when (failure) {
        is CountersignException.TryLater -> ConsentNote.OFFLINE
        is CountersignException.AskAgain -> ConsentNote.NOT_APPROVED
        is CountersignException.Correct -> ConsentNote.CORRECT
        is CountersignException.EnrolAgain -> ConsentNote.ENROL_AGAIN
        is CountersignException.OnlyDeny -> ConsentNote.ONLY_DECLINE
        else -> null
    }

internal fun phaseOf(failure: CountersignException): ConsentPhase =
    when (failure) {
        is CountersignException.Over -> ConsentPhase.OVER
        is CountersignException.OpenAgain,
        is CountersignException.DecideOthersFirst -> ConsentPhase.PUT_AWAY
        is CountersignException.NotGenuine -> ConsentPhase.NOT_GENUINE
        is CountersignException.UpdateApp -> ConsentPhase.UPDATE_APP
        else -> ConsentPhase.DEFECT
    }
