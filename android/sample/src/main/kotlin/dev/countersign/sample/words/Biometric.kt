package dev.countersign.sample.words

import dev.countersign.sample.R

/** What unlocks the key on this phone, as far as the words and the drawing go. */
internal enum class Biometric(
    /** What stands on the button. */
    val drawing: Int,
) {
    /** A finger, or a phone that has both. */
    FINGER(R.drawable.ic_finger),

    /** A face and nothing else. */
    FACE(R.drawable.ic_face);

    /** The resource that says it for this one. */
    fun spoken(id: Int): Int = if (this == FACE) OF_A_FACE[id] ?: id else id

    companion object {
        /** By what the phone says it has. */
        fun of(hasFingerprint: Boolean, hasFace: Boolean): Biometric =
            if (hasFace && !hasFingerprint) FACE else FINGER

        private val OF_A_FACE =
            mapOf(
                R.string.answer_nothing_sent to R.string.answer_nothing_sent_face,
                R.string.answer_approve_with to R.string.answer_approve_with_face,
                R.string.enrol_text to R.string.enrol_text_face,
                R.string.enrol_add to R.string.enrol_add_face,
                R.string.finger_approve to R.string.finger_approve_face,
                R.string.finger_add to R.string.finger_add_face,
                R.string.finger_replace to R.string.finger_replace_face,
                R.string.finger_touch to R.string.finger_touch_face,
                R.string.banner_cancelled_title to R.string.banner_cancelled_title_face,
                R.string.banner_fingerprint_failed_title to
                    R.string.banner_fingerprint_failed_title_face,
                R.string.banner_locked_out_title to R.string.banner_locked_out_title_face,
                R.string.banner_locked_out_text to R.string.banner_locked_out_text_face,
                R.string.banner_not_added_text to R.string.banner_not_added_text_face,
                R.string.screen_no_biometric_title to R.string.screen_no_biometric_title_face,
                R.string.banner_key_invalid_text to R.string.banner_key_invalid_text_face,
            )
    }
}
