import Countersign
import SwiftUI

/// The number from the other screen, as large boxes over a keypad.
struct NumberView: View {
    let digits: Int
    let piece: Int

    @EnvironmentObject private var model: ConsentModel
    @Environment(\.words) private var words
    @ScaledMetric(relativeTo: .largeTitle) private var boxHeight = 64.0
    @FocusState private var isTyping: Bool
    @State private var typed = ""

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            VStack(alignment: .leading, spacing: 2) {
                Text(verbatim: words("number_title"))
                    .font(.headline)
                    .foregroundStyle(Palette.ink)
                    .accessibilityAddTraits(.isHeader)
                Text(verbatim: words("number_help"))
                    .font(.subheadline)
                    .foregroundStyle(Palette.muted)
            }
            boxes
                .overlay { field }
                .environment(\.layoutDirection, .leftToRight)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .watched(piece)
    }

    private var boxes: some View {
        HStack(spacing: 10) {
            ForEach(0..<digits, id: \.self) { place in
                NumberBox(
                    digit: digit(at: place),
                    isNext: isTyping && place == model.screen.number.count
                )
            }
        }
        .frame(height: boxHeight)
        .frame(maxWidth: 72 * Double(digits))
        .accessibilityHidden(true)
    }

    /// Takes what is typed; what is seen are the boxes.
    private var field: some View {
        TextField("", text: $typed)
            .keyboardType(.numberPad)
            .autocorrectionDisabled()
            .focused($isTyping)
            .foregroundStyle(.clear)
            .tint(.clear)
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .contentShape(Rectangle())
            .onTapGesture { isTyping = true }
            .onChange(of: typed) { text in
                model.enter(number: text)
                if typed != model.screen.number { typed = model.screen.number }
            }
            .onAppear { typed = model.screen.number }
            .toolbar {
                ToolbarItemGroup(placement: .keyboard) {
                    Spacer()
                    Button(words("answer_done")) { isTyping = false }
                }
            }
            .accessibilityLabel(Text(verbatim: words("number_title")))
            .accessibilityHint(Text(verbatim: words("number_help")))
    }

    private func digit(at place: Int) -> String {
        let number = Array(model.screen.number)
        return number.indices.contains(place) ? String(number[place]) : ""
    }
}

private struct NumberBox: View {
    let digit: String
    let isNext: Bool

    @Environment(\.colorSchemeContrast) private var contrast

    var body: some View {
        Text(verbatim: digit)
            .font(.largeTitle.weight(.bold).monospacedDigit())
            .minimumScaleFactor(0.3)
            .lineLimit(1)
            .foregroundStyle(Palette.ink)
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .background(digit.isEmpty ? Palette.surface : Palette.softAccent, in: shape)
            .overlay { shape.strokeBorder(line, lineWidth: isNext ? 2.5 : 1.5) }
    }

    private var line: Color {
        if isNext || !digit.isEmpty { return Palette.accent }
        return contrast == .increased ? Palette.ink : Palette.strongLine
    }

    private var shape: RoundedRectangle { RoundedRectangle(cornerRadius: 14, style: .continuous) }
}
