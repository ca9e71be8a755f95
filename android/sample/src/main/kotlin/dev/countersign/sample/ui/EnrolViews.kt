package dev.countersign.sample.ui

import android.content.ClipboardManager
import android.text.InputType
import android.view.Gravity
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.TextView
import dev.countersign.sample.R
import dev.countersign.sample.model.BankApp
import dev.countersign.sample.model.Screen
import dev.countersign.sample.model.Tone
import dev.countersign.sample.words.isolated

/** The way in: scan the bank's code, or paste its link. */
internal fun Ui.inviteView(screen: Screen.Invite, app: BankApp, scan: (() -> Unit)?): View {
    val text = words.say(R.string.enrol_text, "bank" to screen.bank)
    val content = centred(
        R.drawable.ic_phone,
        Tone.CALM,
        words.say(R.string.enrol_title),
        text(text, Type.BODY, R.color.muted),
    )
    val look = if (scan == null) Look.ACCENT else Look.PLAIN
    val paste = tall(R.string.enrol_link, look, touched = app::paste)
    val buttons =
        if (scan == null) under(paste)
        else under(tall(R.string.enrol_scan, Look.ACCENT, touched = scan), paste)
    val page = page(screen.bank, content, buttons, if (screen.canGoBack) app::goHome else null)
    page.accessibilityPaneTitle = words.say(R.string.enrol_title)
    screen.banner?.let { page.addView(banner(it, app::invite), 1) }
    return page
}

/** A link can be pasted, or typed. */
internal fun Ui.pasteView(bank: String, app: BankApp): View {
    val field = styled(EditText(context), "", Type.BODY, R.color.ink)
    field.inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_URI
    field.imeOptions = EditorInfo.IME_ACTION_DONE or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
    field.importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
    field.contentDescription = words.say(R.string.enrol_link_text)
    field.textDirection = View.TEXT_DIRECTION_LTR
    field.minHeight = dp(56)
    field.background = shape(R.color.surface, 14f, R.color.line_strong, 1.5f)
    field.padded(dp(14), dp(12))
    val column = column(
        12,
        heading(words.say(R.string.enrol_link), Type.HEADLINE).wide(),
        say(R.string.enrol_link_text, Type.BODY, R.color.muted).wide(),
        field.wide(),
        button(words.say(R.string.enrol_link), Look.PLAIN) { field.setText(clipboard()) }.wide(),
    )
    column.padded(dp(20), dp(18))
    val go = tall(R.string.enrol_next, Look.ACCENT) {
        if (field.text.isNotBlank()) app.read(field.text.toString())
    }
    val page = page(bank, column, under(go), app::goHome)
    page.accessibilityPaneTitle = words.say(R.string.enrol_link)
    return page
}

/** What was copied last, if it is text. */
private fun Ui.clipboard(): CharSequence {
    val clip = context.getSystemService(ClipboardManager::class.java)?.primaryClip
    return clip?.takeIf { it.itemCount > 0 }?.getItemAt(0)?.text ?: ""
}

/** Whose phone this would be: bank and account, before anything is made. */
internal fun Ui.offerView(screen: Screen.Offered, app: BankApp): View {
    val offer = screen.offer
    val rows = column(
        0,
        plainRow(words.say(R.string.enrol_bank), text(isolated(offer.bank), Type.LARGE)),
        rule(),
        plainRow(words.say(R.string.enrol_account), text(isolated(offer.account), Type.LARGE)),
    )
    rows.background = shape(R.color.sunken, 14f, R.color.line)
    val content = centred(
        R.drawable.ic_phone,
        Tone.CALM,
        words.say(R.string.enrol_title),
        rows.wide(),
    )
    val add = tall(R.string.enrol_add, Look.ACCENT, words.biometric.drawing) { app.add(offer) }
    val later = tall(R.string.enrol_not_now, Look.PLAIN, touched = app::notNow)
    val page = page(offer.bank, content, under(add, later))
    page.accessibilityPaneTitle = words.say(R.string.enrol_title)
    screen.banner?.let { page.addView(banner(it, app::invite), 1) }
    return page
}

/** Six digits, to compare with those on the bank's page. */
internal fun Ui.digitsView(screen: Screen.Digits, app: BankApp): View {
    val enrolment = screen.enrolment
    val digits: TextView = FitText(context)
    styled(digits, grouped(enrolment.digits), Type.DIGITS, R.color.ink)
    digits.textDirection = View.TEXT_DIRECTION_LTR
    // One by one, as they are compared.
    digits.contentDescription = enrolment.digits.toList().joinToString(" ")
    digits.gravity = Gravity.CENTER
    val content = centred(
        R.drawable.ic_shield,
        Tone.CALM,
        words.say(R.string.enrol_compare),
        say(R.string.enrol_compare_text, Type.BODY, R.color.muted),
        digits.wide(),
    )
    val label = if (screen.asking) R.string.home_asking else R.string.enrol_confirmed
    val same = tall(label, Look.ACCENT) { app.confirmed(enrolment) }
    val other = tall(R.string.enrol_differ, Look.STEEL) { app.remove(enrolment) }
    same.isEnabled = !screen.asking
    other.isEnabled = !screen.asking
    val page = page(enrolment.bank, content, under(SideBySide(context, dp(12), other, same).wide()))
    page.accessibilityPaneTitle = words.say(R.string.enrol_compare)
    screen.banner?.let { page.addView(banner(it, app::invite), 1) }
    return page
}

/** Something is being done, and passes. */
internal fun Ui.busyView(bank: String, label: Int): View {
    val page = page(bank, centred(R.drawable.ic_hourglass, Tone.INFO, words.say(label)))
    page.accessibilityPaneTitle = words.say(label)
    return page
}

/** The bank blocked this phone, or removed it. */
internal fun Ui.stoppedView(screen: Screen.Stopped, app: BankApp): View {
    val title = if (screen.revoked) R.string.enrol_revoked else R.string.enrol_blocked
    val text = if (screen.revoked) R.string.enrol_revoked_text else R.string.enrol_blocked_text
    val content = centred(
        R.drawable.ic_lock,
        Tone.DANGER,
        words.say(title),
        say(text, Type.BODY, R.color.muted),
    )
    val buttons = under(
        tall(R.string.home_refresh, Look.PLAIN, R.drawable.ic_refresh) { app.refreshHome() },
        tall(R.string.home_history, Look.PLAIN) { app.openHistory() },
        tall(R.string.enrol_again, Look.PLAIN, touched = app::invite),
    )
    val page = page(screen.enrolment.bank, content, buttons)
    page.accessibilityPaneTitle = words.say(title)
    return page
}

/** Two groups of three are compared more easily than six digits in a row. */
internal fun grouped(digits: String): String = digits.chunked(3).joinToString(" ")
