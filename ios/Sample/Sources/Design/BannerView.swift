import SwiftUI

/// A message above what the person was doing, which goes on below it.
struct BannerView: View {
    let symbol: String
    let tone: Tone
    let title: String
    let text: String
    var action: Action?

    /// What can be done about it.
    struct Action {
        var name: String
        var run: @MainActor () -> Void
    }

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 12) {
            Image(systemName: symbol)
                .foregroundStyle(tone.foreground)
                .accessibilityHidden(true)
            VStack(alignment: .leading, spacing: 2) {
                VStack(alignment: .leading, spacing: 2) {
                    Text(verbatim: title).fontWeight(.semibold)
                    Text(verbatim: text)
                }
                .accessibilityElement(children: .combine)
                if let action {
                    Button(action.name, action: action.run)
                        .buttonStyle(.plainOutline)
                        .padding(.top, 6)
                }
            }
            .foregroundStyle(Palette.ink)
        }
        .font(.subheadline)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 20)
        .padding(.vertical, 12)
        .background(tone.ground)
    }
}
