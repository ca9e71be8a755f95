package dev.countersign.android

import android.security.keystore.KeyProperties
import dev.countersign.KeyPurpose
import java.security.spec.ECGenParameterSpec
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource

/** What is asked of Android for each key, read back out of what Android is handed. */
internal class KeyPlanTest {
    @ParameterizedTest
    @CsvSource(
        "28, -1, false",
        "29, -1, false",
        "30, 0, false",
        "31, 0, false",
        "32, 0, false",
        "33, 0, false",
        "34, 0, false",
        "35, 0, true",
    )
    fun `an approval key signs once for each strong biometric`(
        sdk: Int,
        timeout: Int,
        unlockedDevice: Boolean,
    ) {
        val plan = keyPlan(KeyPurpose.APPROVAL, sdk, hasStrongBox = true, CHALLENGE)

        val spec = plan.toSpec("an-alias")

        assertEquals("an-alias", spec.keystoreAlias)
        assertEquals(4, spec.purposes, "signing and nothing else")
        assertEquals("secp256r1", (spec.algorithmParameterSpec as ECGenParameterSpec).name)
        assertArrayEquals(arrayOf("SHA-256"), spec.digests)
        assertTrue(spec.isUserAuthenticationRequired)
        assertEquals(timeout, plan.authenticationTimeout)
        assertEquals(0, spec.userAuthenticationValidityDurationSeconds, "as Android 15 reads it")
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, spec.userAuthenticationType)
        assertTrue(spec.isInvalidatedByBiometricEnrollment)
        assertFalse(spec.isUserAuthenticationValidWhileOnBody)
        assertFalse(spec.isUserPresenceRequired)
        assertFalse(spec.isUserConfirmationRequired)
        assertEquals(unlockedDevice, spec.isUnlockedDeviceRequired)
        assertTrue(spec.isStrongBoxBacked)
        assertArrayEquals(CHALLENGE, spec.attestationChallenge)
        assertArrayEquals(IntArray(0), spec.attestationIds)
        assertFalse(spec.isUniqueIdIncluded)
        assertNull(spec.keyValidityForOriginationEnd)
        assertEquals(-1, spec.maxUsageCount)
    }

    @ParameterizedTest
    @CsvSource(
        "28, false",
        "29, false",
        "30, false",
        "31, false",
        "32, false",
        "33, false",
        "34, false",
        "35, true",
    )
    fun `a transport key is silent, and never in StrongBox`(sdk: Int, unlockedDevice: Boolean) {
        val plan = keyPlan(KeyPurpose.TRANSPORT, sdk, hasStrongBox = true, CHALLENGE)

        val spec = plan.toSpec("an-alias")

        assertEquals("an-alias", spec.keystoreAlias)
        assertEquals(4, spec.purposes, "signing and nothing else")
        assertEquals("secp256r1", (spec.algorithmParameterSpec as ECGenParameterSpec).name)
        assertArrayEquals(arrayOf("SHA-256"), spec.digests)
        assertFalse(spec.isUserAuthenticationRequired)
        assertEquals(unlockedDevice, spec.isUnlockedDeviceRequired)
        assertFalse(spec.isStrongBoxBacked)
        assertNull(spec.attestationChallenge)
    }

    @ParameterizedTest
    @ValueSource(ints = [28, 35])
    fun `a phone without StrongBox is not asked for it`(sdk: Int) {
        val plan = keyPlan(KeyPurpose.APPROVAL, sdk, hasStrongBox = false, CHALLENGE)

        val spec = plan.toSpec("an-alias")

        assertFalse(spec.isStrongBoxBacked)
        assertArrayEquals(CHALLENGE, spec.attestationChallenge)
    }

    @Test
    fun `StrongBox gives way before the attestation does`() {
        val plan = keyPlan(KeyPurpose.APPROVAL, 35, hasStrongBox = true, CHALLENGE)

        val ladder = plan.ladder().map { it.strongBox to (it.challenge != null) }

        assertEquals(listOf(true to true, false to true, true to false, false to false), ladder)
    }

    @Test
    fun `nothing but StrongBox and attestation ever gives way`() {
        val plan = keyPlan(KeyPurpose.APPROVAL, 35, hasStrongBox = true, CHALLENGE)

        val weakest = plan.ladder().last()

        assertEquals(plan.copy(strongBox = false, challenge = null), weakest)
        assertTrue(weakest.authenticationRequired && weakest.invalidatedByBiometricEnrolment)
    }

    @Test
    fun `there is one way to make a transport key`() {
        val plan = keyPlan(KeyPurpose.TRANSPORT, 35, hasStrongBox = true, CHALLENGE)

        val ladder = plan.ladder()

        assertEquals(listOf(plan), ladder)
    }

    private companion object {
        val CHALLENGE = "a-nonce-of-the-bank".toByteArray()
    }
}
