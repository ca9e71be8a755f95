import SwiftUI

/// The amount, the largest thing on the screen. It is never broken over lines and never cut: a long
/// one is set smaller, and it runs from left to right in every language.
struct AmountView: View {
    let amount: ConsentAmount

    @ScaledMetric(relativeTo: .largeTitle) private var size = 52.0

    var body: some View {
        text
            .foregroundStyle(Palette.ink)
            .lineLimit(1)
            .minimumScaleFactor(0.1)
            .environment(\.layoutDirection, .leftToRight)
            .frame(maxWidth: .infinity, alignment: .leading)
            .watched(amount.piece)
            .accessibilityElement()
            .accessibilityLabel(Text(verbatim: amount.text))
    }

    private var text: Text {
        amount.runs.reduce(Text(verbatim: "\u{2066}")) { text, run in
            text + Text(verbatim: run.text).font(run.hasDigits ? digits : code)
        } + Text(verbatim: "\u{2069}")
    }

    private var digits: Font { .system(size: size, weight: .bold).monospacedDigit() }
    private var code: Font { .system(size: size * 0.5, weight: .semibold) }
}
