package dev.countersign.sample

import android.app.Application
import android.content.res.Configuration
import dev.countersign.AuthenticationDevice
import dev.countersign.Countersign
import dev.countersign.CountersignException
import dev.countersign.android.AndroidKeyStore
import dev.countersign.android.BiometricReadiness
import dev.countersign.android.KeystoreSecretStore
import dev.countersign.android.PushIntake
import dev.countersign.android.PushNotice
import dev.countersign.android.ThisPhone
import dev.countersign.android.biometricReadiness
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Start
import java.time.Clock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch

/**
 * Holds what lives as long as the process: the device, and the app over it. A push service that an
 * app adds hands its messages to [intake], which loads nothing of the rest.
 */
class SampleApplication : Application() {
    private val scope by lazy {
        CoroutineScope(SupervisorJob() + mainExecutor.asCoroutineDispatcher())
    }
    private var device: AuthenticationDevice? = null

    internal val prompt = PromptRelay()

    /** Takes in a push, shows a text that tells nothing, and opens the app with it. */
    val intake: PushIntake by lazy {
        PushIntake(
            this,
            PushNotice(
                channel = "requests",
                channelName = getString(R.string.notice_channel),
                text = getString(R.string.notice_decide),
                icon = R.drawable.ic_bank,
                activity = MainActivity::class.java,
            ),
        )
    }

    internal val start: Start by lazy {
        val keys = AndroidKeyStore(this, attests = !isForSandbox(this))
        val secrets = KeystoreSecretStore(this)
        Start(
            scope,
            openDevice = {
                Countersign.open(configuration(this), keys, secrets).also { device = it }
            },
            resetDevice = { Countersign.reset(configuration(this), keys, secrets) },
            makeApp = ::app,
        )
    }

    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        val device = device ?: return
        scope.launch {
            try {
                device.presentIn(ThisPhone.languages(this@SampleApplication), ThisPhone.timeZone())
            } catch (_: CountersignException) {
                // Requests are then read in the language from before, until the app starts anew.
            }
        }
    }

    private fun app(device: AuthenticationDevice) =
        BankApp(
            device = device,
            bank = getString(R.string.bank_name),
            prompt = prompt,
            clock = Clock.systemUTC(),
            scope = scope,
            obstacle = ::obstacle,
            keepQuiet = intake::keepQuiet,
        )

    private fun obstacle(): Ending? =
        when (biometricReadiness(this)) {
            BiometricReadiness.READY,
            BiometricReadiness.NOT_NOW -> null
            BiometricReadiness.NONE_ENROLLED -> Ending.NO_BIOMETRIC
            BiometricReadiness.UNAVAILABLE -> Ending.NO_SENSOR
        }
}
