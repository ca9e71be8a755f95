import SwiftUI

/// Everything that is on the screen.
struct RootView: View {
    @ObservedObject var app: AppModel

    @Environment(\.scenePhase) private var phase

    var body: some View {
        content
            .environment(\.words, app.words)
            .tint(Palette.accent)
            .privacyCover { app.bank?.consent?.isPrompting ?? false }
            .task { await app.open() }
            .onOpenURL { app.open(link: $0.absoluteString) }
            .onChange(of: phase) { phase in
                if phase == .active { Task { await app.resume() } }
            }
            .onReceive(timeZones) { _ in Task { await app.timeZoneChanged() } }
    }

    @ViewBuilder private var content: some View {
        switch app.stage {
        case .opening:
            OpeningView()
        case .failed(let situation):
            FailureView(situation: situation, app: app)
        case .open(let bank):
            BankView(bank: bank)
        }
    }

    private var timeZones: NotificationCenter.Publisher {
        NotificationCenter.default.publisher(for: .NSSystemTimeZoneDidChange)
    }
}

/// Until the device is open.
private struct OpeningView: View {
    @Environment(\.words) private var words

    var body: some View {
        VStack(spacing: 16) {
            BankMark()
            ProgressView()
        }
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(Palette.surface.ignoresSafeArea())
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: words("app_name")))
    }
}
