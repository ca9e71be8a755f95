import SwiftUI

/// That more was asked than a person asks for. Where that is alarming, what can be done about it
/// stands beside it, before approving.
struct OftenView: View {
    let lastHour: Int
    let lastDay: Int
    let isAlarming: Bool
    let mute: @MainActor () -> Void
    let report: @MainActor () -> Void

    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 10) {
            WarningRow(text: counts)
            if isAlarming {
                WarningRow(text: words("recent_alarming"))
                Button(words("answer_not_me"), action: report).buttonStyle(.plainOutline)
                Button(words("recent_mute"), action: mute).buttonStyle(.plainOutline)
            }
        }
    }

    private var counts: String {
        let hour = words.counted("recent_hour", lastHour)
        let day = words.counted("recent_day", lastDay)
        return "\(hour) · \(day)"
    }
}
