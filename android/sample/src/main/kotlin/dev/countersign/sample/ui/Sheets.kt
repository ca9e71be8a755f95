package dev.countersign.sample.ui

import android.view.View
import dev.countersign.sample.R
import dev.countersign.sample.model.Tone

/** "This was not me": what it leads to, before it does. */
internal fun Ui.reportSheet(report: () -> Unit, back: () -> Unit): View =
    sheet(
        back,
        medal(R.drawable.ic_flag, Tone.DANGER),
        heading(words.say(R.string.report_title), Type.NAME).inTheMiddle(),
        say(R.string.report_text, Type.SMALL, R.color.muted).inTheMiddle(),
        tall(R.string.report_confirm, Look.DANGER, touched = report),
        tall(R.string.report_back, Look.PLAIN, touched = back),
    )

/** Removing this phone: what it leads to, before it does. */
internal fun Ui.removeSheet(remove: () -> Unit, back: () -> Unit): View =
    sheet(
        back,
        medal(R.drawable.ic_phone, Tone.DANGER),
        heading(words.say(R.string.remove_open), Type.NAME).inTheMiddle(),
        say(R.string.remove_text, Type.SMALL, R.color.muted).inTheMiddle(),
        tall(R.string.remove_confirm, Look.DANGER, touched = remove),
        tall(R.string.report_back, Look.PLAIN, touched = back),
    )
