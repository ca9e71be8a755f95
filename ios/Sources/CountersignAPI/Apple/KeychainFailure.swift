/// What the Keychain's codes mean. Numbers, and none of Apple's headers, so that it can be tested
/// wherever Swift runs.
package enum KeychainFailure {
    /// `errSecSuccess`.
    package static let success: Int32 = 0
    /// `errSecUserCanceled`.
    package static let userCancelled: Int32 = -128
    /// `errSecParam`.
    package static let parameter: Int32 = -50
    /// `errSecAuthFailed`.
    package static let authFailed: Int32 = -25_293
    /// `errSecDuplicateItem`.
    package static let duplicate: Int32 = -25_299
    /// `errSecItemNotFound`.
    package static let notFound: Int32 = -25_300
    /// `errSecInteractionNotAllowed`: the phone is locked, or was not unlocked since it started.
    package static let interactionNotAllowed: Int32 = -25_308

    /// Why a key could not be used. Only a key that is not there is gone: enrolling anew is for good,
    /// and every other code has been seen to pass.
    package static func ofKey(_ status: Int32) -> KeyStoreError {
        switch status {
        case notFound: .gone
        case interactionNotAllowed: .locked
        default: .failed
        }
    }

    /// Why a secret could not be read or kept. That there is none is no failure, and asked before.
    package static func ofSecret(_ status: Int32) -> SecretStoreError {
        status == interactionNotAllowed ? .locked : .failed
    }

    /// Why a transport key did not sign, or a key was not made.
    package static func ofKey(causes: [SigningFailure.Cause]) -> KeyStoreError {
        let codes = causes.filter { cause in cause.domain == SigningFailure.keychain }
        guard let code = codes.first?.code, let status = Int32(exactly: code) else {
            return .failed
        }
        return ofKey(status)
    }
}
