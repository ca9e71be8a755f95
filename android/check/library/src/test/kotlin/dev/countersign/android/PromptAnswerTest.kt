package dev.countersign.android

import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

/** Every `BIOMETRIC_ERROR_*` of Android, and what it means to the person. */
internal class PromptAnswerTest {
    @ParameterizedTest
    @CsvSource("3", "5", "10", "13", "19")
    fun `a prompt that was closed, or closed itself, is nobody's failure`(error: Int) {
        val answer = promptAnswer(error, sawAWrongOne = true)

        assertEquals(PromptAnswer.Cancelled, answer)
    }

    @ParameterizedTest
    @CsvSource(
        "1, OTHER", // HW_UNAVAILABLE
        "2, NOT_RECOGNISED", // UNABLE_TO_PROCESS
        "4, OTHER", // NO_SPACE
        "6, OTHER", // UNABLE_TO_REMOVE
        "7, LOCKED_OUT", // LOCKOUT
        "8, OTHER", // VENDOR
        "9, LOCKED_OUT", // LOCKOUT_PERMANENT
        "11, OTHER", // NO_BIOMETRICS: whether the key is lost, the key store says
        "12, OTHER", // HW_NOT_PRESENT
        "14, OTHER", // NO_DEVICE_CREDENTIAL
        "15, OTHER", // SECURITY_UPDATE_REQUIRED
        "16, OTHER", // RE_ENROLL
        "18, OTHER", // SENSOR_PRIVACY_ENABLED
        "20, OTHER", // IDENTITY_CHECK_NOT_ACTIVE
        "21, OTHER", // NOT_ENABLED_FOR_APPS
        "22, OTHER", // CONTENT_VIEW_MORE_OPTIONS_BUTTON
        "1000, OTHER", // VENDOR_BASE
        "-1, OTHER",
    )
    fun `every other error has a meaning`(error: Int, failure: PromptFailure) {
        val answer = promptAnswer(error, sawAWrongOne = false)

        assertEquals(PromptAnswer.Failed(failure), answer)
    }

    @ParameterizedTest
    @CsvSource("1, NOT_RECOGNISED", "8, NOT_RECOGNISED", "7, LOCKED_OUT", "9, LOCKED_OUT")
    fun `after a wrong finger the end of the prompt is about the finger`(
        error: Int,
        failure: PromptFailure,
    ) {
        val answer = promptAnswer(error, sawAWrongOne = true)

        assertEquals(PromptAnswer.Failed(failure), answer)
    }

    @ParameterizedTest
    @CsvSource(
        "0, READY",
        "1, NOT_NOW",
        "7, NOT_NOW",
        "11, NONE_ENROLLED",
        "12, UNAVAILABLE",
        "14, NONE_ENROLLED",
        "15, UNAVAILABLE",
        "20, NOT_NOW",
        "21, NOT_NOW",
    )
    fun `what the phone says of its sensor has a meaning`(
        status: Int,
        readiness: BiometricReadiness,
    ) {
        val meant = readiness(status)

        assertEquals(readiness, meant)
    }
}
