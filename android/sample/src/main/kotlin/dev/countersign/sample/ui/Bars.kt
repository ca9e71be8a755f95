package dev.countersign.sample.ui

import android.annotation.TargetApi
import android.os.Build
import android.view.View
import android.view.WindowInsets

/** Keeps a screen clear of the system's bars, of a notch and of the keyboard. */
internal fun keepClearOfBars(screen: View) {
    screen.setOnApplyWindowInsetsListener { view, insets ->
        if (Build.VERSION.SDK_INT >= 30) padFrom30(view, insets) else pad(view, insets)
        insets
    }
}

@Suppress("DEPRECATION")
private fun pad(view: View, insets: WindowInsets) {
    view.setPadding(
        insets.systemWindowInsetLeft,
        insets.systemWindowInsetTop,
        insets.systemWindowInsetRight,
        insets.systemWindowInsetBottom,
    )
}

@TargetApi(30)
private fun padFrom30(view: View, insets: WindowInsets) {
    val taken = insets.getInsets(
        WindowInsets.Type.systemBars() or
            WindowInsets.Type.displayCutout() or
            WindowInsets.Type.ime()
    )
    view.setPadding(taken.left, taken.top, taken.right, taken.bottom)
}
