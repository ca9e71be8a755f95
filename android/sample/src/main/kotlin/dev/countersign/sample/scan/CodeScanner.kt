package dev.countersign.sample.scan

import android.app.Activity
import android.content.Intent

/**
 * Reads the bank's code with the camera. A bank that ships its own scanner puts it here; the app's
 * only other way in is the link, opened or pasted.
 *
 * What a scanner reads is a link like any other: the core looks who made it.
 */
internal interface CodeScanner {
    /** Whether there is anything to scan with on this phone. */
    fun isThere(activity: Activity): Boolean

    /** Begins to scan. What was read comes to the activity's result, to be given to [read]. */
    fun begin(activity: Activity)

    /** The text of the code, if this is a scanner's result and it read one. */
    fun read(requestCode: Int, resultCode: Int, data: Intent?): String?
}
