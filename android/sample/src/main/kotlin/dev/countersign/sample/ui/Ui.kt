package dev.countersign.sample.ui

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.text.Layout
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import dev.countersign.sample.R
import dev.countersign.sample.words.Phrase
import dev.countersign.sample.words.Words
import kotlin.math.roundToInt

/** What every screen is made of: texts, drawings, columns, cards. */
internal class Ui(val context: Context, val words: Words) {
    private val density = context.resources.displayMetrics.density

    fun dp(value: Float): Int = (value * density).roundToInt()

    fun dp(value: Int): Int = dp(value.toFloat())

    fun color(id: Int): Int = context.getColor(id)

    fun text(text: CharSequence, type: Type, color: Int = R.color.ink): TextView =
        styled(TextView(context), text, type, color)

    fun say(id: Int, type: Type, color: Int = R.color.ink): TextView =
        text(words.say(id), type, color)

    fun say(phrase: Phrase, type: Type, color: Int = R.color.ink): TextView =
        text(words.say(phrase), type, color)

    /** A text that a screen reader lists among the headings. */
    fun heading(text: CharSequence, type: Type): TextView =
        text(text, type).apply { isAccessibilityHeading = true }

    fun <T : TextView> styled(view: T, text: CharSequence, type: Type, color: Int): T {
        view.text = text
        view.textSize = type.size
        view.typeface = Typeface.create(Typeface.DEFAULT, type.weight, false)
        view.setTextColor(color(color))
        // To the side that the screen is read from, whichever way the text itself is written.
        view.textAlignment = View.TEXT_ALIGNMENT_VIEW_START
        view.breakStrategy = Layout.BREAK_STRATEGY_HIGH_QUALITY
        return view
    }

    /** Never read out: words always stand beside it. */
    fun icon(drawing: Int, color: Int, size: Int = 20): ImageView =
        ImageView(context).apply {
            setImageResource(drawing)
            imageTintList = ColorStateList.valueOf(color(color))
            importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
            layoutParams = LinearLayout.LayoutParams(dp(size), dp(size))
        }

    fun column(gap: Int = 0, vararg children: View?): LinearLayout =
        line(LinearLayout.VERTICAL, gap, children)

    fun row(gap: Int = 0, vararg children: View?): LinearLayout =
        line(LinearLayout.HORIZONTAL, gap, children).apply { gravity = Gravity.CENTER_VERTICAL }

    private fun line(way: Int, gap: Int, children: Array<out View?>): LinearLayout =
        LinearLayout(context).apply {
            orientation = way
            isBaselineAligned = false
            if (gap > 0) {
                dividerDrawable = GradientDrawable().apply { setSize(dp(gap), dp(gap)) }
                showDividers = LinearLayout.SHOW_DIVIDER_MIDDLE
            }
            children.filterNotNull().forEach(::addView)
        }

    /** A rounded area. */
    fun shape(fill: Int, radius: Float, stroke: Int? = null, width: Float = 1f): GradientDrawable =
        GradientDrawable().apply {
            setColor(color(fill))
            cornerRadius = dp(radius).toFloat()
            if (stroke != null) setStroke(dp(width), color(stroke))
        }

    /** A line from side to side. */
    fun rule(): View =
        View(context).apply {
            setBackgroundColor(color(R.color.line))
            layoutParams = LinearLayout.LayoutParams(MATCH_PARENT, dp(1).coerceAtLeast(1))
        }
}

/** Takes what its neighbours leave of a row. */
internal fun <T : View> T.filling(): T = apply {
    layoutParams = LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f)
}

/** As wide as what it stands in. */
internal fun <T : View> T.wide(): T = apply {
    layoutParams = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
}

internal fun <T : View> T.padded(horizontal: Int, vertical: Int): T = apply {
    setPaddingRelative(horizontal, vertical, horizontal, vertical)
}

/** Puts one view in place of all others. */
internal fun ViewGroup.hold(view: View?) {
    removeAllViews()
    view?.let(::addView)
}
