package dev.countersign.android

import android.app.Activity
import android.content.Context
import android.os.Build
import android.util.AttributeSet
import android.view.MotionEvent
import android.view.View
import android.view.WindowManager
import android.widget.FrameLayout

/** Keeps other apps from seeing the consent screen, covering it or touching through it. */
public object ScreenProtection {
    /**
     * For the window: no screenshots, no recording, no thumbnail in the list of apps, and from
     * Android 12 on no windows of other apps over it. On the main thread, in `onCreate`, before
     * anything is shown.
     */
    public fun protect(activity: Activity) {
        activity.window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= 31) NewerAndroid.hideOverlays(activity.window)
    }

    /**
     * For what shows the consent: touches that come through another window do nothing, and from
     * Android 14 on only true accessibility tools can read it or press in it. Put the two buttons
     * inside a [GuardedLayout] as well. On the main thread.
     */
    public fun protect(view: View) {
        view.filterTouchesWhenObscured = true
        if (Build.VERSION.SDK_INT >= 34) NewerAndroid.keepFromOtherServices(view)
    }
}

/**
 * Holds views that must be seen to be touched. Android by itself refuses a touch only where another
 * window lies over that very place; this refuses it also while one covers any other part of the
 * screen, such as the amount. Tell the person when it does: see [onObscured].
 */
public open class GuardedLayout
@JvmOverloads
constructor(context: Context, attributes: AttributeSet? = null) : FrameLayout(context, attributes) {
    /** Told on the main thread that a touch was refused: say that another app covers the screen. */
    public var onObscured: (() -> Unit)? = null

    init {
        ScreenProtection.protect(this)
    }

    override fun onFilterTouchEventForSecurity(event: MotionEvent): Boolean {
        if (!isObscured(event.flags)) return super.onFilterTouchEventForSecurity(event)
        if (event.actionMasked == MotionEvent.ACTION_DOWN) onObscured?.invoke()
        return false
    }
}

/** Whether another window lies over the touch, or over any part of the window that was touched. */
internal fun isObscured(flags: Int): Boolean = flags and (OBSCURED or PARTIALLY_OBSCURED) != 0

private const val OBSCURED = MotionEvent.FLAG_WINDOW_IS_OBSCURED

// MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED: older phones set it, and name it from 29 on.
private const val PARTIALLY_OBSCURED = 0x2
