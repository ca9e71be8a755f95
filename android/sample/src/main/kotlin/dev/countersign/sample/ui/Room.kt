package dev.countersign.sample.ui

import android.content.res.Configuration

/** Whether the text is so large, or the screen so low, that nothing may stand still beside it. */
internal fun isCramped(configuration: Configuration): Boolean =
    isCramped(configuration.screenHeightDp, configuration.fontScale)

internal fun isCramped(heightDp: Int, fontScale: Float): Boolean =
    fontScale >= LARGE_TEXT || heightDp / fontScale < LOW_SCREEN_DP

private const val LARGE_TEXT = 1.5f
private const val LOW_SCREEN_DP = 420
