import SwiftUI

/// Something to beware of: an icon and words, and a colour only beside them.
struct WarningRow: View {
    let text: String

    @Environment(\.words) private var words

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 10) {
            Image(systemName: "exclamationmark.triangle.fill")
                .foregroundStyle(Palette.warning)
                .accessibilityLabel(Text(verbatim: words("asked_warning")))
            Text(verbatim: text)
                .font(.subheadline.weight(.medium))
                .foregroundStyle(Palette.ink)
                .fixedSize(horizontal: false, vertical: true)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 14)
        .padding(.vertical, 12)
        .background(Palette.softWarning)
        .overlay(alignment: .leading) { Palette.warning.frame(width: 4) }
        .clipShape(RoundedRectangle(cornerRadius: 12, style: .continuous))
        .accessibilityElement(children: .combine)
    }
}
