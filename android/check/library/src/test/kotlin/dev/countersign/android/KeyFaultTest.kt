package dev.countersign.android

import android.security.KeyStoreException
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import dev.countersign.KeyStoreException.Failed
import dev.countersign.KeyStoreException.Gone
import dev.countersign.KeyStoreException.Locked
import dev.countersign.PromptAnswer
import dev.countersign.PromptFailure
import java.security.InvalidKeyException
import java.security.ProviderException
import java.security.SignatureException
import java.security.UnrecoverableKeyException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.Arguments.arguments
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.MethodSource

/** What key stores were seen to throw, and what each of it means. */
internal class KeyFaultTest {
    @ParameterizedTest
    @MethodSource("seen")
    fun `every failure from the field has a meaning`(failure: Throwable, meaning: KeyFault) {
        val read = errorReader(35)

        val fault = keyFault(failure, read)

        assertEquals(meaning, fault)
    }

    @ParameterizedTest
    @CsvSource(
        "1, FAILED",
        "2, NOT_AUTHENTICATED",
        "3, LOCKED",
        "4, FAILED",
        "5, FAILED",
        "6, GONE",
        "7, GONE",
        "8, FAILED",
        "9, FAILED",
        "10, FAILED",
        "11, FAILED",
        "12, FAILED",
        "13, FAILED",
        "14, FAILED",
        "15, FAILED",
        "16, FAILED",
        "17, FAILED",
        "1000, FAILED",
    )
    fun `every code of the key store has a meaning`(code: Int, meaning: KeyFault) {
        val read: ErrorReader = { KeystoreError(code, transient = false) }

        val fault = keyFault(ProviderException(), read)

        assertEquals(meaning, fault)
    }

    @ParameterizedTest
    @CsvSource(
        "-26, NOT_AUTHENTICATED", // KEY_USER_NOT_AUTHENTICATED
        "-33, FAILED", // INVALID_KEY_BLOB
        "-72, NOT_AUTHENTICATED", // DEVICE_LOCKED
        "7, GONE", // KEY_NOT_FOUND
        "8, GONE", // VALUE_CORRUPTED
        "17, GONE", // KEY_PERMANENTLY_INVALIDATED
        "3, LOCKED", // UNINITIALIZED
        "4, FAILED", // SYSTEM_ERROR
        "-1000, FAILED", // UNKNOWN_ERROR
    )
    fun `the hardware's own codes come through`(code: Int, meaning: KeyFault) {
        val failure = InvalidKeyException("failed", KeyStoreException(code, "for the log"))

        val fault = keyFault(failure, errorReader(33))

        assertEquals(meaning, fault)
    }

    @Test
    fun `below 33 the key store's codes are not public and are not asked for`() {
        val failure = InvalidKeyException("failed", KeyStoreException(7, "for the log"))

        val fault = keyFault(failure, errorReader(32))

        assertEquals(KeyFault.FAILED, fault)
    }

    @Test
    fun `a ring of causes ends`() {
        val first = ProviderException("one")
        val second = ProviderException("two", first)
        first.initCause(second)

        val fault = keyFault(first, errorReader(35))

        assertEquals(KeyFault.FAILED, fault)
    }

    @ParameterizedTest
    @MethodSource("told")
    fun `the core and the prompt are told alike`(
        fault: KeyFault,
        core: Class<Exception>,
        prompt: PromptAnswer,
    ) {
        val cause = ProviderException()

        val told = fault.toException(cause)
        val answer = fault.toAnswer()

        assertInstanceOf(core, told)
        assertEquals(cause, told.cause)
        assertEquals(prompt, answer)
    }

    @Test
    fun `only what the key store says may pass is tried again`() {
        val busy = ProviderException("busy", KeyStoreException(25, "no keys"))
        val refused = ProviderException("refused", KeyStoreException(26, "no keys"))

        val passes = isTransient(busy, errorReader(34))
        val stays = isTransient(refused, errorReader(34))

        assertTrue(passes)
        assertFalse(stays)
    }

    private companion object {
        @JvmStatic
        fun seen(): List<Arguments> =
            listOf(
                arguments(KeyPermanentlyInvalidatedException(), KeyFault.GONE),
                arguments(
                    UnrecoverableKeyException("x").causedBy(KeyPermanentlyInvalidatedException()),
                    KeyFault.GONE,
                ),
                arguments(UserNotAuthenticatedException(), KeyFault.NOT_AUTHENTICATED),
                arguments(
                    SignatureException(KeyStoreException(-26, "x")),
                    KeyFault.NOT_AUTHENTICATED,
                ),
                arguments(StrongBoxUnavailableException(), KeyFault.FAILED),
                arguments(ProviderException("Keystore key generation failed"), KeyFault.FAILED),
                arguments(ProviderException(IllegalStateException("Galaxy")), KeyFault.ODD),
                arguments(
                    NullPointerException("Attempt to get length of null array"),
                    KeyFault.ODD,
                ),
                arguments(IllegalStateException("Galaxy"), KeyFault.ODD),
                arguments(ClassCastException("not a PrivateKey"), KeyFault.ODD),
                arguments(UnrecoverableKeyException("Failed to obtain key"), KeyFault.ODD),
                arguments(InvalidKeyException("Only AndroidKeyStoreKey"), KeyFault.FAILED),
                arguments(SecurityException("not allowed"), KeyFault.FAILED),
            )

        @JvmStatic
        fun told(): List<Arguments> =
            listOf(
                arguments(KeyFault.GONE, Gone::class.java, failed(PromptFailure.KEY_INVALIDATED)),
                arguments(KeyFault.LOCKED, Locked::class.java, PromptAnswer.Cancelled),
                arguments(
                    KeyFault.NOT_AUTHENTICATED,
                    Locked::class.java,
                    failed(PromptFailure.OTHER),
                ),
                arguments(KeyFault.ODD, Failed::class.java, failed(PromptFailure.OTHER)),
                arguments(KeyFault.FAILED, Failed::class.java, failed(PromptFailure.OTHER)),
            )

        fun failed(failure: PromptFailure) = PromptAnswer.Failed(failure)

        fun Exception.causedBy(cause: Exception): Exception = apply { initCause(cause) }
    }
}
