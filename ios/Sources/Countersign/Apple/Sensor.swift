#if canImport(LocalAuthentication)
import CountersignAPI
import LocalAuthentication

/// What the phone says of its faces or fingers now.
struct Sensor {
    /// Changes when a face or finger is added or taken away; `nil` if it is not told.
    let state: String?
    /// The `LAError` of asking whether they can be used; `nil` if they can.
    let code: Int?
    /// What unlocks an approval key on this phone.
    let unlock: Unlock

    static func now() -> Sensor {
        let context = LAContext()
        var error: NSError?
        let canBeUsed = context.canEvaluatePolicy(
            .deviceOwnerAuthenticationWithBiometrics,
            error: &error
        )
        return Sensor(
            state: context.evaluatedPolicyDomainState?.base64EncodedString(),
            code: canBeUsed ? nil : error?.code,
            unlock: kind(of: context.biometryType)
        )
    }

    private static func kind(of type: LABiometryType) -> Unlock {
        switch type {
        case .faceID: .face
        case .touchID: .fingerprint
        default: .biometric
        }
    }
}
#endif
