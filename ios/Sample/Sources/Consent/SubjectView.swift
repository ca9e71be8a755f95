import SwiftUI

/// What is asked: one sentence, the amount, and what is large in it.
struct SubjectView: View {
    let subject: ConsentSubject

    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Divider().overlay(Palette.line).padding(.bottom, 12)
            Text(verbatim: subject.title.isolated)
                .font(subject.amount == nil ? .title2.weight(.semibold) : .body.weight(.medium))
                .foregroundStyle(Palette.ink)
                .fixedSize(horizontal: false, vertical: true)
                .accessibilityAddTraits(.isHeader)
                .watched(subject.titlePiece)
            if let amount = subject.amount { AmountView(amount: amount) }
            if !subject.rows.isEmpty {
                Card { RowsView(rows: subject.rows) }.padding(.top, 10)
            }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .accessibilityElement(children: .contain)
        .accessibilityLabel(Text(verbatim: words("asked_what")))
    }
}
