import SwiftUI

/// A small bank's app: the smallest that shows every screen.
@main
struct SampleApp: App {
    @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate

    var body: some Scene {
        WindowGroup { RootView(app: delegate.app) }
    }
}
