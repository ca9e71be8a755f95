import SwiftUI

/// Rows that belong together, one under the other, with lines between them.
struct Card<Content: View>: View {
    @ViewBuilder var content: Content

    var body: some View {
        VStack(alignment: .leading, spacing: 0) { content }
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(Palette.sunken)
            .clipShape(shape)
            .overlay { shape.strokeBorder(Palette.line) }
    }

    private var shape: RoundedRectangle { RoundedRectangle(cornerRadius: 14, style: .continuous) }
}
