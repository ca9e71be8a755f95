import SwiftUI

/// The bank's receipt, folded away: what it says, and the signed token itself.
struct ReceiptView: View {
    let token: String

    @Environment(\.words) private var words

    var body: some View {
        DisclosureGroup {
            VStack(alignment: .leading, spacing: 10) {
                ForEach(Receipt(token)?.parts ?? [], id: \.self) { part in
                    Text(verbatim: part).font(.footnote.monospaced())
                }
                Text(verbatim: token)
                    .font(.caption2.monospaced())
                    .foregroundStyle(Palette.muted)
            }
            .foregroundStyle(Palette.ink)
            .textSelection(.enabled)
            .multilineTextAlignment(.leading)
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(.top, 8)
            .environment(\.layoutDirection, .leftToRight)
        } label: {
            Label(words("answer_receipt"), systemImage: "doc.text")
                .font(.subheadline.weight(.medium))
                .frame(minHeight: 48)
        }
        .tint(Palette.accent)
        .padding(.horizontal, 14)
        .background(Palette.sunken, in: RoundedRectangle(cornerRadius: 14, style: .continuous))
    }
}
