import SwiftUI
import UIKit

/// Says that the screen is recorded, mirrored or shared, while it is. The system does not let an
/// app prevent that.
struct CaptureHint: View {
    @Environment(\.words) private var words
    @State private var isCaptured = false

    var body: some View {
        VStack(spacing: 0) {
            if isCaptured {
                BannerView(
                    symbol: "record.circle",
                    tone: .warning,
                    title: words("capture_title"),
                    text: words("capture_text")
                )
            }
        }
        .onAppear { isCaptured = isAnyScreenCaptured }
        .onReceive(captures) { _ in isCaptured = isAnyScreenCaptured }
    }

    private var captures: NotificationCenter.Publisher {
        NotificationCenter.default.publisher(for: UIScreen.capturedDidChangeNotification)
    }

    private var isAnyScreenCaptured: Bool {
        UIApplication.shared.connectedScenes.contains { scene in
            (scene as? UIWindowScene)?.screen.isCaptured ?? false
        }
    }
}
