package dev.countersign.internal

import dev.countersign.ApprovalInput
import dev.countersign.Configuration
import dev.countersign.DenialReason
import dev.countersign.Hint
import dev.countersign.Issuer
import dev.countersign.Offer
import dev.countersign.PromptFailure
import dev.countersign.PushTarget
import dev.countersign.Roots
import dev.countersign.Security
import dev.countersign.ffi.Chosen
import dev.countersign.ffi.IntegritySignal
import dev.countersign.ffi.IssuerConfiguration
import dev.countersign.ffi.IssuerSecurity
import dev.countersign.ffi.TrustedRoots

internal fun Configuration.toNative() =
    dev.countersign.ffi.Configuration(
        issuers = issuers.map { it.toNative() },
        database = database,
        preferredLanguages = preferredLanguages,
        appLanguages = appLanguages,
        timeZone = timeZone,
        ownTypes = ownTypes,
        deviceModel = phone.model,
        deviceOs = phone.os,
        bootId = phone.bootId,
        historyEntries = retention?.entries?.coerceAtLeast(0)?.toUInt(),
        historyDays = retention?.days?.coerceAtLeast(0)?.toUInt(),
    )

private fun Issuer.toNative() =
    IssuerConfiguration(issuer, name, vouchingKeys, security.toNative())

private fun Security.toNative(): IssuerSecurity =
    when (this) {
        is Security.Tls -> IssuerSecurity.Tls(roots.toNative(), pins)
        Security.PlainLoopback -> IssuerSecurity.PlainLoopback
    }

private fun Roots.toNative(): TrustedRoots =
    when (this) {
        Roots.Mozilla -> TrustedRoots.Mozilla
        is Roots.Only -> TrustedRoots.Only(certificates)
    }

internal fun Offer.toNative() =
    dev.countersign.ffi.Offer(number.toULong(), bank, account, expiresAt.epochSecond)

internal fun PushTarget.toNative() = dev.countersign.ffi.PushTarget(provider, token)

internal fun Hint.toNative(): dev.countersign.ffi.Hint =
    when (this) {
        is Hint.Data -> dev.countersign.ffi.Hint.Data(data)
        is Hint.Json -> dev.countersign.ffi.Hint.Json(payload)
        is Hint.Link -> dev.countersign.ffi.Hint.Link(link)
    }

internal fun ApprovalInput.toNative() =
    dev.countersign.ffi.ApprovalInput(
        selection = selection.map { Chosen(it.detail.coerceAtLeast(0).toUInt(), it.accounts) },
        number = number,
        integrity = integrity?.let { IntegritySignal(it.format, it.token) },
    )

internal fun DenialReason.toNative(): dev.countersign.ffi.DenialReason =
    when (this) {
        DenialReason.NOT_ME -> dev.countersign.ffi.DenialReason.NOT_ME
        DenialReason.WRONG_DETAILS -> dev.countersign.ffi.DenialReason.WRONG_DETAILS
        DenialReason.CHANGED_MIND -> dev.countersign.ffi.DenialReason.CHANGED_MIND
        DenialReason.CANNOT_DISPLAY -> dev.countersign.ffi.DenialReason.CANNOT_DISPLAY
        DenialReason.UNSPECIFIED -> dev.countersign.ffi.DenialReason.UNSPECIFIED
    }

internal fun PromptFailure.toNative(): dev.countersign.ffi.PromptFailure =
    when (this) {
        PromptFailure.NOT_RECOGNISED -> dev.countersign.ffi.PromptFailure.NOT_RECOGNISED
        PromptFailure.LOCKED_OUT -> dev.countersign.ffi.PromptFailure.LOCKED_OUT
        PromptFailure.KEY_INVALIDATED -> dev.countersign.ffi.PromptFailure.KEY_INVALIDATED
        PromptFailure.OTHER -> dev.countersign.ffi.PromptFailure.OTHER
    }
