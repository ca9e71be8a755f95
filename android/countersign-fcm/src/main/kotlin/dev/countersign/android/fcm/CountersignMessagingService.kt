package dev.countersign.android.fcm

import com.google.firebase.messaging.FirebaseMessagingService
import com.google.firebase.messaging.RemoteMessage
import dev.countersign.PushTarget
import dev.countersign.android.PushIntake

/**
 * Forwards what Firebase brings. Extend it, and name your class in the manifest as the service for
 * `com.google.firebase.MESSAGING_EVENT`. Everything here is called on a thread of Firebase, and
 * none of it loads native code.
 */
public abstract class CountersignMessagingService : FirebaseMessagingService() {
    /** Where messages of Countersign go. */
    protected abstract fun intake(): PushIntake

    /**
     * Keep this, and hand it to every enrolment when the app runs next
     * ([dev.countersign.AuthenticationDevice.updatePush]).
     */
    protected abstract fun onPushTarget(target: PushTarget)

    /** A message that is not for Countersign. */
    protected open fun onOtherMessage(message: RemoteMessage) {}

    final override fun onMessageReceived(message: RemoteMessage) {
        if (!intake().receive(message.data)) onOtherMessage(message)
    }

    final override fun onNewToken(token: String) {
        onPushTarget(PushTarget("fcm", token))
    }
}
