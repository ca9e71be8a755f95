import LocalAuthentication

/// Why no approval key can be made on this phone now.
enum BiometricObstacle {
    /// What to show instead of reading an offer; `nil` if a key can be made.
    static func onThisPhone() -> Situation? {
        let context = LAContext()
        var error: NSError?
        let policy = LAPolicy.deviceOwnerAuthenticationWithBiometrics
        if context.canEvaluatePolicy(policy, error: &error) { return nil }
        return situation(code: error?.code, hasSensor: context.biometryType != .none)
    }

    /// By the code of an `LAError`. A sensor that is locked for the moment is no obstacle: the
    /// prompt says so itself.
    static func situation(code: Int?, hasSensor: Bool) -> Situation? {
        switch code.flatMap(LAError.Code.init(rawValue:)) {
        case .biometryLockout: nil
        case .biometryNotAvailable where !hasSensor: .noSensor
        default: .noBiometric
        }
    }
}
