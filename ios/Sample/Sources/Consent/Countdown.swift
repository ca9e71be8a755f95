import SwiftUI
import UIKit

/// How much time is left, in words: quiet, and insistent in the last 30 seconds.
struct Countdown: View {
    let endsAt: Date

    @Environment(\.words) private var words

    var body: some View {
        TimelineView(.periodic(from: .now, by: 1)) { context in
            let seconds = Int(endsAt.timeIntervalSince(context.date).rounded(.up))
            let left = TimeLeft(seconds: seconds)
            Label {
                Text(verbatim: left.told(in: words)).monospacedDigit()
            } icon: {
                Image(systemName: left.isInsistent ? "exclamationmark.circle.fill" : "clock")
            }
            .font(.footnote.weight(left.isInsistent ? .bold : .medium))
            .foregroundStyle(left.isInsistent ? Palette.danger : Palette.muted)
            .padding(.horizontal, left.isInsistent ? 10 : 0)
            .padding(.vertical, 4)
            .background { if left.isInsistent { Capsule().fill(Palette.softDanger) } }
            .accessibilityElement(children: .combine)
            .accessibilityAddTraits(.updatesFrequently)
            .onChange(of: left.isInsistent) { isInsistent in
                if isInsistent { announce(left) }
            }
        }
    }

    private func announce(_ left: TimeLeft) {
        UIAccessibility.post(notification: .announcement, argument: left.told(in: words))
    }
}
