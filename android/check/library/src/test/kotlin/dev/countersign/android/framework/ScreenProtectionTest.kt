package dev.countersign.android.framework

import android.app.Activity
import android.os.Build
import android.view.MotionEvent
import android.view.View
import android.view.WindowManager
import dev.countersign.android.GuardedLayout
import dev.countersign.android.ScreenProtection
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What other apps must not be able to do to the consent screen. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [28, 35])
internal class ScreenProtectionTest {
    private val activity = Robolectric.buildActivity(Activity::class.java).setup().get()

    @Test
    fun `the window cannot be captured, nor covered from Android 12 on`() {
        shadowOf(activity.application).grantPermissions("android.permission.HIDE_OVERLAY_WINDOWS")

        ScreenProtection.protect(activity)

        val attributes = activity.window.attributes
        val private = WindowManager.LayoutParams::class.java.getField("privateFlags")

        assertTrue(attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        val covered = private.getInt(attributes) and SYSTEM_FLAG_HIDE_NON_SYSTEM_OVERLAY_WINDOWS
        assertEquals(Build.VERSION.SDK_INT >= 31, covered != 0)
    }

    @Test
    fun `a view takes no touch through another window, and is for true tools alone`() {
        val view = View(activity)

        ScreenProtection.protect(view)

        assertTrue(view.filterTouchesWhenObscured)
        if (Build.VERSION.SDK_INT >= 34) assertTrue(view.isAccessibilityDataSensitive)
    }

    @Test
    fun `a button in a guarded layout works`() {
        val (layout, pressed) = button()

        touch(layout, flags = 0)

        assertEquals(listOf("pressed"), pressed)
    }

    @Test
    fun `a touch while another window lies over it does nothing, and the app is told`() {
        val (layout, pressed) = button()

        touch(layout, flags = 0x1)

        assertEquals(listOf("obscured"), pressed)
    }

    @Test
    fun `a touch while another window lies over any other part does nothing either`() {
        val (layout, pressed) = button()

        touch(layout, flags = 0x2)

        assertEquals(listOf("obscured"), pressed)
    }

    private fun button(): Pair<GuardedLayout, List<String>> {
        val told = mutableListOf<String>()
        val button =
            View(activity).apply {
                isClickable = true
                setOnTouchListener { _, event ->
                    if (event.actionMasked == MotionEvent.ACTION_UP) told += "pressed"
                    true
                }
            }
        val layout =
            GuardedLayout(activity).apply {
                addView(button)
                onObscured = { told += "obscured" }
                measure(100, 100)
                layout(0, 0, 100, 100)
                button.layout(0, 0, 100, 100)
            }
        return layout to told
    }

    private fun touch(view: View, flags: Int) {
        for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val place =
                MotionEvent.PointerCoords().apply {
                    x = 50f
                    y = 50f
                }
            val finger = MotionEvent.PointerProperties().apply { id = 0 }
            val event =
                MotionEvent.obtain(
                    0,
                    0,
                    action,
                    1,
                    arrayOf(finger),
                    arrayOf(place),
                    0,
                    0,
                    1f,
                    1f,
                    0,
                    0,
                    0,
                    flags,
                )
            view.dispatchTouchEvent(event)
        }
    }

    private companion object {
        const val SYSTEM_FLAG_HIDE_NON_SYSTEM_OVERLAY_WINDOWS = 0x00080000
    }
}
