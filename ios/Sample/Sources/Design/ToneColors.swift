import SwiftUI

extension Tone {
    /// What is drawn in it.
    var foreground: Color {
        switch self {
        case .info: Palette.accent
        case .good: Palette.onAccent
        case .calm: Palette.ink
        case .warning: Palette.warning
        case .danger: Palette.danger
        }
    }

    /// What it is drawn on.
    var ground: Color {
        switch self {
        case .info: Palette.softAccent
        case .good: Palette.accent
        case .calm: Palette.sunken
        case .warning: Palette.softWarning
        case .danger: Palette.softDanger
        }
    }
}
