import SwiftUI

/// The large round drawing above a message. Never read out: the message says the same.
struct Medal: View {
    let symbol: String
    let tone: Tone

    /// It grows with the text, but leaves room for it.
    @ScaledMetric(relativeTo: .title) private var scaled = 80.0

    var body: some View {
        let side = min(scaled, 120)
        Image(systemName: symbol)
            .font(.system(size: side * 0.42, weight: .semibold))
            .foregroundStyle(tone.foreground)
            .frame(width: side, height: side)
            .background(tone.ground, in: Circle())
            .accessibilityHidden(true)
    }
}
