/// How a key of the Secure Enclave is protected, in words that need none of Apple's headers.
package struct KeySpecification: Sendable, Equatable {
    /// When it can be used.
    package enum Accessible: Sendable, Equatable {
        /// `kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly`.
        case afterFirstUnlock
        /// `kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly`.
        case whenPasscodeSet
    }

    package let accessible: Accessible
    /// `.biometryCurrentSet` beside `.privateKeyUsage`: a face or finger at every use, and no key
    /// any more when one is added or taken away. `.biometryAny`, `.userPresence` and
    /// `.devicePasscode` would let somebody in who is not the person that enrolled.
    package let asksForBiometrics: Bool

    /// A transport key signs in silence, also behind a lock screen: a person approves and pockets
    /// the phone, and what they decided still has to reach the bank. It can decide nothing itself.
    package static func of(_ purpose: KeyPurpose) -> KeySpecification {
        switch purpose {
        case .transport:
            KeySpecification(accessible: .afterFirstUnlock, asksForBiometrics: false)
        case .approval:
            KeySpecification(accessible: .whenPasscodeSet, asksForBiometrics: true)
        }
    }
}
