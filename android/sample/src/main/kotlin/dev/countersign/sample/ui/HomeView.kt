package dev.countersign.sample.ui

import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.FrameLayout
import dev.countersign.Enrolment
import dev.countersign.EnrolmentState
import dev.countersign.sample.R
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Screen
import dev.countersign.sample.model.Tone
import dev.countersign.sample.model.Waiting
import dev.countersign.sample.words.Phrase
import dev.countersign.sample.words.isolated
import dev.countersign.sample.words.timeLeft
import java.time.Duration
import java.time.Instant

/** The app at rest: what waits, whom this phone decides for, and what was decided lately. */
internal fun Ui.homeView(screen: Screen.Home, bank: String, app: BankApp): View {
    val content = column(20)
    content.padded(dp(20), dp(18))
    content.addView(if (screen.waiting.isEmpty()) calm() else waiting(screen, app))
    screen.enrolments.forEach { content.addView(enrolment(it, app)) }
    content.addView(past(screen, app))
    val page = page(bank, content, under(refresh(screen, app).wide()))
    page.accessibilityPaneTitle = words.say(R.string.home_region)
    screen.banner?.let { page.addView(banner(it, app::invite), 1) }
    val asked = screen.removing ?: return page
    page.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
    val whole = FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT)
    return FrameLayout(context).apply {
        addView(page, whole)
        addView(removeSheet({ app.remove(asked) }) { app.askToRemove(null) }, whole)
    }
}

private fun Ui.calm(): View =
    centred(
        R.drawable.ic_check,
        Tone.CALM,
        words.say(R.string.home_nothing),
        say(R.string.home_first, Type.BODY, R.color.muted),
    )

private fun Ui.waiting(screen: Screen.Home, app: BankApp): View {
    val count = Phrase(R.plurals.home_waiting, screen.waiting.size)
    val column = column(10, heading(words.say(count), Type.HEADLINE).wide())
    for (waiting in screen.waiting) column.addView(waiting(waiting, screen.now, app))
    return column.wide()
}

/** Nothing of what it asks is known yet, so nothing is said of it. */
private fun Ui.waiting(waiting: Waiting, now: Instant, app: BankApp): View {
    val seconds = Duration.between(now, waiting.expiresAt).seconds
    val texts = column(
        2,
        say(R.string.home_open, Type.LARGE).wide(),
        say(timeLeft(seconds), Type.SMALL).wide(),
    )
    val row = row(12, texts.filling(), icon(R.drawable.ic_chevron, R.color.accent))
    row.background = shape(R.color.accent_soft, 14f, R.color.accent, 1.5f)
    row.minimumHeight = dp(64)
    row.isFocusable = true
    row.setOnClickListener { app.request.open(waiting) }
    return row.padded(dp(16), dp(12)).wide()
}

private fun Ui.enrolment(enrolment: Enrolment, app: BankApp): View {
    val account = "${isolated(enrolment.bank)} · ${isolated(enrolment.account)}"
    val card = column(
        4,
        say(R.string.home_decides_for, Type.LABEL, R.color.muted).wide(),
        text(account, Type.TITLE).wide(),
    )
    if (enrolment.state == EnrolmentState.ACTIVE) worth(enrolment).forEach { card.addView(it) }
    else card.addView(say(standing(enrolment.state), Type.SMALL, R.color.danger).wide())
    card.addView(button(words.say(R.string.remove_open), Look.QUIET) { app.askToRemove(enrolment) })
    card.background = shape(R.color.sunken, 16f, R.color.line)
    return card.padded(dp(18), dp(16)).wide()
}

private fun standing(state: EnrolmentState): Int =
    when (state) {
        EnrolmentState.PENDING -> R.string.enrol_waiting
        EnrolmentState.BLOCKED -> R.string.enrol_blocked
        EnrolmentState.REVOKED,
        EnrolmentState.ACTIVE -> R.string.enrol_revoked
    }

/** What the answers are worth: a weaker server never looks stronger. */
private fun Ui.worth(enrolment: Enrolment): List<View> {
    val assurance = enrolment.assurance
    return listOf(
        worth(
            assurance.contentBound,
            R.string.assurance_content_bound,
            R.string.assurance_content_bound_not,
        ),
        worth(
            assurance.serverSignedRequest,
            R.string.assurance_server_signed_request,
            R.string.assurance_server_signed_request_not,
        ),
        worth(
            assurance.hardwareKey,
            R.string.assurance_hardware_key,
            R.string.assurance_hardware_key_not,
        ),
    )
}

private fun Ui.worth(given: Boolean, yes: Int, no: Int): View {
    val drawing = if (given) R.drawable.ic_check else R.drawable.ic_info
    val ink = if (given) R.color.accent else R.color.muted
    val text = say(if (given) yes else no, Type.SMALL, R.color.muted)
    return row(8, icon(drawing, ink, 18), text.filling()).wide()
}

private fun Ui.past(screen: Screen.Home, app: BankApp): View {
    val column = column(0, heading(words.say(R.string.home_history), Type.TITLE).wide())
    screen.past.forEach { column.addView(pastRow(it) { app.openEntry(it) }) }
    if (screen.past.isEmpty()) {
        column.addView(say(R.string.past_empty, Type.SMALL, R.color.muted).wide())
    } else {
        column.addView(
            button(words.say(R.string.past_more), Look.QUIET, touched = app::openHistory)
        )
    }
    return column.wide()
}

private fun Ui.refresh(screen: Screen.Home, app: BankApp): View {
    val label = if (screen.asking) R.string.home_asking else R.string.home_refresh
    val button = button(words.say(label), Look.PLAIN, R.drawable.ic_refresh) { app.refreshHome() }
    button.isEnabled = !screen.asking
    return button
}
