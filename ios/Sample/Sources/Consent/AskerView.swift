import SwiftUI

/// Who asks, and that the bank knows them.
struct AskerView: View {
    let asker: ConsentAsker
    let bank: String

    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(verbatim: words("asked_who"))
                .font(.footnote)
                .foregroundStyle(Palette.muted)
                .accessibilityAddTraits(.isHeader)
            if let name = asker.name {
                part(name, text: name.text.isolated, font: .title3.weight(.semibold))
            }
            if let party = asker.onBehalfOf {
                let text = words("asked_behalf", ["party": party.text])
                part(party, text: text, font: .body.weight(.medium))
            }
            if let legal = asker.legalName {
                part(legal, text: legal.text.isolated, font: .subheadline, color: Palette.muted)
            }
            Label {
                Text(verbatim: words("asked_known", ["bank": bank]))
            } icon: {
                Image(systemName: "checkmark.shield")
            }
            .font(.subheadline.weight(.medium))
            .foregroundStyle(Palette.accent)
            if !asker.others.isEmpty {
                Card { RowsView(rows: asker.others) }
            }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
    }

    private func part(
        _ row: ConsentRow,
        text: String,
        font: Font,
        color: Color = Palette.ink
    ) -> some View {
        VStack(alignment: .leading, spacing: 6) {
            Text(verbatim: text).font(font).foregroundStyle(color)
            ForEach(row.warnings, id: \.self) { WarningRow(text: $0) }
        }
        .fixedSize(horizontal: false, vertical: true)
        .accessibilityElement(children: .combine)
        .watched(row.piece)
    }
}
