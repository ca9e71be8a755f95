/// A consent in hand: verified, for this device, read. Everything from here to the signature works
/// on this one object; nothing is fetched again. There is one in hand at a time.
///
/// ``close()`` it when it leaves the screen: undecided, it still waits, and can be opened again.
/// One that nobody holds is put back by itself.
public protocol ConsentInHand: AnyObject, Sendable {
    /// What is asked, and what to show of it.
    var request: ConsentRequest { get }

    /// Says that somebody looks at it: when the person touches the screen. Five minutes after the
    /// last time it can neither be read nor approved.
    ///
    /// - Throws: ``CountersignError/openAgain`` if it was too late.
    func touch() async throws

    /// Asks whether it still waits for its decision: when the app comes back to the foreground, and
    /// now and then while it is on screen.
    ///
    /// - Throws: ``CountersignError/over`` if it does not: take it off the screen.
    func stillOpen() async throws

    /// Freezes what was shown and chosen, has the person unlock the approval key, and sends.
    ///
    /// ``ApprovalResult/decided(_:)`` means that the decision is made and durable, whatever the
    /// network did. If the caller is cancelled while the prompt is up, the prompt is taken down; once
    /// there is a signature, the decision is made whether or not anybody waits.
    func approve(_ input: ApprovalInput, prompt: any SigningPrompt) async throws -> ApprovalResult

    /// Says no. Needs no biometric, and works for what cannot be shown or was put away.
    func deny(_ reason: DenialReason) async throws -> Delivery

    /// "This was not me": denies it if it is still open, and has the bank block this device until it
    /// has looked. Stored before anything is sent, so it works without a network.
    func notMe() async throws -> Reported

    /// Puts it back, undecided, if it was not decided: another can be opened.
    func close()
}

extension ConsentInHand {
    /// Says no, without a reason.
    public func deny() async throws -> Delivery { try await deny(.unspecified) }
}
