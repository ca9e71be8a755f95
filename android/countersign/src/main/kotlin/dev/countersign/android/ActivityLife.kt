package dev.countersign.android

import android.app.Activity
import android.app.Application
import android.os.Bundle

/** Watches for the end of one activity. Activities tell of it themselves only from 29 on. */
internal class ActivityLife(private val activity: Activity, private val ended: () -> Unit) :
    Application.ActivityLifecycleCallbacks, AutoCloseable {
    init {
        activity.application.registerActivityLifecycleCallbacks(this)
    }

    override fun close() = activity.application.unregisterActivityLifecycleCallbacks(this)

    override fun onActivityDestroyed(destroyed: Activity) {
        if (destroyed === activity) ended()
    }

    override fun onActivityCreated(created: Activity, state: Bundle?) = Unit

    override fun onActivityStarted(started: Activity) = Unit

    override fun onActivityResumed(resumed: Activity) = Unit

    override fun onActivityPaused(paused: Activity) = Unit

    override fun onActivityStopped(stopped: Activity) = Unit

    override fun onActivitySaveInstanceState(saved: Activity, state: Bundle) = Unit
}
