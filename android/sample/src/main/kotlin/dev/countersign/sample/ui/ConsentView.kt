package dev.countersign.sample.ui

import android.graphics.drawable.Drawable
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.TextView
import dev.countersign.android.GuardedLayout
import dev.countersign.android.ScreenProtection
import dev.countersign.sample.R
import dev.countersign.sample.consent.Block
import dev.countersign.sample.model.Banner
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Screen
import dev.countersign.sample.words.Phrase
import dev.countersign.sample.words.Words
import dev.countersign.sample.words.isInsistent
import dev.countersign.sample.words.timeLeft

/** The consent screen. What changes about a request is changed in place: what is read stays put. */
internal class ConsentView(private val ui: Ui, private val app: BankApp, first: Screen.Consent) :
    FrameLayout(ui.context) {
    /** The request that it shows. It can show no other. */
    val request: String = first.request

    private val countdown = countdown()
    private val notice = FrameLayout(context)
    private val scroll = ReadScroll(context, app.request::scrolled)
    private val answers = DecideView(ui, app, scroll::readOn)
    private val accounts = mutableListOf<AccountsView>()
    private var number: NumberView? = null
    private val body = LinearLayout(context)
    private var banner: Banner? = null
    private var asking: View? = null

    init {
        layoutDirection =
            if (first.view.rightToLeft) View.LAYOUT_DIRECTION_RTL else View.LAYOUT_DIRECTION_LTR
        accessibilityPaneTitle = ui.words.say(R.string.asked_region)
        ScreenProtection.protect(this)
        val content = content(first)
        body.orientation = LinearLayout.VERTICAL
        body.addView(ui.appBar(first.bank, countdown))
        body.addView(notice.wide())
        // With very large text the answers would leave no room to read: they follow at the end.
        if (isCramped(resources.configuration)) content.addView(answers.wide())
        scroll.addView(content.wide())
        body.addView(scroll, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        if (answers.parent == null) body.addView(answers.wide())
        addView(body, LayoutParams(MATCH_PARENT, MATCH_PARENT))
        show(first)
    }

    fun show(screen: Screen.Consent) {
        countDown(screen.secondsLeft)
        if (banner != screen.banner) {
            banner = screen.banner
            notice.hold(screen.banner?.let { ui.banner(it, app::invite) })
        }
        accounts.forEach { it.show(screen.state) }
        number?.show(screen.state)
        answers.show(screen)
        ask(screen.reporting)
    }

    private fun content(screen: Screen.Consent): LinearLayout {
        val content = ui.column(18)
        content.padded(ui.dp(20), ui.dp(18))
        val drawn = BlockViews(ui, app, screen.now, scroll::watch)
        for (block in screen.blocks) {
            content.addView((drawn.view(block) ?: answered(block) ?: continue).wide())
        }
        return content
    }

    private fun answered(block: Block): View? =
        when (block) {
            is Block.Accounts -> accounts(block)
            is Block.Number -> number(block)
            else -> null
        }

    private fun accounts(block: Block.Accounts): View {
        val view = AccountsView(ui, block) { account, on ->
            app.request.answer { it.choose(block.choice, account, on) }
        }
        accounts += view
        scroll.watch(view, block.parts)
        return view
    }

    private fun number(block: Block.Number): View {
        val view = NumberView(ui, block) { text -> app.request.answer { it.typed(text) } }
        number = view
        scroll.watch(view, block.parts)
        return view
    }

    private fun countdown(): TextView {
        val view = ui.text("", Type.SMALL)
        val clock: Drawable? = context.getDrawable(R.drawable.ic_clock)?.mutate()
        clock?.setBounds(0, 0, ui.dp(16), ui.dp(16))
        clock?.setTint(ui.color(R.color.ink))
        view.setCompoundDrawablesRelative(clock, null, null, null)
        view.compoundDrawablePadding = ui.dp(6)
        view.gravity = Gravity.CENTER_VERTICAL
        view.layoutParams =
            LinearLayout.LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT)
        return view
    }

    /** Quiet, and read out once when it turns insistent: not every second. */
    private fun countDown(secondsLeft: Long?) {
        countdown.visibility = if (secondsLeft == null) View.GONE else View.VISIBLE
        if (secondsLeft == null) return
        val insists = isInsistent(secondsLeft)
        val turned = insists && countdown.background == null
        countdown.accessibilityLiveRegion =
            if (turned) View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
            else View.ACCESSIBILITY_LIVE_REGION_NONE
        if (turned) {
            countdown.background = ui.shape(R.color.danger_soft, 16f)
            countdown.padded(ui.dp(10), ui.dp(4))
        }
        val text = ui.words.say(timeLeft(secondsLeft))
        if (countdown.text.toString() != text) countdown.text = text
    }

    /** What lies under the question is neither touched nor read out. */
    private fun ask(reporting: Boolean) {
        if (reporting == (asking != null)) return
        asking?.let(::removeView)
        asking = if (reporting) question() else null
        asking?.let { addView(it, LayoutParams(MATCH_PARENT, MATCH_PARENT)) }
        body.importantForAccessibility =
            if (reporting) View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
            else View.IMPORTANT_FOR_ACCESSIBILITY_AUTO
    }

    private fun question(): View =
        ui.reportSheet({ app.request.report() }) { app.request.askToReport(false) }
}

/** The two answers, of equal size and weight, and what stands before approving. */
internal class DecideView(private val ui: Ui, private val app: BankApp, readOn: () -> Unit) :
    GuardedLayout(ui.context) {
    private val words: Words = ui.words
    private val hint = ui.text("", Type.SMALL, R.color.muted)
    private val further =
        ui.button("", Look.ONWARDS, R.drawable.ic_down, touched = readOn)
    private val decline =
        ui.tall(R.string.answer_decline, Look.STEEL, R.drawable.ic_cross) { app.request.decline() }
    private val approve =
        ui.tall(R.string.answer_approve, Look.ACCENT, words.biometric.drawing) {
            app.request.approve()
        }
    private val notMe =
        ui.button(words.say(R.string.answer_not_me), Look.QUIET) { app.request.askToReport(true) }

    init {
        onObscured = app.request::covered
        approve.contentDescription = words.say(R.string.answer_approve_with)
        hint.textAlignment = View.TEXT_ALIGNMENT_CENTER
        hint.gravity = Gravity.CENTER
        hint.minHeight = ui.dp(48)
        val pair = SideBySide(context, ui.dp(12), decline, approve)
        val column = ui.column(0, ui.rule(), hint.wide(), further.wide(), pair.wide(), notMe.wide())
        column.setBackgroundColor(ui.color(R.color.surface))
        pair.setPaddingRelative(ui.dp(20), 0, ui.dp(20), ui.dp(4))
        addView(column, LayoutParams(MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    fun show(screen: Screen.Consent) {
        val obstacle = screen.obstacle
        val text = words.say(obstacle?.phrase ?: waiting(screen))
        val readsOn = obstacle?.readOn == true
        further.visibility = if (readsOn) View.VISIBLE else View.GONE
        hint.visibility = if (readsOn) View.GONE else View.VISIBLE
        further.label = text
        hint.text = text
        approve.isEnabled = screen.canApprove
        decline.isEnabled = screen.state.canDecline
        notMe.isEnabled = screen.state.canDecline
    }

    private fun waiting(screen: Screen.Consent) =
        Phrase(
            if (screen.state.canDecline) R.string.answer_nothing_sent else R.string.finger_touch
        )
}
