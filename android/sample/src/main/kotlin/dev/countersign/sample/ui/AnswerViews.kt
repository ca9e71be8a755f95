package dev.countersign.sample.ui

import android.content.res.ColorStateList
import android.graphics.Color
import android.graphics.drawable.StateListDrawable
import android.text.Editable
import android.text.InputFilter
import android.text.InputType
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.TextWatcher
import android.text.style.ForegroundColorSpan
import android.text.style.RelativeSizeSpan
import android.view.Gravity
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.CheckBox
import android.widget.CompoundButton
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.RadioButton
import android.widget.TextView
import dev.countersign.AccountOffer
import dev.countersign.android.ConsentScreenState
import dev.countersign.sample.R
import dev.countersign.sample.consent.Block
import dev.countersign.sample.words.Phrase
import dev.countersign.sample.words.isolated

/** Accounts to choose from. What is chosen is up to the state; this shows it. */
internal class AccountsView(
    private val ui: Ui,
    private val block: Block.Accounts,
    private val chosen: (account: String, on: Boolean) -> Unit,
) : LinearLayout(ui.context) {
    private val buttons = block.choice.accounts.associate { it.id to button(it) }

    init {
        orientation = VERTICAL
        val column = ui.column(8, ui.heading(isolated(block.choice.title), Type.TITLE).wide())
        if (!block.single) column.addView(ui.say(limit(), Type.SMALL, R.color.muted).wide())
        buttons.values.forEach { column.addView(it.wide()) }
        addView(column.wide())
    }

    fun show(state: ConsentScreenState) {
        for ((account, button) in buttons) {
            button.isChecked = state.isChosen(block.choice, account)
        }
    }

    private fun limit(): Phrase =
        block.limit?.let { Phrase(R.plurals.choice_at_most, it) } ?: Phrase(R.string.choice_any)

    private fun button(account: AccountOffer): CompoundButton {
        val button = if (block.single) RadioButton(context) else CheckBox(context)
        ui.styled(button, label(account), Type.VALUE, R.color.ink)
        button.buttonTintList = ColorStateList.valueOf(ui.color(R.color.accent))
        button.background = ground()
        button.minHeight = ui.dp(60)
        button.setPaddingRelative(ui.dp(8), ui.dp(8), ui.dp(14), ui.dp(8))
        // The state answers by what it then says is chosen.
        button.setOnClickListener { chosen(account.id, button.isChecked) }
        return button
    }

    /** The bank's name for it, and under it the masked number, from left to right. */
    private fun label(account: AccountOffer): CharSequence {
        val text = SpannableStringBuilder(isolated(account.label)).append('\n')
        val start = text.length
        text.append(LEFT_TO_RIGHT_ISOLATE).append(account.identification).append(POP_ISOLATE)
        account.currency?.let { text.append(" · ").append(it) }
        val muted = ForegroundColorSpan(ui.color(R.color.muted))
        text.setSpan(muted, start, text.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        val smaller = RelativeSizeSpan(SMALLER)
        text.setSpan(smaller, start, text.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        return text
    }

    private fun ground() =
        StateListDrawable().apply {
            val on = ui.shape(R.color.accent_soft, RADIUS, R.color.accent, STROKE)
            addState(intArrayOf(android.R.attr.state_checked), on)
            addState(intArrayOf(), ui.shape(R.color.surface, RADIUS, R.color.line_strong, STROKE))
        }

    private companion object {
        const val LEFT_TO_RIGHT_ISOLATE = "\u2066"
        const val POP_ISOLATE = "\u2069"
        const val SMALLER = 0.93f
    }
}

/** The number from the other screen: large boxes, and a keypad of digits. */
internal class NumberView(
    private val ui: Ui,
    private val block: Block.Number,
    private val typed: (String) -> Unit,
) : LinearLayout(ui.context) {
    private val boxes = List(block.digits) { box() }
    private val field = field()

    init {
        orientation = VERTICAL
        val row = ui.row(10, *boxes.toTypedArray())
        // Digits stand in the order in which the other screen has them.
        row.layoutDirection = View.LAYOUT_DIRECTION_LTR
        row.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
        val stack = FrameLayout(context)
        stack.addView(row)
        val whole = FrameLayout.LayoutParams.MATCH_PARENT
        stack.addView(field, FrameLayout.LayoutParams(whole, whole))
        val help = ui.say(R.string.number_help, Type.SMALL, R.color.muted)
        addView(ui.column(8, ui.heading(title(), Type.TITLE).wide(), help.wide(), stack).wide())
    }

    fun show(state: ConsentScreenState) {
        if (field.text.toString() != state.number) {
            field.setText(state.number)
            field.setSelection(state.number.length)
        }
        for ((place, box) in boxes.withIndex()) {
            val digit = state.number.getOrNull(place)
            box.text = digit?.toString().orEmpty()
            val next = place == state.number.length && field.isFocused
            box.background = ground(filled = digit != null, next)
        }
    }

    private fun title(): String = ui.words.say(R.string.number_title)

    private fun box(): TextView {
        val box = ui.text("", Type.HEADLINE)
        box.gravity = Gravity.CENTER
        box.textAlignment = View.TEXT_ALIGNMENT_CENTER
        box.fontFeatureSettings = "tnum"
        box.minWidth = ui.dp(52)
        box.minHeight = ui.dp(64)
        return box
    }

    private fun ground(filled: Boolean, next: Boolean) =
        ui.shape(
            if (filled) R.color.accent_soft else R.color.surface,
            RADIUS,
            if (filled || next) R.color.accent else R.color.line_strong,
            if (next) STROKE * 2 else STROKE,
        )

    /** Lies over the boxes and is not seen: what it holds, they show. */
    private fun field(): EditText {
        val field = EditText(context)
        field.inputType = InputType.TYPE_CLASS_NUMBER
        field.imeOptions =
            EditorInfo.IME_ACTION_DONE or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        field.filters = arrayOf(InputFilter.LengthFilter(block.digits))
        field.importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
        field.isCursorVisible = false
        field.background = null
        field.setTextColor(Color.TRANSPARENT)
        field.contentDescription = "${title()}. ${ui.words.say(R.string.number_help)}"
        field.addTextChangedListener(Typed { typed(it) })
        return field
    }

    /** Told of every change, whoever made it: the state takes the same number twice. */
    private class Typed(private val told: (String) -> Unit) : TextWatcher {
        override fun afterTextChanged(text: Editable) = told(text.toString())

        override fun beforeTextChanged(text: CharSequence, at: Int, old: Int, new: Int) = Unit

        override fun onTextChanged(text: CharSequence, at: Int, old: Int, new: Int) = Unit
    }
}

private const val RADIUS = 14f
private const val STROKE = 1.5f
