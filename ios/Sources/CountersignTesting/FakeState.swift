import CountersignAPI
import Foundation

// What the fake device and its consents do to what it holds.
extension FakeAuthenticationDevice {
    /// Counts a call, and throws what it is to throw.
    func called(_ name: String) throws {
        let failure = state.with { state -> CountersignError? in
            state.calls[name, default: 0] += 1
            return state.failures.isEmpty ? nil : state.failures.removeFirst()
        }
        if let failure { throw failure }
    }

    /// The request that came last.
    func newest() throws -> ConsentRequest {
        guard let request = state.with({ state in state.waiting.last }) else {
            throw CountersignError.notGenuine
        }
        return request
    }

    /// Takes a request in hand, if the hand is empty.
    func take(_ request: ConsentRequest) throws -> FakeConsent {
        let taken = FakeConsent(request, of: self)
        let isFree = state.with { state -> Bool in
            if let held = state.inHand, !held.isClosed, held.request.request != request.request {
                return false
            }
            state.inHand = taken
            return true
        }
        if !isFree { throw CountersignError.decideOthersFirst }
        return taken
    }

    func enrolment(_ id: String) -> Enrolment? {
        state.with { state in state.enrolments.first { enrolment in enrolment.id == id } }
    }

    func isDecided(_ request: ConsentRequest) -> Bool { decisions[request.request] != nil }

    func block(_ enrolment: String) {
        guard var blocked = self.enrolment(enrolment) else { return }
        blocked.state = .blocked
        change(blocked)
    }

    func loseKey(of enrolment: String) {
        guard var held = self.enrolment(enrolment) else { return }
        held.needsReenrolment = true
        change(held)
    }

    func drop(_ enrolment: String) {
        state.with { state in state.enrolments.removeAll { held in held.id == enrolment } }
        told.tell(.enrolments)
    }

    /// What a failed prompt leaves possible.
    func approving(after failure: PromptFailure, of request: ConsentRequest) -> Approving {
        guard failure == .keyInvalidated else { return .possible }
        loseKey(of: request.enrolment)
        return .enrolAgain
    }

    /// Decides a request, once.
    func decide(_ request: ConsentRequest, approved: Bool) throws -> Delivery {
        let delivery = try state.with { state -> Delivery in
            guard state.decisions[request.request] == nil else { throw CountersignError.over }
            state.decisions[request.request] = approved
            state.waiting.removeAll { waiting in waiting.request == request.request }
            let delivery: Delivery =
                state.deliveries.isEmpty
                ? .recorded(receipt: "receipt") : state.deliveries.removeFirst()
            let number = Int64(state.past.count + 1)
            state.past.append(entry(number, of: request, approved, delivery))
            return delivery
        }
        told.tell(.requests)
        told.tell(.deliveries)
        return delivery
    }

    private func entry(
        _ number: Int64,
        of request: ConsentRequest,
        _ approved: Bool,
        _ delivery: Delivery
    ) -> HistoryEntry {
        var title: String?
        if case .shown(let view) = request.reading { title = view.title }
        var receipt: String?
        if case .recorded(let signed) = delivery { receipt = signed }
        return HistoryEntry(
            number: number,
            enrolment: request.enrolment,
            request: request.request,
            title: title,
            arrivedAt: request.expiresAt.addingTimeInterval(-600),
            outcome: outcome(delivery, approved),
            endedAt: delivery == .unknown ? nil : request.expiresAt,
            receipt: receipt
        )
    }

    private func outcome(_ delivery: Delivery, _ approved: Bool) -> Outcome {
        switch delivery {
        case .recorded: approved ? .approved : .denied
        case .refused: .refused
        case .answeredElsewhere: .answeredElsewhere
        case .withdrawn: .withdrawn
        case .expired: .expired
        case .unknown: .unknown
        case .neverLearned: .neverLearned
        }
    }
}
