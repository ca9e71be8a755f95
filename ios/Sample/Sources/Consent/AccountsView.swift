import Countersign
import SwiftUI

/// Accounts to choose from, each with its mark. Nothing is chosen beforehand.
struct AccountsView: View {
    let accounts: ConsentAccounts

    @EnvironmentObject private var model: ConsentModel
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            VStack(alignment: .leading, spacing: 2) {
                Text(verbatim: accounts.choice.title.isolated)
                    .font(.headline)
                    .foregroundStyle(Palette.ink)
                    .accessibilityAddTraits(.isHeader)
                if !accounts.isSingle {
                    Text(verbatim: limit).font(.subheadline).foregroundStyle(Palette.muted)
                }
            }
            .watched(accounts.titlePiece)
            ForEach(accounts.accounts) { account in
                AccountRow(
                    account: account,
                    isSingle: accounts.isSingle,
                    isChosen: chosen.contains(account.id)
                ) {
                    model.choose(account.id, for: accounts.choice)
                }
                .watched(account.piece)
            }
        }
    }

    private var chosen: [String] { model.screen.chosen[accounts.choice.detail] ?? [] }

    private var limit: String {
        let most = accounts.choice.atMost
        return most >= accounts.accounts.count
            ? words("choice_any")
            : words.counted("choice_at_most", most)
    }
}

/// One account, to touch.
private struct AccountRow: View {
    let account: ConsentAccounts.Account
    let isSingle: Bool
    let isChosen: Bool
    let choose: @MainActor () -> Void

    var body: some View {
        Button(action: choose) {
            HStack(spacing: 14) {
                Image(systemName: mark)
                    .font(.title3.weight(.semibold))
                    .foregroundStyle(isChosen ? Palette.accent : Palette.strongLine)
                    .accessibilityHidden(true)
                VStack(alignment: .leading, spacing: 2) {
                    Text(verbatim: account.label.isolated)
                        .font(.body.weight(.semibold))
                    Text(verbatim: account.number.isolatedLeftToRight)
                        .speechSpellsOutCharacters()
                        .font(.subheadline.monospacedDigit())
                        .foregroundStyle(Palette.muted)
                    ForEach(account.warnings, id: \.self) { WarningRow(text: $0) }
                }
                .multilineTextAlignment(.leading)
                .frame(maxWidth: .infinity, alignment: .leading)
                if let currency = account.currency {
                    Text(verbatim: currency.isolated).font(.subheadline.weight(.semibold))
                }
            }
            .foregroundStyle(Palette.ink)
            .frame(minHeight: 60)
            .padding(.horizontal, 14)
            .background(isChosen ? Palette.softAccent : Palette.surface, in: shape)
            .overlay {
                shape.strokeBorder(isChosen ? Palette.accent : Palette.strongLine, lineWidth: 1.5)
            }
            .contentShape(shape)
        }
        .buttonStyle(.plain)
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(isChosen ? [.isButton, .isSelected] : .isButton)
    }

    private var mark: String {
        switch (isSingle, isChosen) {
        case (true, true): "largecircle.fill.circle"
        case (true, false): "circle"
        case (false, true): "checkmark.square.fill"
        case (false, false): "square"
        }
    }

    private var shape: RoundedRectangle { RoundedRectangle(cornerRadius: 14, style: .continuous) }
}
