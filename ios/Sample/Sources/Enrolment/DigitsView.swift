import Countersign
import SwiftUI

/// The six digits, until the bank has them confirmed: the whole screen, where no other account is in
/// use.
struct DigitsView: View {
    let enrolment: Enrolment
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words

    var body: some View {
        ScrollView {
            if let banner = bank.banner { BannerView(banner, words: words) }
            VStack(spacing: 20) {
                Medal(symbol: "checkmark.shield", tone: .calm)
                DigitsCard(enrolment: enrolment, bank: bank)
            }
            .padding(20)
        }
        .background(Palette.surface.ignoresSafeArea())
    }
}

/// The six digits to compare with the bank's page.
struct DigitsCard: View {
    let enrolment: Enrolment
    @ObservedObject var bank: BankModel

    @Environment(\.words) private var words
    @ScaledMetric(relativeTo: .largeTitle) private var size = 44.0

    var body: some View {
        VStack(spacing: 12) {
            Text(verbatim: words("enrol_compare"))
                .font(.title2.weight(.semibold))
                .foregroundStyle(Palette.ink)
                .accessibilityAddTraits(.isHeader)
            Text(verbatim: enrolment.account.isolated)
                .font(.headline)
                .foregroundStyle(Palette.ink)
            Text(verbatim: spaced.isolatedLeftToRight)
                .speechSpellsOutCharacters()
                .font(.system(size: size, weight: .bold, design: .rounded).monospacedDigit())
                .foregroundStyle(Palette.ink)
                .lineLimit(1)
                .minimumScaleFactor(0.2)
            Text(verbatim: words("enrol_compare_text")).foregroundStyle(Palette.muted)
            Button(words("enrol_confirmed")) {
                Task { await bank.askWhetherConfirmed(enrolment) }
            }
            .buttonStyle(.answer(.approve))
            .disabled(bank.isAsking)
            Button(words("enrol_differ")) { Task { await bank.remove(enrolment) } }
                .buttonStyle(.answer(.decline))
        }
        .multilineTextAlignment(.center)
        .frame(maxWidth: .infinity)
        .fixedSize(horizontal: false, vertical: true)
    }

    /// In two groups of three, as the bank's page has them.
    private var spaced: String {
        let digits = enrolment.digits
        return "\(digits.prefix(3)) \(digits.dropFirst(3))"
    }
}
