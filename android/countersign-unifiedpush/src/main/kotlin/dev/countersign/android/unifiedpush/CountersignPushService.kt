package dev.countersign.android.unifiedpush

import dev.countersign.PushTarget
import dev.countersign.android.PushIntake
import org.unifiedpush.android.connector.FailedReason
import org.unifiedpush.android.connector.PushService
import org.unifiedpush.android.connector.data.PushEndpoint
import org.unifiedpush.android.connector.data.PushMessage

/**
 * Forwards what a UnifiedPush distributor brings. Extend it, and name your class in the manifest as
 * a service that is not exported, for `org.unifiedpush.android.connector.PUSH_EVENT`. None of it
 * loads native code. The AS has to know the push provider `unifiedpush`.
 */
public abstract class CountersignPushService : PushService() {
    /** Where messages go. */
    protected abstract fun intake(): PushIntake

    /**
     * Where to push from now on; `null` if nothing can be pushed any more, and the app only asks by
     * itself. Keep it, and hand it to every enrolment when the app runs next
     * ([dev.countersign.AuthenticationDevice.updatePush]).
     */
    protected abstract fun onPushTarget(target: PushTarget?)

    final override fun onMessage(message: PushMessage, instance: String) {
        intake().receive(message.content)
    }

    final override fun onNewEndpoint(endpoint: PushEndpoint, instance: String) {
        onPushTarget(PushTarget(PROVIDER, endpoint.url))
    }

    final override fun onRegistrationFailed(reason: FailedReason, instance: String) {
        onPushTarget(null)
    }

    final override fun onUnregistered(instance: String) {
        onPushTarget(null)
    }
}

private const val PROVIDER = "unifiedpush"
