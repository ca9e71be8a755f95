import CountersignAPI
internal import CountersignFFI

/// The consent in hand, in the native library.
final class NativeConsent: ConsentInHand {
    let request: CountersignAPI.ConsentRequest
    private let consent: CountersignFFI.Consent
    private let work: Work

    /// Reads what is asked.
    init(_ consent: CountersignFFI.Consent, work: Work) throws {
        self.request = try consent.request().forApp
        self.consent = consent
        self.work = work
    }

    func touch() async throws {
        let consent = self.consent
        try await work.run { try consent.touch() }
    }

    func stillOpen() async throws {
        let consent = self.consent
        try await work.run { try consent.stillOpen() }
    }

    func approve(
        _ input: CountersignAPI.ApprovalInput,
        prompt: any SigningPrompt
    ) async throws -> ApprovalResult {
        let consent = self.consent
        let toSign = try await work.run { try consent.prepare(input: input.native) }
        let asked = toSign.asked(for: .consent(text: toSign.prompt))
        return try await work.prompted(prompt, asked) { answer throws -> ApprovalResult in
            switch answer {
            case .signed(let signature):
                return .decided(try consent.complete(signature: signature).forApp)
            case .cancelled:
                return .cancelled
            case .failed(let failure):
                let approving = try consent.promptFailed(failure: failure.native)
                return .notApproved(failure, approving.forApp)
            }
        }
    }

    func deny(_ reason: CountersignAPI.DenialReason) async throws -> CountersignAPI.Delivery {
        let consent = self.consent
        return try await work.run { try consent.deny(reason: reason.native).forApp }
    }

    func notMe() async throws -> CountersignAPI.Reported {
        let consent = self.consent
        return try await work.run { try consent.notMe().forApp }
    }

    func close() {
        // Nobody is there to be told of a failure; what is not put back is put away by itself.
        try? consent.putBack()
    }
}
