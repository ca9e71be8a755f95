package dev.countersign.sample.ui

import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.FrameLayout
import dev.countersign.sample.R
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Screen
import dev.countersign.sample.model.Start

/** Draws whatever screen there is. A consent that is on it already is changed in place. */
internal class ScreenHost(
    private val ui: Ui,
    private val start: Start,
    /** Begins to scan; `null` where there is nothing to scan with. */
    private val scan: (() -> Unit)?,
) : FrameLayout(ui.context) {
    private val bank = ui.words.say(R.string.bank_name)

    fun show(screen: Screen) {
        val consent = getChildAt(0) as? ConsentView
        if (screen is Screen.Consent && consent?.request == screen.request) {
            consent.show(screen)
        } else {
            removeAllViews()
            addView(view(screen), LayoutParams(MATCH_PARENT, MATCH_PARENT))
        }
    }

    private fun view(screen: Screen): View {
        val app = start.app
        return when {
            screen is Screen.Ended -> ui.endingView(screen, bank, ways(app))
            app == null -> ui.busyView(bank, R.string.home_asking)
            else -> view(screen, app)
        }
    }

    private fun view(screen: Screen, app: BankApp): View =
        when (screen) {
            Screen.Opening -> ui.busyView(bank, R.string.home_asking)
            is Screen.Home -> ui.homeView(screen, bank, app)
            is Screen.Stopped -> ui.stoppedView(screen, app)
            is Screen.Invite -> ui.inviteView(screen, app, scan)
            Screen.Paste -> ui.pasteView(bank, app)
            Screen.Checking -> ui.busyView(bank, R.string.enrol_checking)
            is Screen.Offered -> ui.offerView(screen, app)
            is Screen.Adding -> ui.busyView(bank, R.string.enrol_adding)
            is Screen.Digits -> ui.digitsView(screen, app)
            is Screen.Consent -> ConsentView(ui, app, screen)
            is Screen.Ended -> ui.endingView(screen, bank, ways(app))
            is Screen.Past -> ui.historyView(screen, bank, app)
            is Screen.PastOne -> ui.entryView(screen, bank, app)
        }

    /** Before the device is open, trying again and going home are to open it. */
    private fun ways(app: BankApp?) =
        Ways(
            decline = { app?.request?.decline() },
            again = { app?.tryAgain() ?: start.open() },
            home = { app?.goHome() ?: start.open() },
            enrol = { app?.invite() },
            startAgain = start::startAgain,
        )
}
