package dev.countersign.sample.ui

import android.graphics.Typeface
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.LayerDrawable
import android.view.Gravity
import android.view.View
import android.widget.TextView
import dev.countersign.sample.R
import dev.countersign.sample.consent.Row
import dev.countersign.sample.consent.RowSize
import dev.countersign.sample.words.isolated

/** Rows of labels and values in one card, lines between them. */
internal fun Ui.card(rows: List<Row>, first: View? = null, watch: (View, Row) -> Unit): View {
    val card = column()
    card.background = shape(R.color.sunken, CARD_RADIUS, R.color.line)
    card.clipToOutline = true
    // The line around it stays clear of what lies in it.
    card.setPadding(dp(1), dp(1), dp(1), dp(1))
    first?.let { card.addView(it) }
    for (row in rows) {
        if (card.childCount > 0 && !row.continues) card.addView(rule())
        val view = rowView(row)
        card.addView(view)
        watch(view, row)
    }
    return card.wide()
}

/** A label over a value, with what there is to beware of under it. */
internal fun Ui.rowView(row: Row): View {
    val column = column(2)
    if (!row.continues) column.addView(label(row).wide())
    column.addView(if (row.granted) granted(row) else value(row).wide())
    warnings(row.warnings)?.let { column.addView(it) }
    column.padded(dp(14), dp(if (row.continues) 4 else 10))
    if (row.clientWords) column.background = clientEdge()
    return column.wide()
}

/** What to beware of: a drawing, and words. */
internal fun Ui.warning(text: String): View {
    val words = text(isolated(text), Type.VALUE).filling()
    words.contentDescription = "${this.words.say(R.string.asked_warning)}: $text"
    val row = row(10, icon(R.drawable.ic_alert, R.color.warn), words)
    row.gravity = Gravity.TOP
    row.background = shape(R.color.warn_soft, 12f, R.color.warn)
    return row.padded(dp(14), dp(12)).wide()
}

/** A label and a value that the app itself words. */
internal fun Ui.plainRow(label: CharSequence, value: TextView): View =
    column(2, text(label, Type.LABEL, R.color.muted).wide(), value.wide())
        .padded(dp(14), dp(10))
        .wide()

private fun Ui.warnings(texts: List<String>): View? =
    if (texts.isEmpty()) null
    else column(6).apply {
        setPadding(0, dp(6), 0, 0)
        texts.forEach { addView(warning(it)) }
    }

/** The label; what it is part of, and whose words it is, stand at the other end of the line. */
private fun Ui.label(row: Row): View {
    val label = text(row.label, Type.LABEL, R.color.muted)
    val partOf = row.partOf?.let { text(isolated(it), Type.LABEL, R.color.muted) }
    val whose =
        if (row.clientWords) say(R.string.asked_client_words, Type.LABEL) else null
    if (partOf == null && whose == null) return label
    return column(2, label.wide(), partOf?.wide(), whose?.wide())
}

private fun Ui.granted(row: Row): View =
    row(8, icon(R.drawable.ic_check, R.color.accent), value(row).filling()).wide()

private fun Ui.value(row: Row): TextView {
    val type =
        when (row.size) {
            RowSize.LARGE -> Type.LARGE
            RowSize.PLAIN -> Type.VALUE
            RowSize.SMALL -> Type.SMALL
        }
    val view = if (row.unbroken) FitText(context) else TextView(context)
    styled(view, row.text, type, R.color.ink)
    if (row.leftToRight) view.textDirection = View.TEXT_DIRECTION_LTR
    if (row.code) view.typeface = Typeface.MONOSPACE
    view.fontFeatureSettings = "tnum"
    return view
}

/** The client's words lie on another ground, behind an edge of their own. */
private fun Ui.clientEdge() =
    LayerDrawable(
        arrayOf(
            ColorDrawable(color(R.color.line_strong)),
            ColorDrawable(color(R.color.surface)),
        )
    )
        .apply { setLayerInsetRelative(1, dp(4), 0, 0, 0) }

private const val CARD_RADIUS = 14f
