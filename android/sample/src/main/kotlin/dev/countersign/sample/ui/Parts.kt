package dev.countersign.sample.ui

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import dev.countersign.sample.R
import dev.countersign.sample.model.Banner
import dev.countersign.sample.model.Tone

/** The bar at the top: whose app it is, and what else belongs beside the name. */
internal fun Ui.appBar(bank: CharSequence, beside: View? = null, back: (() -> Unit)? = null): View {
    val mark = icon(R.drawable.ic_bank, R.color.on_accent, 18)
    val ground = FrameLayout(context)
    ground.background = shape(R.color.accent, 9f)
    ground.addView(mark, FrameLayout.LayoutParams(dp(18), dp(18), Gravity.CENTER))
    ground.layoutParams = LinearLayout.LayoutParams(dp(32), dp(32))
    val first = back?.let { backButton(it) } ?: ground
    val bar = row(10, first, text(bank, Type.NAME).filling(), beside)
    bar.minimumHeight = dp(56)
    bar.padded(dp(20), dp(8))
    return column(0, bar.wide(), rule()).wide()
}

private fun Ui.backButton(touched: () -> Unit): View {
    // The drawing points forwards, and is mirrored with the language.
    val arrow = icon(R.drawable.ic_chevron, R.color.ink, 24).apply { rotation = 180f }
    val button = FrameLayout(context)
    button.addView(arrow, FrameLayout.LayoutParams(dp(24), dp(24), Gravity.CENTER))
    button.layoutParams = LinearLayout.LayoutParams(dp(48), dp(48))
    button.contentDescription = words.say(R.string.report_back)
    button.isFocusable = true
    button.setOnClickListener { touched() }
    return button
}

/** Something to know about the screen that it stands on, with a way out where there is one. */
internal fun Ui.banner(banner: Banner, enrol: () -> Unit): View {
    val texts = column(
        2,
        say(banner.title, Type.TITLE).wide(),
        say(banner.text, Type.SMALL).wide(),
    )
    if (banner.asksToEnrol) {
        texts.addView(button(words.say(R.string.enrol_again), Look.PLAIN, touched = enrol))
    }
    val drawing = if (banner.tone == Tone.INFO) R.drawable.ic_info else R.drawable.ic_alert
    val row = row(12, icon(drawing, ink(banner.tone)), texts.filling())
    row.gravity = Gravity.TOP
    row.setBackgroundColor(color(ground(banner.tone)))
    row.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    return row.padded(dp(20), dp(12)).wide()
}

/** A large drawing in a circle. */
internal fun Ui.medal(drawing: Int, tone: Tone): View {
    val circle = FrameLayout(context)
    val solid = tone == Tone.GOOD
    circle.background = shape(if (solid) R.color.accent else ground(tone), 40f)
    val ink = if (solid) R.color.on_accent else ink(tone)
    circle.addView(icon(drawing, ink), FrameLayout.LayoutParams(dp(38), dp(38), Gravity.CENTER))
    circle.layoutParams = LinearLayout.LayoutParams(dp(80), dp(80))
    return circle
}

/** A drawing, a heading and words in the middle of the screen. */
internal fun Ui.centred(
    drawing: Int,
    tone: Tone,
    title: String,
    vararg below: View?,
): LinearLayout {
    val heading = heading(title, Type.HEADLINE)
    val column = column(12, medal(drawing, tone), heading, *below)
    column.gravity = Gravity.CENTER_HORIZONTAL
    for (index in 1 until column.childCount) column.getChildAt(index).inTheMiddle()
    return column.padded(dp(28), dp(36)).wide()
}

internal fun View.inTheMiddle(): View = apply {
    if (this is TextView) textAlignment = View.TEXT_ALIGNMENT_CENTER
}

/** A question over the screen, which can be touched away. */
internal fun Ui.sheet(back: () -> Unit, vararg children: View): View {
    val panel = column(10, *children)
    panel.gravity = Gravity.CENTER_HORIZONTAL
    val corner = dp(28).toFloat()
    panel.background = shape(R.color.surface, 0f).apply {
        cornerRadii = floatArrayOf(corner, corner, corner, corner, 0f, 0f, 0f, 0f)
    }
    panel.padded(dp(22), dp(24))
    panel.isClickable = true
    val scroll = ScrollView(context)
    scroll.addView(panel.wide())
    val dim = FrameLayout(context)
    dim.setBackgroundColor(DIM)
    dim.setOnClickListener { back() }
    // To be touched by those who see it; others find the button that says the same.
    dim.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
    dim.addView(scroll, FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT, Gravity.BOTTOM))
    return dim
}

private fun ink(tone: Tone): Int =
    when (tone) {
        Tone.INFO,
        Tone.GOOD -> R.color.accent
        Tone.CALM -> R.color.ink
        Tone.WARN -> R.color.warn
        Tone.DANGER -> R.color.danger
    }

private fun ground(tone: Tone): Int =
    when (tone) {
        Tone.INFO,
        Tone.GOOD -> R.color.accent_soft
        Tone.CALM -> R.color.sunken
        Tone.WARN -> R.color.warn_soft
        Tone.DANGER -> R.color.danger_soft
    }

private const val DIM = 0x8c080e0c.toInt()
