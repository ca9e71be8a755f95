import SwiftUI
import UIKit

/// The colours. One accent, the bank's own. Text on its ground has a contrast of 7:1 or more for
/// values and 4.5:1 for the rest, light and dark.
enum Palette {
    static let surface = Color(light: 0xFFFFFF, dark: 0x171D1B)
    static let sunken = Color(light: 0xF7F6F3, dark: 0x121716)
    static let ink = Color(light: 0x15201D, dark: 0xEFF3F1)
    static let muted = Color(light: 0x46524E, dark: 0xB3BEBA)
    static let line = Color(light: 0xDFDDD6, dark: 0x2B3431)
    static let strongLine = Color(light: 0x8D9692, dark: 0x75827D)
    static let accent = Color(light: 0x0A5C4E, dark: 0x78D8C0)
    static let onAccent = Color(light: 0xFFFFFF, dark: 0x06221B)
    static let softAccent = Color(light: 0xE2F0EB, dark: 0x16332C)
    static let danger = Color(light: 0x9B210C, dark: 0xFFA794)
    static let softDanger = Color(light: 0xFBE9E4, dark: 0x3B1A13)
    static let warning = Color(light: 0x6A4000, dark: 0xF4CB7C)
    static let softWarning = Color(light: 0xFDF0D5, dark: 0x352711)
    static let steel = Color(light: 0x33413D, dark: 0xD3DBD8)
    static let onSteel = Color(light: 0xFFFFFF, dark: 0x121716)
}

extension Color {
    /// A colour that follows the appearance; both as 0xRRGGBB.
    fileprivate init(light: UInt32, dark: UInt32) {
        self.init(UIColor { traits in
            UIColor(rgb: traits.userInterfaceStyle == .dark ? dark : light)
        })
    }
}

extension UIColor {
    fileprivate convenience init(rgb: UInt32) {
        self.init(
            red: CGFloat(rgb >> 16 & 0xFF) / 255,
            green: CGFloat(rgb >> 8 & 0xFF) / 255,
            blue: CGFloat(rgb & 0xFF) / 255,
            alpha: 1
        )
    }
}
