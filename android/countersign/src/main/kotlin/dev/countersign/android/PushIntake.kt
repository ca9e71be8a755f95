package dev.countersign.android

import android.app.Activity
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.os.Bundle
import dev.countersign.Hint
import java.time.Duration

/**
 * Takes in a push while the app may not be running. It loads no native code and believes nothing:
 * it keeps the payload as it came, shows a text that tells nothing, and hands the payload to the
 * app's activity when the person touches it.
 *
 * There is one notification, whatever number of pushes: the one that came last replaces the others,
 * and the list of what is pending has them all. It has no actions: nothing is approved from it.
 *
 * From any thread. Posting needs the permission `POST_NOTIFICATIONS` from Android 13 on; without it
 * nothing is shown.
 */
public class PushIntake(context: Context, private val notice: PushNotice) {
    private val context = context.applicationContext
    private val quiet = QuietTime(this.context)

    /** The `data` of an FCM message. What is not for Countersign is left alone: `false`. */
    public fun receive(data: Map<String, String>): Boolean {
        if (!isForCountersign(data)) return false
        Payload.of(data)?.let(::show)
        return true
    }

    /** The body of a UnifiedPush message. */
    public fun receive(payload: ByteArray) {
        Payload.of(payload)?.let(::show)
    }

    /**
     * Shows nothing for a while, for a day at most; zero ends it. Call it along with
     * [dev.countersign.AuthenticationDevice.mute]: until the core has read a push nobody knows
     * which enrolment it is for, so this holds for all of them.
     */
    public fun keepQuiet(time: Duration) {
        quiet.keep(time)
    }

    /** Takes the notification away: when the person has opened the app by themselves. */
    public fun clear() {
        manager().cancel(TAG, ID)
    }

    private fun show(payload: Bundle) {
        if (quiet.isOn()) return
        manager().createNotificationChannel(channel())
        manager().notify(TAG, ID, notification(payload))
    }

    private fun channel() =
        NotificationChannel(notice.channel, notice.channelName, NotificationManager.IMPORTANCE_HIGH)
            .apply { lockscreenVisibility = Notification.VISIBILITY_PUBLIC }

    /** The text tells nothing, so it may stand on the lock screen. */
    private fun notification(payload: Bundle) =
        Notification.Builder(context, notice.channel)
            .setSmallIcon(notice.icon)
            .setContentTitle(notice.text)
            .setContentIntent(open(payload))
            .setAutoCancel(true)
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setCategory(Notification.CATEGORY_STATUS)
            .build()

    /** Explicit and immutable: nobody can turn it to another activity or put another payload in. */
    private fun open(payload: Bundle): PendingIntent {
        val intent =
            Intent(context, notice.activity)
                .setAction(ACTION)
                .putExtra(PAYLOAD, payload)
                .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_SINGLE_TOP)
        val flags = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
        return PendingIntent.getActivity(context, ID, intent, flags)
    }

    private fun manager() = context.getSystemService(NotificationManager::class.java)

    public companion object {
        /**
         * The hint that an activity was opened with, from `onCreate` and `onNewIntent`; `null` if
         * it was opened otherwise. Hand it to [dev.countersign.AuthenticationDevice.open].
         *
         * It is taken out of the intent, so that a rotated activity does not open it again. Any app
         * can start an exported activity with such an intent: the core believes nothing in it.
         */
        public fun takeHint(intent: Intent?): Hint? {
            if (intent?.action != ACTION) return null
            return try {
                intent.getBundleExtra(PAYLOAD)?.let(Payload::hint)
            } catch (_: RuntimeException) {
                // Somebody else's intent can hold what cannot even be unpacked.
                null
            } finally {
                intent.removeExtra(PAYLOAD)
                intent.action = null
            }
        }

        internal const val ACTION = "dev.countersign.android.OPEN"
        internal const val PAYLOAD = "dev.countersign.android.payload"
        private const val TAG = "countersign"
        private const val ID = 1
    }
}

/** What the notification is. Nothing of it may depend on what was pushed. */
public class PushNotice(
    /** The id of the app's channel for requests of a bank. */
    public val channel: String,
    /** The channel's name in the system's settings. */
    public val channelName: CharSequence,
    /** The text, such as "Your bank asks for your decision". */
    public val text: CharSequence,
    /** The drawable resource of its icon. */
    public val icon: Int,
    /** The activity of this app that opens. */
    public val activity: Class<out Activity>,
)
