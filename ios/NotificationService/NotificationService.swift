import UserNotifications

/// Writes over every notification before it is shown: one fixed sentence, whatever the push says. A
/// lock screen tells nobody who asks for what, and nobody who can send a push can put words there.
///
/// It loads no core and opens no database: an extension has little memory and half a minute, and
/// the request is fetched and verified when the person opens the app. What the push carries stays
/// with the notification as it came, for `Hint(userInfo:)`. There is no "approve" on it.
final class NotificationService: UNNotificationServiceExtension {
    override func didReceive(
        _ request: UNNotificationRequest,
        withContentHandler show: @escaping (UNNotificationContent) -> Void
    ) {
        let content = UNMutableNotificationContent()
        content.title = NSLocalizedString(
            "notice_decide",
            value: "Your bank asks for your decision",
            comment: "The whole of a notification."
        )
        content.sound = .default
        content.userInfo = request.content.userInfo
        content.threadIdentifier = "countersign"
        show(content)
    }

    // Nothing waits in here, so nothing is left to be handed over when the time is up.
}
