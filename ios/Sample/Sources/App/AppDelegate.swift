import Countersign
import UIKit
import UserNotifications

/// What only an app delegate is told: where notices go, and that one was touched.
final class AppDelegate: NSObject, UIApplicationDelegate {
    /// The app.
    let app = AppModel()

    func application(
        _ application: UIApplication,
        didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]? = nil
    ) -> Bool {
        UNUserNotificationCenter.current().delegate = self
        return true
    }

    func application(
        _ application: UIApplication,
        didRegisterForRemoteNotificationsWithDeviceToken token: Data
    ) {
        Task { await app.notices(goTo: .apns(deviceToken: token)) }
    }
}

// The system may call these on any thread. What a notification carries is handed on as it is: the
// core says whether it is a hint.
extension AppDelegate: UNUserNotificationCenterDelegate {
    nonisolated func userNotificationCenter(
        _ center: UNUserNotificationCenter,
        didReceive response: UNNotificationResponse,
        withCompletionHandler done: @escaping () -> Void
    ) {
        if let hint = Hint(userInfo: response.notification.request.content.userInfo) {
            Task { @MainActor in app.open(hint: hint) }
        }
        done()
    }

    nonisolated func userNotificationCenter(
        _ center: UNUserNotificationCenter,
        willPresent notification: UNNotification,
        withCompletionHandler present: @escaping (UNNotificationPresentationOptions) -> Void
    ) {
        if let hint = Hint(userInfo: notification.request.content.userInfo) {
            Task { @MainActor in await app.receive(hint) }
        }
        // The request stands in the list already: nothing lies over what the person is reading.
        present([])
    }
}
