package dev.countersign.sample

import android.content.Context
import android.content.pm.PackageManager
import dev.countersign.Configuration
import dev.countersign.Issuer
import dev.countersign.Roots
import dev.countersign.Security
import dev.countersign.android.ThisPhone

/** What the app decides once: its bank, out of its own resources. */
internal fun configuration(context: Context): Configuration =
    Configuration(
        issuers = listOf(bank(context)),
        database = ThisPhone.database(context),
        preferredLanguages = ThisPhone.languages(context),
        timeZone = ThisPhone.timeZone(),
        phone = ThisPhone.kind(context),
        appLanguages = LANGUAGES,
    )

private fun bank(context: Context): Issuer =
    issuer(
        context.getString(R.string.bank_issuer),
        context.getString(R.string.bank_name),
        vouchingKey(context),
        context.resources.getStringArray(R.array.bank_pins).toList(),
    )

/** The sandbox has no pins, and takes phones without evidence only. */
internal fun isForSandbox(context: Context): Boolean =
    context.resources.getStringArray(R.array.bank_pins).isEmpty()

/** Without pins it is the sandbox: the core accepts that at this very machine, and nowhere else. */
internal fun issuer(issuer: String, name: String, vouchingKey: String, pins: List<String>): Issuer =
    Issuer(
        issuer = issuer,
        name = name,
        vouchingKeys = listOf(vouchingKey),
        security =
            if (pins.isEmpty()) Security.PlainLoopback else Security.Tls(Roots.Mozilla, pins),
    )

/** The sandbox makes a new one whenever it starts, so it comes in with the build. */
private fun vouchingKey(context: Context): String =
    context.packageManager
        .getApplicationInfo(context.packageName, PackageManager.GET_META_DATA)
        .metaData
        ?.getString("dev.countersign.sample.vouching_key")
        .orEmpty()

/** Those that the app has words for. */
private val LANGUAGES = listOf("en", "de", "fr", "es", "pt-BR", "ar")
