package dev.countersign.sample.model

import dev.countersign.CountersignException
import dev.countersign.Enrolment
import dev.countersign.android.ConsentNote
import dev.countersign.sample.R
import dev.countersign.sample.words.Phrase

/** Something to know about the screen that it stands on. Nothing is lost by it. */
internal enum class Banner(val title: Int, val text: Int, val tone: Tone) {
    CANCELLED(R.string.banner_cancelled_title, R.string.banner_cancelled_text, Tone.INFO),
    NOT_RECOGNISED(
        R.string.banner_fingerprint_failed_title,
        R.string.banner_fingerprint_failed_text,
        Tone.WARN,
    ),
    LOCKED_OUT(R.string.banner_locked_out_title, R.string.banner_locked_out_text, Tone.WARN),
    KEY_INVALID(R.string.banner_key_invalid_title, R.string.banner_key_invalid_text, Tone.DANGER),
    DEVICE_LOCKED(
        R.string.banner_device_locked_title,
        R.string.banner_device_locked_text,
        Tone.DANGER,
    ),
    CORRECT(R.string.banner_correct_title, R.string.banner_correct_text, Tone.WARN),
    COVERED(R.string.banner_covered_title, R.string.banner_covered_text, Tone.WARN),
    OFFLINE(R.string.screen_offline_title, R.string.screen_offline_text, Tone.WARN),
    NOT_ADDED(R.string.banner_not_added_title, R.string.banner_not_added_text, Tone.INFO),
    STILL_PENDING(R.string.enrol_waiting, R.string.enrol_compare_text, Tone.INFO),
    MUTED(R.string.recent_mute, R.string.recent_muted, Tone.INFO),
    REMOVING(R.string.remove_open, R.string.remove_later, Tone.INFO),
    UPDATE_APP(R.string.screen_update_app_title, R.string.screen_update_app_text, Tone.WARN),
    HISTORY_DAMAGED(
        R.string.banner_history_damaged_title,
        R.string.banner_history_damaged_text,
        Tone.DANGER,
    );

    /** What it puts before approving; `null` if nothing. */
    fun obstacle(): Obstacle? =
        when (this) {
            KEY_INVALID -> Obstacle(Phrase(R.string.missing_enrol))
            DEVICE_LOCKED -> Obstacle(Phrase(title))
            else -> null
        }

    /** Whether enrolling again is the way out. */
    val asksToEnrol: Boolean
        get() = this == KEY_INVALID

    companion object {
        /** What to say above a request. */
        fun of(note: ConsentNote): Banner =
            when (note) {
                ConsentNote.CANCELLED -> CANCELLED
                ConsentNote.NOT_APPROVED -> NOT_RECOGNISED
                ConsentNote.LOCKED_OUT -> LOCKED_OUT
                ConsentNote.CORRECT -> CORRECT
                ConsentNote.OFFLINE -> OFFLINE
                ConsentNote.DEVICE_LOCKED,
                ConsentNote.ONLY_DECLINE -> DEVICE_LOCKED
                ConsentNote.ENROL_AGAIN -> KEY_INVALID
            }

        /** What to say of a failure that leaves the person where they are; else `null`. */
        fun of(failure: CountersignException): Banner? =
            when (failure) {
                is CountersignException.TryLater -> OFFLINE
                is CountersignException.EnrolAgain -> KEY_INVALID
                is CountersignException.UpdateApp -> UPDATE_APP
                is CountersignException.HistoryDamaged -> HISTORY_DAMAGED
                else -> null
            }

        /** What to know about an enrolment before anything was tried. */
        fun of(enrolment: Enrolment): Banner? =
            when {
                enrolment.needsReenrolment -> KEY_INVALID
                enrolment.locked -> DEVICE_LOCKED
                enrolment.removing -> REMOVING
                enrolment.updateRequired -> UPDATE_APP
                else -> null
            }
    }
}
