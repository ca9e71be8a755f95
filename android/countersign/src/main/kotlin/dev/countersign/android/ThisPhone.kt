package dev.countersign.android

import android.content.Context
import android.os.Build
import android.provider.Settings
import dev.countersign.Phone
import java.io.File
import java.util.TimeZone
import java.util.UUID

/** What [dev.countersign.Configuration] asks about the phone. From any thread. */
public object ThisPhone {
    /** The path of the database, in a folder that is never backed up. The folder is made. */
    public fun database(context: Context): String =
        File(countersignFolder(context), "device.db").path

    /** What kind of phone this is, and which start of it. */
    public fun kind(context: Context): Phone =
        Phone(
            model = model(Build.MANUFACTURER, Build.MODEL),
            os = "Android ${Build.VERSION.RELEASE}".take(LONGEST),
            bootId = bootId(context),
        )

    /**
     * What the person reads, as BCP 47 tags, the preferred one first. Changes with the settings.
     */
    public fun languages(context: Context): List<String> {
        val locales = context.resources.configuration.locales
        return List(locales.size()) { locales[it].toLanguageTag() }
    }

    /** The IANA name of the time zone. Changes as the person travels. */
    public fun timeZone(): String = TimeZone.getDefault().id

    private fun bootId(context: Context): String =
        try {
            Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT).toString()
        } catch (_: Settings.SettingNotFoundException) {
            // No two starts of the app then count as the same start of the phone.
            process
        }

    private val process = UUID.randomUUID().toString()
}

/** The maker's name once: many models begin with it. */
internal fun model(maker: String, model: String): String =
    (if (model.startsWith(maker, ignoreCase = true)) model else "$maker $model").take(LONGEST)

/** All that the library keeps lies here. */
internal fun countersignFolder(context: Context): File =
    File(context.noBackupFilesDir, "countersign").apply { mkdirs() }

private const val LONGEST = 64
