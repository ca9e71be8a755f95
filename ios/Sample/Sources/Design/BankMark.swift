import SwiftUI

/// The bank's sign. Never read out: its name stands beside it.
struct BankMark: View {
    @ScaledMetric(relativeTo: .headline) private var scaled = 32.0

    var body: some View {
        let side = min(scaled, 56)
        Image(systemName: "building.columns.fill")
            .font(.system(size: side * 0.5, weight: .semibold))
            .foregroundStyle(Palette.onAccent)
            .frame(width: side, height: side)
            .background(
                Palette.accent,
                in: RoundedRectangle(cornerRadius: side * 0.28, style: .continuous)
            )
            .accessibilityHidden(true)
    }
}
