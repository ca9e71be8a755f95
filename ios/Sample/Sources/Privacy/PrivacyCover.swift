import SwiftUI
import UIKit

/// Lies over everything while the app is not in front: what the app switcher keeps a picture of is
/// this, and not a request. It is a window of its own, so that it lies over sheets too.
@MainActor
final class PrivacyCover {
    private var window: UIWindow?

    /// Covers the scene, if it is not covered.
    func show(over scene: UIWindowScene) {
        guard window == nil else { return }
        let cover = UIWindow(windowScene: scene)
        cover.windowLevel = .alert + 1
        cover.rootViewController = UIHostingController(rootView: CoverView())
        cover.isHidden = false
        window = cover
    }

    /// Takes the cover away.
    func hide() {
        window?.isHidden = true
        window = nil
    }
}

private struct CoverView: View {
    var body: some View {
        BankMark()
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .background(Palette.surface.ignoresSafeArea())
            .accessibilityHidden(true)
    }
}

extension View {
    /// Covers the app while it is not in front.
    ///
    /// - Parameter isPrompting: whether a prompt is up. The app is not quite in front then either,
    ///   and the person has to see what is asked: it is covered only once it leaves.
    func privacyCover(isPrompting: @escaping @MainActor () -> Bool) -> some View {
        modifier(PrivacyCovered(isPrompting: isPrompting))
    }
}

private struct PrivacyCovered: ViewModifier {
    let isPrompting: @MainActor () -> Bool

    @State private var cover = PrivacyCover()

    func body(content: Content) -> some View {
        content
            .onReceive(notifications(UIScene.willDeactivateNotification)) { notification in
                if !isPrompting() { show(over: notification.object) }
            }
            .onReceive(notifications(UIScene.didEnterBackgroundNotification)) { notification in
                show(over: notification.object)
            }
            .onReceive(notifications(UIScene.didActivateNotification)) { _ in
                cover.hide()
            }
    }

    private func notifications(_ name: Notification.Name) -> NotificationCenter.Publisher {
        NotificationCenter.default.publisher(for: name)
    }

    private func show(over scene: Any?) {
        if let scene = scene as? UIWindowScene { cover.show(over: scene) }
    }
}
