import UIKit
import UserNotifications

/// Asks to be told of requests, once there is somebody to be told.
enum Notices {
    /// Asks the person whether notices may be shown, and the system where they go. They arrive, and
    /// are listed when the app is opened, whatever the person says.
    static func register() {
        // The system calls back on any thread, so nothing here may belong to the main actor.
        let options: UNAuthorizationOptions = [.alert, .sound]
        UNUserNotificationCenter.current().requestAuthorization(options: options) { _, _ in
            Task { @MainActor in UIApplication.shared.registerForRemoteNotifications() }
        }
    }
}
