package dev.countersign.sample.scan

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent

/**
 * Has another app scan, by the intent that scanners have understood since the first of them. That
 * app sees the bank's link: for a trial that will do, and a bank scans by itself.
 */
internal class IntentScanner : CodeScanner {
    override fun isThere(activity: Activity): Boolean =
        scan().resolveActivity(activity.packageManager) != null

    override fun begin(activity: Activity) {
        try {
            activity.startActivityForResult(scan(), REQUEST)
        } catch (_: ActivityNotFoundException) {
            // It was removed a moment ago. The link can still be pasted.
        }
    }

    override fun read(requestCode: Int, resultCode: Int, data: Intent?): String? {
        val scanned = requestCode == REQUEST && resultCode == Activity.RESULT_OK
        return if (scanned) data?.getStringExtra("SCAN_RESULT") else null
    }

    private fun scan(): Intent =
        Intent("com.google.zxing.client.android.SCAN").putExtra("SCAN_MODE", "QR_CODE_MODE")

    private companion object {
        const val REQUEST = 1
    }
}
