package dev.countersign.sample.model

import dev.countersign.CountersignException
import dev.countersign.Outcome
import dev.countersign.Reported
import dev.countersign.Told
import dev.countersign.android.ConsentPhase
import dev.countersign.sample.R

/** What stands on the screen in place of a request, and is not one of its details. */
internal enum class Ending(
    val title: Int,
    val text: Int,
    val drawing: Int,
    val tone: Tone,
) {
    ARRIVING(
        R.string.screen_arriving_title,
        R.string.screen_arriving_text,
        R.drawable.ic_hourglass,
        Tone.INFO,
    ),
    CANNOT_SHOW(
        R.string.screen_cannot_show_title,
        R.string.screen_cannot_show_text,
        R.drawable.ic_alert,
        Tone.DANGER,
    ),
    SENDING(
        R.string.screen_sending_title,
        R.string.screen_sending_text,
        R.drawable.ic_send,
        Tone.INFO,
    ),
    WAITING(
        R.string.screen_waiting_title,
        R.string.screen_waiting_text,
        R.drawable.ic_send,
        Tone.INFO,
    ),
    APPROVED(
        R.string.screen_approved_title,
        R.string.screen_approved_text,
        R.drawable.ic_check,
        Tone.GOOD,
    ),
    DECLINED(
        R.string.screen_declined_title,
        R.string.screen_declined_text,
        R.drawable.ic_cross,
        Tone.CALM,
    ),
    EXPIRED(
        R.string.screen_expired_title,
        R.string.screen_expired_text,
        R.drawable.ic_hourglass,
        Tone.CALM,
    ),
    WITHDRAWN(
        R.string.screen_withdrawn_title,
        R.string.screen_withdrawn_text,
        R.drawable.ic_undo,
        Tone.CALM,
    ),
    ANSWERED_ELSEWHERE(
        R.string.screen_answered_elsewhere_title,
        R.string.screen_answered_elsewhere_text,
        R.drawable.ic_phone,
        Tone.CALM,
    ),
    REFUSED(
        R.string.screen_refused_title,
        R.string.screen_refused_text,
        R.drawable.ic_alert,
        Tone.DANGER,
    ),
    UNKNOWN(
        R.string.screen_unknown_title,
        R.string.screen_unknown_text,
        R.drawable.ic_question,
        Tone.WARN,
    ),
    NEVER_LEARNED(
        R.string.screen_never_learned_title,
        R.string.screen_never_learned_text,
        R.drawable.ic_question,
        Tone.WARN,
    ),
    OFFLINE(
        R.string.screen_offline_title,
        R.string.screen_offline_text,
        R.drawable.ic_offline,
        Tone.WARN,
    ),
    NOT_GENUINE(
        R.string.screen_not_genuine_title,
        R.string.screen_not_genuine_text,
        R.drawable.ic_shield_off,
        Tone.DANGER,
    ),
    PUT_AWAY(
        R.string.screen_put_away_title,
        R.string.screen_put_away_text,
        R.drawable.ic_undo,
        Tone.CALM,
    ),
    OVER(
        R.string.screen_over_title,
        R.string.screen_over_text,
        R.drawable.ic_hourglass,
        Tone.CALM,
    ),
    REPORTED(
        R.string.answer_reported,
        R.string.enrol_blocked_text,
        R.drawable.ic_flag,
        Tone.CALM,
    ),
    REPORT_STORED(
        R.string.banner_report_later_title,
        R.string.banner_report_later_text,
        R.drawable.ic_flag,
        Tone.WARN,
    ),
    BEGIN_AGAIN(
        R.string.screen_begin_again_title,
        R.string.screen_begin_again_text,
        R.drawable.ic_hourglass,
        Tone.CALM,
    ),
    NOT_ACCEPTED(
        R.string.screen_not_accepted_title,
        R.string.screen_not_accepted_text,
        R.drawable.ic_alert,
        Tone.DANGER,
    ),
    NO_BIOMETRIC(
        R.string.screen_no_biometric_title,
        R.string.screen_no_biometric_text,
        R.drawable.ic_lock,
        Tone.CALM,
    ),
    NO_SENSOR(
        R.string.screen_no_sensor_title,
        R.string.screen_no_sensor_text,
        R.drawable.ic_alert,
        Tone.CALM,
    ),
    UPDATE_APP(
        R.string.screen_update_app_title,
        R.string.screen_update_app_text,
        R.drawable.ic_refresh,
        Tone.WARN,
    ),
    STORAGE_FULL(
        R.string.screen_storage_full_title,
        R.string.screen_storage_full_text,
        R.drawable.ic_alert,
        Tone.WARN,
    ),
    ENROL_AGAIN(
        R.string.banner_key_invalid_title,
        R.string.banner_key_invalid_text,
        R.drawable.ic_lock,
        Tone.DANGER,
    ),
    HISTORY_DAMAGED(
        R.string.banner_history_damaged_title,
        R.string.banner_history_damaged_text,
        R.drawable.ic_alert,
        Tone.DANGER,
    ),
    RESET(
        R.string.screen_reset_title,
        R.string.screen_reset_text,
        R.drawable.ic_lock,
        Tone.DANGER,
    ),
    DEFECT(
        R.string.screen_defect_title,
        R.string.screen_defect_text,
        R.drawable.ic_alert,
        Tone.DANGER,
    );

    /** Whether it passes by itself: there is nothing to touch. */
    val passes: Boolean
        get() = this == ARRIVING || this == SENDING || this == WAITING

    /** Whether the history may come to say more. */
    val isOpen: Boolean
        get() = this == UNKNOWN || this == OVER

    /** Whether trying again may help. */
    val canBeTriedAgain: Boolean
        get() = this == UNKNOWN || this == OFFLINE || this == STORAGE_FULL

    companion object {
        /** What stands in place of a request that is not shown, or no more. */
        fun of(phase: ConsentPhase): Ending =
            when (phase) {
                ConsentPhase.ARRIVING -> ARRIVING
                ConsentPhase.NOT_SHOWN -> CANNOT_SHOW
                ConsentPhase.SENDING -> SENDING
                ConsentPhase.WAITING_FOR_BANK -> WAITING
                ConsentPhase.APPROVED -> APPROVED
                ConsentPhase.DECLINED -> DECLINED
                ConsentPhase.REFUSED -> REFUSED
                ConsentPhase.EXPIRED -> EXPIRED
                ConsentPhase.WITHDRAWN -> WITHDRAWN
                ConsentPhase.ANSWERED_ELSEWHERE -> ANSWERED_ELSEWHERE
                ConsentPhase.UNKNOWN -> UNKNOWN
                ConsentPhase.NEVER_LEARNED -> NEVER_LEARNED
                ConsentPhase.PUT_AWAY -> PUT_AWAY
                ConsentPhase.NOT_GENUINE -> NOT_GENUINE
                ConsentPhase.UPDATE_APP -> UPDATE_APP
                ConsentPhase.OVER,
                ConsentPhase.NOTHING_PENDING -> OVER
                ConsentPhase.READY,
                ConsentPhase.PROMPT,
                ConsentPhase.DEFECT -> DEFECT
            }

        /** What became of "this was not me". */
        fun of(report: Told): Ending =
            when (report) {
                Told.NOW -> REPORTED
                Told.LATER -> REPORT_STORED
                Told.REFUSED -> NOT_ACCEPTED
            }

        /** The same, where it was said of a request that waited. */
        fun of(reported: Reported): Ending = of(reported.report)

        /** How a request ended by the history; `null` while it has not. */
        fun of(outcome: Outcome): Ending? =
            when (outcome) {
                Outcome.APPROVED -> APPROVED
                Outcome.DENIED -> DECLINED
                Outcome.UNKNOWN -> UNKNOWN
                Outcome.NEVER_LEARNED -> NEVER_LEARNED
                Outcome.REFUSED -> REFUSED
                Outcome.ANSWERED_ELSEWHERE -> ANSWERED_ELSEWHERE
                Outcome.WITHDRAWN -> WITHDRAWN
                Outcome.EXPIRED -> EXPIRED
                Outcome.OPEN -> null
            }

        /** What to show where something did not work and there is no screen to go back to. */
        fun of(failure: CountersignException): Ending =
            when (failure) {
                is CountersignException.TryLater -> OFFLINE
                is CountersignException.NotGenuine -> NOT_GENUINE
                is CountersignException.Over -> OVER
                is CountersignException.OpenAgain,
                is CountersignException.DecideOthersFirst -> PUT_AWAY
                is CountersignException.BeginAgain -> BEGIN_AGAIN
                is CountersignException.EnrolAgain -> ENROL_AGAIN
                is CountersignException.Refused,
                is CountersignException.OnlyDeny -> NOT_ACCEPTED
                is CountersignException.UpdateApp -> UPDATE_APP
                is CountersignException.HistoryDamaged -> HISTORY_DAMAGED
                is CountersignException.StorageFull -> STORAGE_FULL
                is CountersignException.Reset -> RESET
                is CountersignException.Undelivered -> UNKNOWN
                is CountersignException.AskAgain,
                is CountersignException.Correct,
                is CountersignException.Configuration,
                is CountersignException.Defect -> DEFECT
            }
    }
}

/** How a drawing or a banner looks. The words say the same. */
internal enum class Tone {
    INFO,
    GOOD,
    CALM,
    WARN,
    DANGER,
}
