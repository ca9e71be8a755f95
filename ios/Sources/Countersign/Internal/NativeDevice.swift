import CountersignAPI
internal import CountersignFFI
import Foundation

/// The device in the native library. What has a prompt in it is in NativePrompts.swift.
final class NativeDevice: AuthenticationDevice {
    /// The longest that notifications are kept back, in seconds.
    private static let day: Int64 = 86_400

    private struct Open {
        let device: CountersignFFI.Device
        let watch: Watch
    }

    let work: Work
    private let held: Guarded<Open?>

    init(_ device: CountersignFFI.Device, work: Work) {
        self.work = work
        held = Guarded(Open(device: device, watch: Watch(device)))
    }

    deinit {
        close()
    }

    func changes() -> AsyncStream<CountersignAPI.Change> {
        guard let watch = held.with({ held in held?.watch }) else {
            return AsyncStream<CountersignAPI.Change> { stream in stream.finish() }
        }
        return watch.changes()
    }

    func enrolments() async throws -> [CountersignAPI.Enrolment] {
        try await call { device in try device.enrolments().map { $0.forApp } }
    }

    func readOffer(_ link: String) async throws -> CountersignAPI.Offer {
        try await call { device in try device.readOffer(link: link).forApp }
    }

    func abandonEnrolment() async throws {
        try await call { device in try device.abandonEnrolment() }
    }

    func receive(_ hint: CountersignAPI.Hint) async throws -> CountersignAPI.Received {
        try await call { device in try device.receive(hint: hint.native).forApp }
    }

    func open(_ hint: CountersignAPI.Hint) async throws -> any ConsentInHand {
        let work = self.work
        return try await call { device -> NativeConsent in
            try NativeConsent(try device.openHint(hint: hint.native), work: work)
        }
    }

    func open(enrolment: String, request: String) async throws -> any ConsentInHand {
        let work = self.work
        return try await call { device -> NativeConsent in
            let consent = try device.openRequest(enrolment: enrolment, request: request)
            return try NativeConsent(consent, work: work)
        }
    }

    func pending(enrolment: String) async throws -> [CountersignAPI.PendingRequest] {
        try await call { device in try device.pending(enrolment: enrolment).map { $0.forApp } }
    }

    func deliver(now: Bool) async throws -> CountersignAPI.Round {
        try await call { device in try device.deliver(now: now).forApp }
    }

    func refresh(enrolment: String) async throws -> CountersignAPI.Enrolment {
        try await call { device in try device.refresh(enrolment: enrolment).forApp }
    }

    func updatePush(
        enrolment: String,
        target: CountersignAPI.PushTarget
    ) async throws -> CountersignAPI.Told {
        try await call { device in
            try device.updatePush(enrolment: enrolment, target: target.native).forApp
        }
    }

    func updateCapabilities(enrolment: String) async throws {
        try await call { device in try device.updateCapabilities(enrolment: enrolment) }
    }

    func report(enrolment: String, request: String) async throws -> CountersignAPI.Told {
        try await call { device in
            try device.report(enrolment: enrolment, request: request).forApp
        }
    }

    func approvalKeyLost(enrolment: String) async throws {
        try await call { device in _ = try device.approvalKeyLost(enrolment: enrolment) }
    }

    func mute(enrolment: String, for time: Duration) async throws {
        let seconds = min(max(time.components.seconds, 0), Self.day)
        try await call { device in
            try device.mute(enrolment: enrolment, seconds: UInt32(clamping: seconds))
        }
    }

    func remove(enrolment: String) async throws {
        try await call { device in try device.remove(enrolment: enrolment) }
    }

    func forget(enrolment: String) async throws {
        try await call { device in try device.forget(enrolment: enrolment) }
    }

    func history(before: Int64?, count: Int) async throws -> [CountersignAPI.HistoryEntry] {
        try await call { device in
            try device.history(before: before, count: UInt32(clamping: count)).map { $0.forApp }
        }
    }

    func checkHistory(enrolment: String) async throws -> CountersignAPI.HistoryCheck {
        try await call { device in try device.checkHistory(enrolment: enrolment).forApp }
    }

    func exportHistory(enrolment: String) async throws -> String {
        try await call { device in try device.exportHistory(enrolment: enrolment) }
    }

    func presentIn(preferredLanguages: [String], timeZone: String) async throws {
        try await call { device in
            try device.presentIn(preferredLanguages: preferredLanguages, timeZone: timeZone)
        }
    }

    func changeSeal() async throws {
        try await call { device in try device.changeSeal() }
    }

    func rotateTransportKey(enrolment: String) async throws -> CountersignAPI.Rotation {
        try await call { device in try device.rotateTransportKey(enrolment: enrolment).forApp }
    }

    func close() {
        let closed = held.with { held -> Open? in
            defer { held = nil }
            return held
        }
        closed?.watch.close()
    }

    /// The native device, which lives as long as a call that was begun.
    func native() throws -> CountersignFFI.Device {
        guard let device = held.with({ held in held?.device }) else {
            throw CountersignError.defect
        }
        return device
    }

    private func call<Value: Sendable>(
        _ call: @escaping @Sendable (CountersignFFI.Device) throws -> Value
    ) async throws -> Value {
        let device = try native()
        return try await work.run { try call(device) }
    }
}
