package dev.countersign.sample.ui

import android.content.Context
import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.ScrollView
import dev.countersign.android.Place

/** Scrolls, and tells what of its content is on the screen. */
internal class ReadScroll(
    context: Context,
    private val told: (top: Int, bottom: Int, places: List<Place>) -> Unit,
) : ScrollView(context) {
    private val parts = mutableListOf<Pair<View, List<String>>>()

    init {
        isFillViewport = false
        isFocusable = true
    }

    /** From now on it is told where a view stands. */
    fun watch(view: View, names: List<String>) {
        if (names.isNotEmpty()) parts += view to names
    }

    /** Goes on by most of a page; at the end, where something was skipped, from the beginning. */
    fun readOn() {
        if (canScrollVertically(1)) smoothScrollBy(0, height * 4 / 5) else smoothScrollTo(0, 0)
    }

    override fun onScrollChanged(left: Int, top: Int, oldLeft: Int, oldTop: Int) {
        super.onScrollChanged(left, top, oldLeft, oldTop)
        tell()
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        super.onLayout(changed, left, top, right, bottom)
        post(::tell)
    }

    override fun onWindowFocusChanged(hasWindowFocus: Boolean) {
        super.onWindowFocusChanged(hasWindowFocus)
        if (hasWindowFocus) tell()
    }

    /** What lies under another window was not seen. */
    private fun tell() {
        val content = getChildAt(0) as? ViewGroup ?: return
        if (!hasWindowFocus() || !isShown) return
        val places = parts.flatMap { (view, names) ->
            val at = Rect(0, 0, view.width, view.height)
            content.offsetDescendantRectToMyCoords(view, at)
            names.map { Place(it, at.top, at.bottom) }
        }
        told(scrollY, scrollY + height, places)
    }
}
