import Countersign
import SwiftUI

/// A label, its value, and what to beware of.
struct RowView: View {
    let row: ConsentRow

    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 3) {
            if !row.continues { heading }
            HStack(alignment: .firstTextBaseline, spacing: 8) {
                if row.isGranted {
                    Image(systemName: "checkmark")
                        .foregroundStyle(Palette.accent)
                        .accessibilityHidden(true)
                }
                ValueText(row: row)
            }
            ForEach(row.warnings, id: \.self) { WarningRow(text: $0) }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 14)
        .padding(.vertical, 10)
        .background { if row.isClientWords { Palette.surface } }
        .overlay(alignment: .leading) {
            if row.isClientWords { Palette.strongLine.frame(width: 4) }
        }
        .accessibilityElement(children: .combine)
        .watched(row.piece)
    }

    /// The label, and beside it whose words they are or what they are part of; below it where there
    /// is no room.
    private var heading: some View {
        ViewThatFits(in: .horizontal) {
            HStack(alignment: .firstTextBaseline, spacing: 8) {
                label.lineLimit(1)
                Spacer(minLength: 0)
                remark.lineLimit(1)
            }
            VStack(alignment: .leading, spacing: 0) {
                label
                remark
            }
        }
        .font(.footnote)
    }

    private var label: some View {
        Text(verbatim: row.label).foregroundStyle(Palette.muted)
    }

    @ViewBuilder private var remark: some View {
        if row.isClientWords {
            Text(verbatim: words("asked_client_words"))
                .fontWeight(.medium)
                .foregroundStyle(Palette.ink)
        } else if let part = row.partOf {
            Text(verbatim: part.isolated).foregroundStyle(Palette.muted)
        }
    }
}

/// A value, set by what kind it is. Plain text: never a link.
struct ValueText: View {
    let row: ConsentRow

    @Environment(\.locale) private var locale

    var body: some View {
        Text(verbatim: quoted)
            .speechSpellsOutCharacters(row.kind == .account || row.kind == .code)
            .font(font)
            .foregroundStyle(Palette.ink)
            .lineLimit(row.kind == .amount ? 1 : nil)
            .minimumScaleFactor(row.kind == .amount ? 0.1 : 1)
            .fixedSize(horizontal: false, vertical: true)
    }

    private var quoted: String {
        let text = row.isLeftToRight ? row.text.isolatedLeftToRight : row.text.isolated
        guard row.isClientWords else { return text }
        let opening = locale.quotationBeginDelimiter ?? "\u{201C}"
        let closing = locale.quotationEndDelimiter ?? "\u{201D}"
        return opening + text + closing
    }

    private var font: Font {
        switch (row.kind, row.size) {
        case (.code, _): .callout.monospaced()
        case (_, .large): .headline.monospacedDigit()
        case (_, .plain): .body.weight(.medium).monospacedDigit()
        case (_, .small): .subheadline.monospacedDigit()
        }
    }
}

/// Rows with lines between them.
struct RowsView: View {
    let rows: [ConsentRow]

    var body: some View {
        ForEach(rows) { row in
            if row.id != rows.first?.id && !row.continues { Divider().overlay(Palette.line) }
            RowView(row: row)
        }
    }
}
