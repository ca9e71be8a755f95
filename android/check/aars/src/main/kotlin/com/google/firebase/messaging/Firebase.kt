package com.google.firebase.messaging

import android.app.Service
import android.content.Intent
import android.os.IBinder

/** As far as it is used, in Firebase's own words. */
open class FirebaseMessagingService : Service() {
    open fun onMessageReceived(message: RemoteMessage) {}

    open fun onNewToken(token: String) {}

    override fun onBind(intent: Intent?): IBinder? = null
}

/** As far as it is used. Firebase's own is made of a `Bundle`. */
class RemoteMessage(val data: Map<String, String>)
