import SwiftUI

/// A large button. Decline and approve differ in colour only: never in size or weight.
struct AnswerButtonStyle: ButtonStyle {
    enum Role: Sendable {
        case approve, decline, danger
    }

    let role: Role

    func makeBody(configuration: Configuration) -> some View {
        AnswerLabel(role: role, label: configuration.label, isPressed: configuration.isPressed)
    }
}

/// What an answer looks like: a view of its own, so that it follows whether it is enabled.
private struct AnswerLabel<Label: View>: View {
    let role: AnswerButtonStyle.Role
    let label: Label
    let isPressed: Bool

    @Environment(\.isEnabled) private var isEnabled

    var body: some View {
        label
            .font(.headline)
            .multilineTextAlignment(.center)
            .frame(maxWidth: .infinity, minHeight: 56, maxHeight: .infinity)
            .padding(.horizontal, 12)
            .foregroundStyle(isEnabled ? foreground : Palette.muted)
            .background(isEnabled ? ground : Palette.sunken, in: shape)
            .overlay { if !isEnabled { shape.strokeBorder(Palette.strongLine, lineWidth: 1.5) } }
            .opacity(isPressed ? 0.75 : 1)
            .contentShape(shape)
    }

    private var shape: RoundedRectangle { RoundedRectangle(cornerRadius: 14, style: .continuous) }

    private var foreground: Color {
        switch role {
        case .approve: return Palette.onAccent
        case .decline: return Palette.onSteel
        case .danger: return Palette.surface
        }
    }

    private var ground: Color {
        switch role {
        case .approve: return Palette.accent
        case .decline: return Palette.steel
        case .danger: return Palette.danger
        }
    }
}

/// A button that is not an answer.
struct PlainOutlineButtonStyle: ButtonStyle {
    func makeBody(configuration: Configuration) -> some View {
        let shape = RoundedRectangle(cornerRadius: 14, style: .continuous)
        return configuration.label
            .font(.body.weight(.medium))
            .multilineTextAlignment(.center)
            .frame(minHeight: 48)
            .padding(.horizontal, 16)
            .foregroundStyle(Palette.ink)
            .overlay { shape.strokeBorder(Palette.strongLine, lineWidth: 1.5) }
            .opacity(configuration.isPressed ? 0.6 : 1)
            .contentShape(shape)
    }
}

extension ButtonStyle where Self == AnswerButtonStyle {
    static func answer(_ role: AnswerButtonStyle.Role) -> AnswerButtonStyle {
        AnswerButtonStyle(role: role)
    }
}

extension ButtonStyle where Self == PlainOutlineButtonStyle {
    static var plainOutline: PlainOutlineButtonStyle { PlainOutlineButtonStyle() }
}
