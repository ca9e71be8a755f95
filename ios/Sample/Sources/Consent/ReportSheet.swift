import SwiftUI

/// The question before a report: it blocks this phone.
struct ReportSheet: View {
    let confirm: @MainActor () -> Void

    @Environment(\.words) private var words
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        ScrollView {
            Message(
                symbol: "flag.fill",
                tone: .danger,
                title: words("report_title"),
                text: words("report_text")
            ) {
                VStack(spacing: 12) {
                    Button(words("report_confirm")) {
                        dismiss()
                        confirm()
                    }
                    .buttonStyle(.answer(.danger))
                    Button(words("report_back")) { dismiss() }
                        .buttonStyle(.answer(.decline))
                }
                .padding(.top, 12)
            }
        }
        .background(Palette.surface.ignoresSafeArea())
        .presentationDetents([.medium, .large])
    }
}
