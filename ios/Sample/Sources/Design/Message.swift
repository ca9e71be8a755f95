import SwiftUI

/// A screen that says one thing: a drawing, a title, a sentence, and what can be done about it.
struct Message<Extra: View>: View {
    let symbol: String
    let tone: Tone
    let title: String
    let text: String

    /// Whether something is going on that the person waits for.
    var isBusy = false

    @ViewBuilder var extra: Extra

    var body: some View {
        VStack(spacing: 12) {
            Medal(symbol: symbol, tone: tone)
            Text(verbatim: title)
                .font(.title2.weight(.semibold))
                .foregroundStyle(Palette.ink)
                .accessibilityAddTraits(.isHeader)
            Text(verbatim: text)
                .foregroundStyle(Palette.muted)
                .frame(maxWidth: 360)
            if isBusy { ProgressView().padding(.top, 4) }
            extra
        }
        .multilineTextAlignment(.center)
        .frame(maxWidth: .infinity)
        .padding(.horizontal, 28)
        .padding(.vertical, 36)
    }
}

extension Message where Extra == EmptyView {
    init(symbol: String, tone: Tone, title: String, text: String, isBusy: Bool = false) {
        self.init(symbol: symbol, tone: tone, title: title, text: text, isBusy: isBusy) {
            EmptyView()
        }
    }
}
