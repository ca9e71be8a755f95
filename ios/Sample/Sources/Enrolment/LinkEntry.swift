import SwiftUI

/// How the bank's link comes in: scanned where the phone can, or pasted.
struct LinkEntry: View {
    let bank: String
    let read: @MainActor (String) -> Void

    @Environment(\.words) private var words
    @State private var isScanning = false
    @State private var isPasting = false
    @State private var link = ""

    var body: some View {
        Message(
            symbol: "qrcode.viewfinder",
            tone: .calm,
            title: words("enrol_title"),
            text: words("enrol_text", ["bank": bank])
        ) {
            VStack(spacing: 12) {
                Button(words("enrol_scan")) { isScanning = true }
                    .buttonStyle(.answer(.approve))
                if isPasting {
                    pasting
                } else {
                    Button(words("enrol_link")) { isPasting = true }.buttonStyle(.plainOutline)
                }
            }
            .padding(.top, 12)
        }
        .fullScreenCover(isPresented: $isScanning) {
            ScannerScreen { code in
                isScanning = false
                if let code { read(code) }
            }
            .environment(\.words, words)
        }
    }

    private var pasting: some View {
        VStack(alignment: .leading, spacing: 10) {
            Text(verbatim: words("enrol_link_text"))
                .font(.subheadline)
                .foregroundStyle(Palette.muted)
            TextField(text: $link, axis: .vertical) {
                Text(verbatim: words("enrol_link"))
            }
            .textFieldStyle(.roundedBorder)
            .keyboardType(.URL)
            .textInputAutocapitalization(.never)
            .autocorrectionDisabled()
            .lineLimit(1...4)
            .environment(\.layoutDirection, .leftToRight)
            Button(words("enrol_next")) { read(trimmed) }
                .buttonStyle(.answer(.approve))
                .disabled(trimmed.isEmpty)
        }
        .multilineTextAlignment(.leading)
    }

    private var trimmed: String { link.trimmingCharacters(in: .whitespacesAndNewlines) }
}
