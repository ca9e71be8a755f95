package dev.countersign.sample.ui

import android.graphics.Typeface
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.LinearLayout
import android.widget.ScrollView
import dev.countersign.android.GuardedLayout
import dev.countersign.sample.R
import dev.countersign.sample.model.Ending
import dev.countersign.sample.model.Screen
import dev.countersign.sample.words.isolated

/** What can be done where something ended. */
internal class Ways(
    val decline: () -> Unit,
    val again: () -> Unit,
    val home: () -> Unit,
    val enrol: () -> Unit,
    val startAgain: () -> Unit,
)

/** What stands in place of a request. */
internal fun Ui.endingView(screen: Screen.Ended, bank: String, ways: Ways): View {
    val ending = screen.ending
    val centred = centred(
        ending.drawing,
        ending.tone,
        words.say(ending.title),
        screen.title?.let { text(isolated(it), Type.LARGE) },
        say(ending.text, Type.BODY, R.color.muted),
        screen.problem?.let { warning(it) },
        screen.receipt?.let { receipt(it) },
    )
    val page = page(bank, centred, buttons(ending, ways))
    page.accessibilityPaneTitle = words.say(ending.title)
    return page
}

/** A receipt as the bank signed it, folded until somebody wants to see it. */
internal fun Ui.receipt(token: String): View {
    val raw = text(token, Type.LABEL)
    raw.typeface = Typeface.MONOSPACE
    raw.textDirection = View.TEXT_DIRECTION_LTR
    raw.setTextIsSelectable(true)
    raw.visibility = View.GONE
    raw.background = shape(R.color.sunken, 12f, R.color.line)
    raw.padded(dp(12), dp(12))
    val fold = button(words.say(R.string.answer_receipt), Look.PLAIN) {
        raw.visibility = if (raw.visibility == View.GONE) View.VISIBLE else View.GONE
    }
    return column(8, fold.wide(), raw.wide()).wide()
}

/** The bar, what scrolls, and the buttons under it. */
internal fun Ui.page(
    bank: String,
    content: View,
    buttons: View? = null,
    back: (() -> Unit)? = null,
): LinearLayout {
    val page = column()
    val scroll = ScrollView(context)
    scroll.addView(content.wide())
    page.addView(appBar(bank, back = back))
    page.addView(scroll, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
    buttons?.let { page.addView(it.wide()) }
    return page
}

/** Buttons one below the other, under what scrolls. */
internal fun Ui.under(vararg buttons: View): View {
    val column = column(8, *buttons)
    column.gravity = Gravity.CENTER_HORIZONTAL
    return column.padded(dp(20), dp(14))
}

private fun Ui.buttons(ending: Ending, ways: Ways): View? {
    if (ending.passes && ending != Ending.WAITING) return null
    if (ending == Ending.CANNOT_SHOW) return guarded(under(decline(ways)))
    val isDone = ending == Ending.APPROVED || ending == Ending.DECLINED
    val close = if (isDone) R.string.answer_done else R.string.answer_close
    return when {
        ending == Ending.RESET ->
            under(tall(R.string.answer_start_again, Look.ACCENT, touched = ways.startAgain))
        ending == Ending.ENROL_AGAIN ->
            under(
                tall(R.string.enrol_again, Look.ACCENT, touched = ways.enrol),
                tall(close, Look.PLAIN, touched = ways.home),
            )
        ending.canBeTriedAgain -> {
            val again = tall(R.string.answer_again, Look.ACCENT, touched = ways.again)
            val home = tall(close, Look.STEEL, touched = ways.home)
            under(SideBySide(context, dp(12), home, again).wide())
        }
        else -> under(tall(close, Look.ACCENT, touched = ways.home))
    }
}

private fun Ui.decline(ways: Ways): View =
    tall(R.string.answer_decline, Look.STEEL, R.drawable.ic_cross, ways.decline)

private fun Ui.guarded(view: View): View = GuardedLayout(context).apply { addView(view) }
