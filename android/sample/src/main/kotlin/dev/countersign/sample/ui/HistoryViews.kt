package dev.countersign.sample.ui

import android.text.format.DateUtils
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.FrameLayout
import android.widget.TextView
import dev.countersign.HistoryEntry
import dev.countersign.Outcome
import dev.countersign.sample.R
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Screen
import dev.countersign.sample.words.isolated

/** What was decided, newest first. */
internal fun Ui.historyView(screen: Screen.Past, bank: String, app: BankApp): View {
    val content = column(0, heading(words.say(R.string.home_history), Type.HEADLINE).wide())
    content.padded(dp(20), dp(18))
    screen.entries.forEach { content.addView(pastRow(it) { app.openEntry(it) }) }
    if (screen.entries.isEmpty()) {
        content.addView(say(R.string.past_empty, Type.BODY, R.color.muted).wide())
    }
    if (screen.more) {
        content.addView(tall(R.string.past_more, Look.PLAIN) { app.older() })
    }
    val page = page(bank, content, back = app::goHome)
    page.accessibilityPaneTitle = words.say(R.string.home_history)
    screen.banner?.let { page.addView(banner(it, app::invite), 1) }
    return page
}

/** One thing that was decided, how it ended and when, and its receipt. */
internal fun Ui.entryView(screen: Screen.PastOne, bank: String, app: BankApp): View {
    val entry = screen.entry
    val column = column(
        10,
        heading(title(entry), Type.HEADLINE).wide(),
        outcome(entry.outcome, Type.LARGE).wide(),
        text(time(entry), Type.SMALL, R.color.muted).wide(),
        entry.receipt?.let { receipt(it) },
    )
    column.padded(dp(20), dp(18))
    val notMe = button(words.say(R.string.past_not_me), Look.PLAIN) { app.askToReportEntry(true) }
    val page = page(bank, column, under(notMe.wide()), back = app::openHistory)
    page.accessibilityPaneTitle = words.say(R.string.home_history)
    if (!screen.reporting) return page
    page.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
    val whole = FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT)
    return FrameLayout(context).apply {
        addView(page, whole)
        addView(reportSheet({ app.reportEntry(entry) }) { app.askToReportEntry(false) }, whole)
    }
}

/** A line of the history. */
internal fun Ui.pastRow(entry: HistoryEntry, touched: () -> Unit): View {
    val texts = column(
        2,
        text(title(entry), Type.VALUE).wide(),
        text(time(entry), Type.LABEL, R.color.muted).wide(),
    )
    val row = row(12, texts.filling(), outcome(entry.outcome, Type.SMALL))
    row.minimumHeight = dp(56)
    row.isFocusable = true
    row.setOnClickListener { touched() }
    return column(0, row.padded(0, dp(10)).wide(), rule()).wide()
}

private fun Ui.title(entry: HistoryEntry): String =
    entry.title?.let(::isolated) ?: words.say(R.string.past_unnamed)

private fun Ui.outcome(outcome: Outcome, type: Type): TextView {
    val colour = if (outcome == Outcome.APPROVED) R.color.accent else R.color.muted
    return say(word(outcome), type, colour)
}

private fun word(outcome: Outcome): Int =
    when (outcome) {
        Outcome.APPROVED -> R.string.outcome_approved
        Outcome.DENIED -> R.string.outcome_denied
        Outcome.UNKNOWN -> R.string.outcome_unknown
        Outcome.NEVER_LEARNED -> R.string.outcome_never_learned
        Outcome.REFUSED -> R.string.outcome_refused
        Outcome.ANSWERED_ELSEWHERE -> R.string.outcome_answered_elsewhere
        Outcome.WITHDRAWN -> R.string.outcome_withdrawn
        Outcome.EXPIRED -> R.string.outcome_expired
        Outcome.OPEN -> R.string.outcome_open
    }

/** In the way of the phone's own settings. */
private fun Ui.time(entry: HistoryEntry): String {
    val moment = (entry.endedAt ?: entry.arrivedAt).toEpochMilli()
    val day = DateUtils.FORMAT_SHOW_DATE or DateUtils.FORMAT_SHOW_YEAR
    val form = day or DateUtils.FORMAT_SHOW_TIME
    return DateUtils.formatDateTime(context, moment, form)
}
