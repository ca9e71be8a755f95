import CountersignAPI

extension CountersignError {
    /// What a call of the device threw.
    init(_ error: any Error) {
        self = error as? CountersignError ?? .defect
    }
}
