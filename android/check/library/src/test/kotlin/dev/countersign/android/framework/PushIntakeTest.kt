package dev.countersign.android.framework

import android.app.Activity
import android.app.Notification
import android.app.NotificationManager
import android.content.Context
import android.content.Intent
import android.os.Bundle
import dev.countersign.Hint
import dev.countersign.android.PushIntake
import dev.countersign.android.PushNotice
import java.time.Duration
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** A push, from the push service to the hint that the core is given. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [28, 35])
internal class PushIntakeTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val notifications = context.getSystemService(NotificationManager::class.java)
    private val intake = PushIntake(context, NOTICE)

    @Test
    fun `a push shows a text that tells nothing`() {
        intake.receive(PUSH)

        val shown = shown().single()

        assertEquals("Your bank asks for your decision", shown.extras.getString("android.title"))
        assertNull(shown.extras.getCharSequence("android.text"))
        assertEquals(Notification.VISIBILITY_PUBLIC, shown.visibility)
        assertFalse(shown.extras.keySet().any { "secret" in shown.extras.get(it).toString() })
    }

    @Test
    fun `nothing can be approved from it`() {
        intake.receive(PUSH)

        val shown = shown().single()

        assertNull(shown.actions)
        assertNull(shown.fullScreenIntent)
        assertNull(shown.deleteIntent)
    }

    @Test
    fun `it opens this app's activity and no other, and nobody can change what with`() {
        intake.receive(PUSH)

        val opening = shadowOf(shown().single().contentIntent)

        assertTrue(opening.isActivityIntent && opening.isImmutable)
        assertEquals(context.packageName, opening.savedIntent.component?.packageName)
        assertEquals(Opened::class.java.name, opening.savedIntent.component?.className)
    }

    @Test
    fun `the activity gets what was pushed, once`() {
        intake.receive(PUSH)
        val opened = Intent(shadowOf(shown().single().contentIntent).savedIntent)

        val hint = PushIntake.takeHint(opened)
        val again = PushIntake.takeHint(opened)

        assertEquals(PUSH, (hint as Hint.Data).data)
        assertNull(again)
    }

    @Test
    fun `a message of UnifiedPush arrives as it was`() {
        intake.receive(JSON)
        val opened = Intent(shadowOf(shown().single().contentIntent).savedIntent)

        val hint = PushIntake.takeHint(opened)

        assertArrayEquals(JSON, (hint as Hint.Json).payload)
    }

    @Test
    fun `a hundred pushes are one notification, and the last one opens`() {
        repeat(100) { intake.receive(PUSH + ("request" to "secret-$it")) }
        val opened = Intent(shadowOf(shown().single().contentIntent).savedIntent)

        val hint = PushIntake.takeHint(opened)

        assertEquals("secret-99", (hint as Hint.Data).data["request"])
    }

    @Test
    fun `another message of the bank's is left to the bank's app`() {
        val taken = intake.receive(mapOf("news" to "now"))

        assertFalse(taken)
        assertEquals(emptyList<Notification>(), shown())
    }

    @Test
    fun `what no push service would carry is dropped`() {
        val data = intake.receive(PUSH + ("request" to "x".repeat(4_097)))
        intake.receive(ByteArray(4_097))

        assertTrue(data)
        assertEquals(emptyList<Notification>(), shown())
    }

    @Test
    fun `kept quiet it shows nothing, and again afterwards`() {
        intake.keepQuiet(Duration.ofHours(1))
        intake.receive(PUSH)
        val during = shown()

        intake.keepQuiet(Duration.ZERO)
        intake.receive(PUSH)

        assertEquals(emptyList<Notification>(), during)
        assertEquals(1, shown().size)
    }

    @Test
    fun `a notification that is not needed any more can be cleared`() {
        intake.receive(PUSH)

        intake.clear()

        assertEquals(emptyList<Notification>(), shown())
    }

    @Test
    fun `the channel is the app's, and loud enough to be seen`() {
        intake.receive(PUSH)

        val channel = notifications.getNotificationChannel("requests")

        assertEquals("Requests", channel.name)
        assertEquals(NotificationManager.IMPORTANCE_HIGH, channel.importance)
    }

    @Test
    fun `an activity that was opened otherwise has no hint`() {
        val launched = Intent(Intent.ACTION_MAIN)

        assertNull(PushIntake.takeHint(launched))
        assertNull(PushIntake.takeHint(null))
        assertEquals(Intent.ACTION_MAIN, launched.action)
    }

    @Test
    fun `what another app puts in is no hint, and no crash`() {
        val hostile =
            listOf(
                Intent(ACTION),
                Intent(ACTION).putExtra(PAYLOAD, "text"),
                Intent(ACTION).putExtra(PAYLOAD, Bundle()),
                Intent(ACTION).putExtra(PAYLOAD, json(ByteArray(4_097))),
                Intent(ACTION).putExtra(PAYLOAD, data("request", "x".repeat(4_097))),
                Intent(ACTION).putExtra(PAYLOAD, Bundle().apply { putString("data", "text") }),
            )

        val hints = hostile.map(PushIntake::takeHint)

        assertEquals(List(6) { null }, hints)
    }

    private fun shown(): List<Notification> = shadowOf(notifications).allNotifications

    private fun json(bytes: ByteArray) = Bundle().apply { putByteArray("json", bytes) }

    private fun data(name: String, value: String) =
        Bundle().apply { putBundle("data", Bundle().apply { putString(name, value) }) }

    /** The activity that a notification opens. */
    class Opened : Activity()

    private companion object {
        const val ACTION = "dev.countersign.android.OPEN"
        const val PAYLOAD = "dev.countersign.android.payload"
        val JSON = """{"countersign":"1","enrolment":"e","request":"secret-1"}""".toByteArray()
        val PUSH = mapOf("countersign" to "1", "enrolment" to "e", "request" to "secret-1")
        val NOTICE =
            PushNotice(
                channel = "requests",
                channelName = "Requests",
                text = "Your bank asks for your decision",
                icon = android.R.drawable.ic_dialog_info,
                activity = Opened::class.java,
            )
    }
}
