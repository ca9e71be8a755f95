import Foundation
import LocalAuthentication
import SwiftUI

extension Words {
    /// The words of this app as this phone is set now.
    static func ofThisPhone() -> Words {
        let language = Bundle.main.preferredLocalizations.first ?? "en"
        return Words(language: language, recognisesFaces: phoneRecognisesFaces()) { key in
            text(of: key, in: "Localizable") ?? text(of: key, in: "Phone")
        }
    }

    /// Looks in one table: both platforms share `Localizable`; `Phone` holds what only an iPhone
    /// has to say.
    private static func text(of key: String, in table: String) -> String? {
        // No text, so that a key that is missing differs from one whose text is the key.
        let missing = "\u{0}"
        let text = Bundle.main.localizedString(forKey: key, value: missing, table: table)
        return text == missing ? nil : text
    }

    private static func phoneRecognisesFaces() -> Bool {
        let context = LAContext()
        // The kind is known only after asking; whether it can be used now does not matter here.
        _ = context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
        return context.biometryType == .faceID
    }
}

extension EnvironmentValues {
    /// The app's words.
    var words: Words {
        get { self[WordsKey.self] }
        set { self[WordsKey.self] = newValue }
    }
}

private struct WordsKey: EnvironmentKey {
    static var defaultValue: Words {
        Words(language: "en", recognisesFaces: false) { _ in nil }
    }
}
