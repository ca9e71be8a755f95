package dev.countersign.sample.ui

import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.RelativeSizeSpan
import android.view.View
import dev.countersign.sample.R
import dev.countersign.sample.consent.Amount
import dev.countersign.sample.consent.Block
import dev.countersign.sample.consent.Row
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.words.Phrase
import dev.countersign.sample.words.isolated
import dev.countersign.sample.words.timeAgo
import java.time.Duration
import java.time.Instant

/** Draws the blocks of a consent, and says which part of the request each view shows. */
internal class BlockViews(
    private val ui: Ui,
    private val app: BankApp,
    private val now: Instant,
    private val watch: (View, List<String>) -> Unit,
) {
    private val words = ui.words

    /** The view of a block that the person only reads. Of the others, `null`. */
    fun view(block: Block): View? =
        when (block) {
            is Block.Often -> often(block)
            is Block.Asker -> asker(block)
            is Block.Asked -> asked(block)
            is Block.Warnings -> warnings(block)
            is Block.Group -> titled(isolated(block.title), rows(block.rows))
            is Block.Origin -> origin(block)
            is Block.Further ->
                titled(words.say(R.string.asked_further), rows(block.rows))
            Block.End -> end()
            is Block.Accounts,
            is Block.Number -> null
        }

    private fun often(block: Block.Often): View {
        val hour = words.say(Phrase(R.plurals.recent_hour, block.lastHour))
        val day = words.say(Phrase(R.plurals.recent_day, block.lastDay))
        val column = ui.column(10, ui.warning("$hour · $day"))
        if (block.alarming) {
            column.addView(ui.say(R.string.recent_alarming, Type.VALUE).wide())
            column.addView(ui.tall(R.string.recent_mute, Look.PLAIN) { app.request.mute() })
            column.addView(
                ui.tall(R.string.answer_not_me, Look.PLAIN) { app.request.askToReport(true) }
            )
        }
        return column
    }

    private fun asker(block: Block.Asker): View {
        val column = ui.column(2, ui.say(R.string.asked_who, Type.LABEL, R.color.muted).wide())
        block.name?.let { column.addView(named(it, it.text, Type.NAME)) }
        block.onBehalfOf?.let {
            column.addView(
                named(it, words.say(R.string.asked_behalf, "party" to it.text), Type.SENTENCE)
            )
        }
        block.legalName?.let { column.addView(named(it, it.text, Type.SMALL, R.color.muted)) }
        val known = words.say(R.string.asked_known, "bank" to block.bank)
        column.addView(
            ui.row(
                6,
                ui.icon(R.drawable.ic_shield, R.color.accent),
                ui.text(known, Type.TITLE, R.color.accent).filling(),
            )
                .wide()
        )
        if (block.others.isNotEmpty()) column.addView(rows(block.others))
        return column
    }

    /** A name, and what there is to beware of in it. */
    private fun named(row: Row, text: String, type: Type, ink: Int = R.color.ink): View {
        val column = ui.column(6, ui.text(text, type, ink).wide())
        row.warnings.forEach { column.addView(ui.warning(it)) }
        watch(column, listOf(row.part))
        return column.wide()
    }

    private fun asked(block: Block.Asked): View {
        val type = if (block.amount == null) Type.HEADLINE else Type.SENTENCE
        val title = ui.heading(block.title, type).wide()
        watch(title, listOf(block.part))
        val column = ui.column(4, ui.rule(), title)
        block.amount?.let {
            val amount = amount(it)
            watch(amount, it.seen)
            column.addView(amount)
        }
        if (block.rows.isNotEmpty()) {
            column.addView(View(ui.context), 0, ui.dp(8))
            column.addView(rows(block.rows))
        }
        return column
    }

    /** The largest thing on the screen: the digits as they are, the currency beside them. */
    private fun amount(amount: Amount): View {
        val text = SpannableStringBuilder()
        for (part in amount.parts) {
            val start = text.length
            text.append(part.text)
            if (!part.large) {
                val span = RelativeSizeSpan(CURRENCY)
                text.setSpan(span, start, text.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
            }
        }
        val view = ui.styled(FitText(ui.context), text, Type.AMOUNT, R.color.ink)
        view.textDirection = View.TEXT_DIRECTION_LTR
        return view.wide()
    }

    private fun warnings(block: Block.Warnings): View {
        val column = ui.column(8)
        for ((part, text) in block.texts) {
            val view = ui.warning(text)
            watch(view, listOf(part))
            column.addView(view)
        }
        return column
    }

    private fun origin(block: Block.Origin): View {
        val seconds = Duration.between(block.requestedAt, now).seconds
        val ago = ui.say(timeAgo(seconds), Type.VALUE)
        val first = ui.plainRow(words.say(R.string.asked_ago), ago)
        return titled(words.say(R.string.asked_where), rows(block.rows, first))
    }

    private fun end(): View =
        ui.say(R.string.asked_end, Type.LABEL, R.color.muted).wide().inTheMiddle()

    private fun titled(title: String, card: View): View =
        ui.column(6, ui.heading(title, Type.TITLE).wide(), card)

    private fun rows(rows: List<Row>, first: View? = null): View =
        ui.card(rows, first) { view, row -> watch(view, listOf(row.part)) }

    private companion object {
        const val CURRENCY = 0.5f
    }
}
