package dev.countersign.sample.ui

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Paint
import android.graphics.drawable.Drawable
import android.graphics.drawable.RippleDrawable
import android.graphics.drawable.StateListDrawable
import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.ImageView
import android.widget.LinearLayout
import dev.countersign.sample.R

/** How a button looks. */
internal enum class Look(val fill: Int, val ink: Int, val stroke: Int?) {
    ACCENT(R.color.accent, R.color.on_accent, null),
    STEEL(R.color.steel, R.color.on_steel, null),
    DANGER(R.color.danger, R.color.surface, null),
    PLAIN(R.color.surface, R.color.ink, R.color.line_strong),

    /** Words to touch, within other words. */
    QUIET(R.color.surface, R.color.muted, null),

    /** The same, where it leads on. */
    ONWARDS(R.color.surface, R.color.accent, null),
}

/** A button, at least 48 dp high. */
internal fun Ui.button(
    label: CharSequence,
    look: Look,
    drawing: Int? = null,
    height: Int = TOUCHABLE,
    touched: () -> Unit,
): LabelButton =
    LabelButton(this, look, drawing).apply {
        this.label = label
        minimumHeight = dp(height)
        setOnClickListener { touched() }
    }

/** One of the large buttons at the bottom of a screen, from side to side. */
internal fun Ui.tall(
    label: Int,
    look: Look,
    drawing: Int? = null,
    touched: () -> Unit,
): LabelButton = button(words.say(label), look, drawing, TALL, touched).wide()

/** How high the large buttons are, in dp. */
internal const val TALL = 56

/** A drawing and words in the middle of a button. */
internal class LabelButton(ui: Ui, look: Look, drawing: Int?) : LinearLayout(ui.context) {
    private val inks = inks(ui, look)
    private val icon: ImageView? = drawing?.let { ui.icon(it, look.ink) }
    private val text = ui.text("", if (look.isQuiet) Type.SMALL else Type.BUTTON)

    /** What it says. */
    var label: CharSequence
        get() = text.text
        set(value) {
            if (text.text.toString() != value.toString()) text.text = value
        }

    init {
        gravity = Gravity.CENTER
        minimumWidth = ui.dp(TOUCHABLE)
        background = background(ui, look)
        isClickable = true
        isFocusable = true
        setPaddingRelative(ui.dp(14), ui.dp(8), ui.dp(14), ui.dp(8))
        text.setTextColor(inks)
        if (look == Look.QUIET) text.paintFlags = text.paintFlags or Paint.UNDERLINE_TEXT_FLAG
        text.textAlignment = View.TEXT_ALIGNMENT_CENTER
        icon?.let {
            it.imageTintList = inks
            (it.layoutParams as LayoutParams).marginEnd = ui.dp(8)
            addView(it)
        }
        addView(text)
    }

    override fun setEnabled(enabled: Boolean) {
        super.setEnabled(enabled)
        text.isEnabled = enabled
        icon?.isEnabled = enabled
    }

    /** To a screen reader it is a button. */
    override fun getAccessibilityClassName(): CharSequence = Button::class.java.name
}

private val Look.isQuiet: Boolean
    get() = this == Look.QUIET || this == Look.ONWARDS

private fun inks(ui: Ui, look: Look) =
    ColorStateList(
        arrayOf(intArrayOf(-android.R.attr.state_enabled), intArrayOf()),
        intArrayOf(ui.color(R.color.muted), ui.color(look.ink)),
    )

private fun background(ui: Ui, look: Look): Drawable {
    val touch = ColorStateList.valueOf(ui.color(look.ink) and 0x00ff_ffff or 0x3300_0000)
    val shape = ui.shape(R.color.ink, RADIUS)
    if (look.isQuiet) return RippleDrawable(touch, null, shape)
    val states = StateListDrawable()
    val off = ui.shape(R.color.sunken, RADIUS, R.color.line_strong, STROKE)
    states.addState(intArrayOf(-android.R.attr.state_enabled), off)
    states.addState(intArrayOf(), ui.shape(look.fill, RADIUS, look.stroke, STROKE))
    return RippleDrawable(touch, states, shape)
}

/**
 * Two buttons of equal size, side by side; where a label would not fit, as with large text, one
 * above the other.
 */
internal class SideBySide(context: Context, gap: Int, first: View, second: View) :
    LinearLayout(context) {
    private val space = View(context).apply { layoutParams = LayoutParams(gap, gap) }
    private val buttons = listOf(first, second)

    init {
        isBaselineAligned = false
        addView(first)
        addView(space)
        addView(second)
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val room = MeasureSpec.getSize(widthMeasureSpec) - paddingLeft - paddingRight
        val half = (room - space.layoutParams.width) / 2
        val free = MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)
        buttons.forEach { it.measure(free, free) }
        val fits = buttons.all { it.measuredWidth <= half }
        val width = MeasureSpec.makeMeasureSpec(if (fits) half else room, MeasureSpec.EXACTLY)
        buttons.forEach { it.measure(width, free) }
        val height = buttons.maxOf { it.measuredHeight }
        orientation = if (fits) HORIZONTAL else VERTICAL
        for (button in buttons) {
            button.layoutParams.width = MeasureSpec.getSize(width)
            button.layoutParams.height = height
        }
        super.onMeasure(widthMeasureSpec, heightMeasureSpec)
    }
}

private const val TOUCHABLE = 48
private const val RADIUS = 14f
private const val STROKE = 1.5f
