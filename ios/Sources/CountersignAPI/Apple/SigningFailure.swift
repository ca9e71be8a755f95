/// What it means that an approval key did not sign. The signature itself shows the prompt, so its
/// failure is the prompt's answer; it comes from three parts of the system, by whichever noticed
/// first.
package enum SigningFailure {
    /// `LAErrorDomain`.
    package static let authentication = "com.apple.LocalAuthentication"
    /// `NSOSStatusErrorDomain`.
    package static let keychain = "NSOSStatusErrorDomain"
    /// `TKErrorDomain`: the token that holds the key.
    package static let token = "CryptoTokenKit"

    /// One error of the chain that the system gives, the outermost first.
    package struct Cause: Sendable, Equatable {
        package let domain: String
        package let code: Int

        package init(domain: String, code: Int) {
            self.domain = domain
            self.code = code
        }
    }

    /// `haveBiometricsChanged` is what the phone says now, beside what it said when the key was made;
    /// `nil` if it does not say. The codes that come of a changed face or finger come of other things
    /// too, and a key that is given up stays so.
    package static func answer(causes: [Cause], haveBiometricsChanged: Bool?) -> PromptAnswer {
        // The prompt knows best why it ended; the Keychain and the token only pass it on.
        let prompt = causes.first { cause in cause.domain == authentication }
        guard let cause = prompt ?? causes.first else { return .failed(.other) }
        switch cause.domain {
        case authentication: return ofAuthentication(cause.code)
        case keychain: return ofKeychain(cause.code, haveBiometricsChanged == true)
        case token: return ofToken(cause.code, haveBiometricsChanged == true)
        default: return .failed(.other)
        }
    }

    /// What it means that the key could not be had at all.
    package static func answer(_ failure: KeyStoreError) -> PromptAnswer {
        switch failure {
        case .gone: .failed(.keyInvalidated)
        // The phone locked itself before the prompt was up.
        case .locked: .cancelled
        case .failed: .failed(.other)
        }
    }

    private static func ofAuthentication(_ code: Int) -> PromptAnswer {
        switch code {
        // authenticationFailed
        case -1: .failed(.notRecognised)
        // userCancel, userFallback, systemCancel, appCancel, invalidContext: taken down by the
        // person, by the system or by us. notInteractive: it was never shown.
        case -2, -3, -4, -9, -10, -1004: .cancelled
        // passcodeNotSet: the key went with the passcode. biometryNotEnrolled: the set that the key
        // was made for is gone.
        case -5, -7: .failed(.keyInvalidated)
        // biometryLockout
        case -8: .failed(.lockedOut)
        // biometryNotAvailable (this app may not use Face ID, or the sensor is broken), and what the
        // system invents later.
        default: .failed(.other)
        }
    }

    private static func ofKeychain(_ code: Int, _ haveBiometricsChanged: Bool) -> PromptAnswer {
        switch code {
        case Int(KeychainFailure.userCancelled), Int(KeychainFailure.interactionNotAllowed):
            .cancelled
        case Int(KeychainFailure.notFound):
            .failed(.keyInvalidated)
        case Int(KeychainFailure.authFailed):
            .failed(haveBiometricsChanged ? .keyInvalidated : .notRecognised)
        case Int(KeychainFailure.parameter):
            .failed(haveBiometricsChanged ? .keyInvalidated : .other)
        default:
            .failed(.other)
        }
    }

    private static func ofToken(_ code: Int, _ haveBiometricsChanged: Bool) -> PromptAnswer {
        switch code {
        // canceledByUser
        case -4: .cancelled
        // authenticationFailed
        case -5: .failed(haveBiometricsChanged ? .keyInvalidated : .notRecognised)
        // objectNotFound
        case -6: .failed(.keyInvalidated)
        // corruptedData ("unable to sign digest"), and the rest
        default: .failed(haveBiometricsChanged ? .keyInvalidated : .other)
        }
    }
}

/// Whether the faces or fingers on the phone are those for which a key was made.
package enum Biometrics {
    /// `nil` if the phone does not say: it tells no state while the sensor is locked.
    ///
    /// - Parameters:
    ///   - before: the state when the key was made, if it was told.
    ///   - now: the state now, if it is told.
    ///   - code: the `LAError` of asking whether biometrics can be used; `nil` if they can.
    package static func haveChanged(before: String?, now: String?, code: Int?) -> Bool? {
        // biometryNotEnrolled
        if code == -7 { return true }
        guard let before, !before.isEmpty, let now else { return nil }
        return before != now
    }
}
