import CountersignAPI
import Foundation

/// A device without a native library, for the tests of an app's screens: what it holds is what the
/// test gave it, and what it was asked to do can be looked at. It checks nothing and signs nothing.
///
/// It keeps the rules that a screen can break: one consent in hand at a time, nothing decided twice,
/// nothing approved that cannot be shown. It may be used from any thread.
public final class FakeAuthenticationDevice: AuthenticationDevice {
    struct State {
        var enrolments: [Enrolment]
        var waiting: [ConsentRequest]
        var past: [HistoryEntry] = []
        var failures: [CountersignError] = []
        var deliveries: [Delivery] = []
        var offer: Offer?
        var registers: Enrolment?
        var decisions: [String: Bool] = [:]
        var calls: [String: Int] = [:]
        weak var inHand: FakeConsent?
    }

    let state: Guarded<State>
    let told = Broadcast<Change>()

    /// A device that holds these.
    public init(enrolments: [Enrolment] = [], requests: [ConsentRequest] = []) {
        state = Guarded(State(enrolments: enrolments, waiting: requests))
    }

    /// What the next calls throw, each once, in this order.
    public var failures: [CountersignError] {
        get { state.with { state in state.failures } }
        set { state.with { state in state.failures = newValue } }
    }

    /// What becomes of the next decisions; recorded, where nothing else is said.
    public var deliveries: [Delivery] {
        get { state.with { state in state.deliveries } }
        set { state.with { state in state.deliveries = newValue } }
    }

    /// The offer that the next link holds; without one, a link holds none.
    public var offer: Offer? {
        get { state.with { state in state.offer } }
        set { state.with { state in state.offer = newValue } }
    }

    /// What an enrolment becomes of the offer; without one, the bank refuses.
    public var registers: Enrolment? {
        get { state.with { state in state.registers } }
        set { state.with { state in state.registers = newValue } }
    }

    /// Every decision that was made, by the request's id: whether it was an approval.
    public var decisions: [String: Bool] { state.with { state in state.decisions } }

    /// How often each function was called, by its name.
    public var calls: [String: Int] { state.with { state in state.calls } }

    /// A request comes to this phone.
    public func arrive(_ request: ConsentRequest) {
        state.with { state in state.waiting.append(request) }
        told.tell(.requests)
    }

    /// An enrolment changes at the bank.
    public func change(_ enrolment: Enrolment) {
        state.with { state in
            state.enrolments.removeAll { held in held.id == enrolment.id }
            state.enrolments.append(enrolment)
        }
        told.tell(.enrolments)
    }

    // From here on, what every device does: see AuthenticationDevice.

    public func changes() -> AsyncStream<Change> { told.stream() }

    public func enrolments() async throws -> [Enrolment] {
        try called("enrolments")
        return state.with { state in state.enrolments }
    }

    public func readOffer(_ link: String) async throws -> Offer {
        try called("readOffer")
        guard let offer else { throw CountersignError.beginAgain }
        return offer
    }

    public func enrol(
        _ offer: Offer,
        push: PushTarget?,
        prompt: any SigningPrompt
    ) async throws -> EnrolResult {
        try called("enrol")
        let answer = try await ask(prompt, .newKey)
        switch answer {
        case .cancelled: return .cancelled
        case .failed(let failure): return .failed(failure)
        case .signed: break
        }
        guard let enrolment = registers else { throw CountersignError.refused }
        change(enrolment)
        return .registered(enrolment)
    }

    public func abandonEnrolment() async throws { try called("abandonEnrolment") }

    public func receive(_ hint: Hint) async throws -> Received {
        try called("receive")
        let request = try newest()
        return Received(
            enrolment: request.enrolment,
            request: request.request,
            expiresAt: request.expiresAt,
            recent: request.recent,
            muted: false
        )
    }

    public func open(_ hint: Hint) async throws -> any ConsentInHand {
        try called("open")
        return try take(newest())
    }

    public func open(enrolment: String, request: String) async throws -> any ConsentInHand {
        try called("open")
        let found = state.with { state in
            state.waiting.first { one in one.request == request && one.enrolment == enrolment }
        }
        if let found { return try take(found) }
        throw decisions[request] == nil ? CountersignError.notGenuine : CountersignError.over
    }

    public func pending(enrolment: String) async throws -> [PendingRequest] {
        try called("pending")
        let waiting = state.with { state in state.waiting }
        return waiting.filter { request in request.enrolment == enrolment }
            .map { PendingRequest(request: $0.request, expiresAt: $0.expiresAt) }
    }

    public func deliver(now: Bool) async throws -> Round {
        try called("deliver")
        return Round(tried: [], next: nil)
    }

    public func refresh(enrolment: String) async throws -> Enrolment {
        try called("refresh")
        guard let held = self.enrolment(enrolment) else { throw CountersignError.enrolAgain }
        return held
    }

    public func updatePush(enrolment: String, target: PushTarget) async throws -> Told {
        try called("updatePush")
        return .now
    }

    public func updateCapabilities(enrolment: String) async throws {
        try called("updateCapabilities")
    }

    public func report(enrolment: String, request: String) async throws -> Told {
        try called("report")
        block(enrolment)
        return .now
    }

    public func approvalKeyLost(enrolment: String) async throws {
        try called("approvalKeyLost")
        loseKey(of: enrolment)
    }

    public func mute(enrolment: String, for time: Duration) async throws { try called("mute") }

    public func remove(enrolment: String) async throws {
        try called("remove")
        drop(enrolment)
    }

    public func forget(enrolment: String) async throws {
        try called("forget")
        drop(enrolment)
    }

    public func history(before: Int64?, count: Int) async throws -> [HistoryEntry] {
        try called("history")
        let past = state.with { state in state.past }
        let page = past.reversed().filter { entry in before.map { entry.number < $0 } ?? true }
        return Array(page.prefix(max(count, 0)))
    }

    public func checkHistory(enrolment: String) async throws -> HistoryCheck {
        try called("checkHistory")
        let past = state.with { state in state.past }
        let entries = past.filter { entry in entry.enrolment == enrolment }
        return .whole(entries: UInt64(entries.count))
    }

    public func exportHistory(enrolment: String) async throws -> String {
        try called("exportHistory")
        return "{}"
    }

    public func presentIn(preferredLanguages: [String], timeZone: String) async throws {
        try called("presentIn")
    }

    public func changeSeal() async throws { try called("changeSeal") }

    public func rotateTransportKey(enrolment: String) async throws -> Rotation {
        try called("rotateTransportKey")
        return .done
    }

    public func rotateApprovalKey(
        enrolment: String,
        prompt: any SigningPrompt
    ) async throws -> RotationResult {
        try called("rotateApprovalKey")
        for purpose in [SigningPurpose.newKey, .oldKey] {
            let answer = try await ask(prompt, purpose)
            switch answer {
            case .signed: continue
            case .cancelled: return .cancelled
            case .failed(let failure): return .failed(failure)
            }
        }
        return .sent(.done)
    }

    public func close() { told.finish() }
}

extension Recent {
    /// Nothing special about how often an enrolment was asked.
    public static let usual = Recent(lastHour: 1, lastDay: 1, level: .usual)
}
