import SwiftUI

/// Whose app this is, and how much time is left.
struct ConsentHeader: View {
    let bank: String
    let endsAt: Date?

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack(spacing: 10) {
                mark.lineLimit(1)
                Spacer(minLength: 8)
                countdown.lineLimit(1)
            }
            VStack(alignment: .leading, spacing: 6) {
                mark
                countdown
            }
            .frame(maxWidth: .infinity, alignment: .leading)
        }
        .padding(.horizontal, 20)
        .padding(.vertical, 10)
        .background(Palette.surface)
    }

    private var mark: some View {
        HStack(spacing: 10) {
            BankMark()
            Text(verbatim: bank.isolated).font(.headline).foregroundStyle(Palette.ink)
        }
        .accessibilityElement(children: .combine)
    }

    @ViewBuilder private var countdown: some View {
        if let endsAt { Countdown(endsAt: endsAt) }
    }
}
