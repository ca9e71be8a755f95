package dev.countersign.sample

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import dev.countersign.Hint
import dev.countersign.android.FrameworkBiometricPrompt
import dev.countersign.android.PromptWords
import dev.countersign.android.PushIntake
import dev.countersign.android.ScreenProtection
import dev.countersign.sample.model.Start
import dev.countersign.sample.scan.CodeScanner
import dev.countersign.sample.scan.IntentScanner
import dev.countersign.sample.ui.ScreenHost
import dev.countersign.sample.ui.Ui
import dev.countersign.sample.ui.keepClearOfBars
import dev.countersign.sample.words.Words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** The only activity: draws the screen that there is, and hands on what is touched. */
class MainActivity : Activity() {
    private val scanner: CodeScanner = IntentScanner()
    private val seconds = Handler(Looper.getMainLooper())
    private lateinit var application: SampleApplication
    private lateinit var start: Start
    private lateinit var prompt: FrameworkBiometricPrompt
    private lateinit var drawing: CoroutineScope

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        ScreenProtection.protect(this)
        application = getApplication() as SampleApplication
        start = application.start
        drawing = CoroutineScope(Job() + mainExecutor.asCoroutineDispatcher())
        val words = Words.of(resources, packageManager)
        prompt = FrameworkBiometricPrompt(this, promptWords(words))
        application.prompt.attach(prompt)
        val host = ScreenHost(Ui(this, words), start, scan())
        keepClearOfBars(host)
        setContentView(host)
        start.open()
        arrive(intent)
        drawing.launch { start.screen.collect(host::show) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        arrive(intent)
    }

    override fun onResume() {
        super.onResume()
        application.intake.clear()
        start.whenOpen { it.resume() }
        tick()
    }

    override fun onPause() {
        super.onPause()
        seconds.removeCallbacksAndMessages(null)
        start.app?.pause()
    }

    override fun onDestroy() {
        super.onDestroy()
        application.prompt.detach(prompt)
        drawing.cancel()
    }

    override fun onUserInteraction() {
        super.onUserInteraction()
        start.app?.request?.touched()
    }

    @Deprecated("The framework's own way, on all versions")
    override fun onBackPressed() {
        if (start.app?.back() == true) return
        @Suppress("DEPRECATION") super.onBackPressed()
    }

    @Deprecated("The framework's own way, on all versions")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        @Suppress("DEPRECATION") super.onActivityResult(requestCode, resultCode, data)
        val link = scanner.read(requestCode, resultCode, data) ?: return
        start.whenOpen { it.read(link) }
    }

    /** A touched notification, or a link. Taken once: a rotated activity does not open it again. */
    private fun arrive(intent: Intent) {
        val hint = PushIntake.takeHint(intent)
        if (hint != null) return start.whenOpen { it.request.open(hint) }
        val link = intent.takeIf { it.action == Intent.ACTION_VIEW }?.dataString ?: return
        intent.data = null
        when (LinkKind.of(link)) {
            LinkKind.OFFER -> start.whenOpen { it.read(link) }
            LinkKind.REQUEST -> start.whenOpen { it.request.open(Hint.Link(link)) }
            null -> Unit
        }
    }

    private fun scan(): (() -> Unit)? =
        if (scanner.isThere(this)) ({ scanner.begin(this) }) else null

    private fun tick() {
        start.app?.request?.tick()
        seconds.postDelayed(::tick, SECOND_MS)
    }

    private fun promptWords(words: Words) =
        PromptWords(
            consentTitle = words.say(R.string.finger_approve),
            newKeyTitle = words.say(R.string.finger_add),
            oldKeyTitle = words.say(R.string.finger_replace),
            cancel = words.say(R.string.finger_cancel),
        )

    private companion object {
        const val SECOND_MS = 1_000L
    }
}
