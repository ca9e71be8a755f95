import AVFoundation
import SwiftUI
import UIKit

/// The camera, until it sees a code. It hands over what the code says, and judges nothing of it.
struct ScannerScreen: View {
    /// Gets what was scanned, or `nil` if the person closed it.
    let done: @MainActor (String?) -> Void

    @Environment(\.words) private var words
    @Environment(\.openURL) private var openURL
    @State private var isAllowed: Bool?

    var body: some View {
        VStack(spacing: 0) {
            switch isAllowed {
            case true?: camera
            case false?: refused
            case nil: Color.black
            }
            Button(words("enrol_not_now")) { done(nil) }
                .font(.body.weight(.medium))
                .foregroundStyle(Palette.ink)
                .frame(maxWidth: .infinity, minHeight: 56)
        }
        .background(Palette.surface.ignoresSafeArea())
        .task { isAllowed = await AVCaptureDevice.requestAccess(for: .video) }
    }

    private var camera: some View {
        CodeScanner { code in done(code) }
            .ignoresSafeArea(edges: .top)
            .accessibilityLabel(Text(verbatim: words("enrol_scan")))
    }

    private var refused: some View {
        ScrollView {
            Message(
                symbol: "camera",
                tone: .warning,
                title: words("camera_title"),
                text: words("camera_text")
            ) {
                Button(words("camera_settings")) {
                    if let settings = URL(string: UIApplication.openSettingsURLString) {
                        openURL(settings)
                    }
                }
                .buttonStyle(.plainOutline)
            }
        }
    }
}
