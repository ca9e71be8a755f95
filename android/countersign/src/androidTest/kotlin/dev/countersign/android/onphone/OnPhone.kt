package dev.countersign.android.onphone

import android.app.Activity
import android.app.Instrumentation
import android.content.Context
import android.content.Intent
import androidx.test.platform.app.InstrumentationRegistry
import dev.countersign.Configuration
import dev.countersign.Issuer
import dev.countersign.Security
import dev.countersign.android.ThisPhone

/** The phone or emulator that the tests run on. */
internal object OnPhone {
    val instrumentation: Instrumentation = InstrumentationRegistry.getInstrumentation()

    val context: Context = instrumentation.targetContext

    fun activity(): Activity {
        val intent = Intent(context, EmptyActivity::class.java)
        return instrumentation.startActivitySync(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    }

    fun configuration(issuer: String, vouchingKey: String) =
        Configuration(
            issuers =
                listOf(Issuer(issuer, "Desk Bank", listOf(vouchingKey), Security.PlainLoopback)),
            database = ThisPhone.database(context),
            preferredLanguages = ThisPhone.languages(context),
            timeZone = ThisPhone.timeZone(),
            phone = ThisPhone.kind(context),
        )
}
