import CountersignAPI

/// A consent in the hand of a ``FakeAuthenticationDevice``.
final class FakeConsent: ConsentInHand {
    let request: ConsentRequest
    private let device: FakeAuthenticationDevice
    private let closed = Guarded(false)

    init(_ request: ConsentRequest, of device: FakeAuthenticationDevice) {
        self.request = request
        self.device = device
    }

    var isClosed: Bool { closed.with { closed in closed } }

    func touch() async throws {
        try device.called("touch")
        if isClosed { throw CountersignError.openAgain }
    }

    func stillOpen() async throws {
        try device.called("stillOpen")
        if device.isDecided(request) { throw CountersignError.over }
    }

    func approve(_ input: ApprovalInput, prompt: any SigningPrompt) async throws -> ApprovalResult {
        try device.called("approve")
        if isClosed { throw CountersignError.openAgain }
        let view = try approvable()
        if !fits(input, view) { throw CountersignError.correct }
        let answer = try await ask(prompt, .consent(text: view.title))
        switch answer {
        case .signed:
            close()
            return .decided(try device.decide(request, approved: true))
        case .cancelled:
            return .cancelled
        case .failed(let failure):
            return .notApproved(failure, device.approving(after: failure, of: request))
        }
    }

    func deny(_ reason: DenialReason) async throws -> Delivery {
        try device.called("deny")
        close()
        return try device.decide(request, approved: false)
    }

    func notMe() async throws -> Reported {
        try device.called("notMe")
        close()
        let denial = try? device.decide(request, approved: false)
        device.block(request.enrolment)
        return Reported(denial: denial, report: .now)
    }

    func close() {
        closed.with { closed in closed = true }
    }

    private func approvable() throws -> ConsentRequest.View {
        if device.isDecided(request) { throw CountersignError.over }
        guard let enrolment = device.enrolment(request.enrolment), !enrolment.needsReenrolment else {
            throw CountersignError.enrolAgain
        }
        guard case .shown(let view) = request.reading, !enrolment.locked else {
            throw CountersignError.onlyDeny
        }
        return view
    }

    private func fits(_ input: ApprovalInput, _ view: ConsentRequest.View) -> Bool {
        let isComplete = view.choices.allSatisfy { choice in
            let chosen = input.selection.filter { chosen in chosen.detail == choice.detail }
            guard let accounts = chosen.first?.accounts, chosen.count == 1 else {
                return choice.atLeast == 0 && chosen.isEmpty
            }
            let offered = choice.accounts.map { account in account.id }
            return accounts.count >= choice.atLeast && accounts.count <= choice.atMost
                && accounts.allSatisfy { account in offered.contains(account) }
        }
        let asked = view.choices.map { choice in choice.detail }
        return isComplete
            && input.selection.allSatisfy { chosen in asked.contains(chosen.detail) }
            && input.number?.count == view.numberDigits
    }
}
