package dev.countersign.sample.ui

import android.content.Context
import android.text.Layout
import android.util.TypedValue
import android.widget.TextView

/** One line that is never broken and never cut: where it does not fit, it is set smaller. */
internal class FitText(context: Context) : TextView(context) {
    private var largest = 0f

    init {
        maxLines = 1
        // Digits of one width, so that amounts can be compared.
        fontFeatureSettings = "tnum"
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        if (largest == 0f) largest = textSize
        val taken = compoundPaddingLeft + compoundPaddingRight
        val room = MeasureSpec.getSize(widthMeasureSpec) - taken
        if (MeasureSpec.getMode(widthMeasureSpec) != MeasureSpec.UNSPECIFIED && room > 0) {
            paint.textSize = largest
            val needed = Layout.getDesiredWidth(text, paint)
            val fitting = if (needed <= room) largest else largest * room / needed * ROUNDING
            setTextSize(TypedValue.COMPLEX_UNIT_PX, fitting)
        }
        super.onMeasure(widthMeasureSpec, heightMeasureSpec)
    }

    private companion object {
        const val ROUNDING = 0.98f
    }
}
