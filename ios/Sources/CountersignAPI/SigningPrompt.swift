import Foundation

/// How the person unlocks an approval key. On Apple's phones, `BiometricSigningPrompt`.
///
/// It answers with a signature that the core verifies, and never with "yes".
public protocol SigningPrompt: Sendable {
    /// Shows the prompt, and returns without waiting for the person. Called once for each
    /// signature, on a thread of the library; `answer` is to be called once, on any thread. Further
    /// answers are ignored.
    ///
    /// - Returns: what takes the prompt down again. After that it still answers, if only
    ///   ``PromptAnswer/cancelled``.
    func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle
}

/// Takes a prompt down. Nothing happens if it is gone already.
public struct PromptHandle: Sendable {
    private let take: @Sendable () -> Void

    /// A handle; what takes the prompt down may be called on any thread.
    public init(_ take: @escaping @Sendable () -> Void) {
        self.take = take
    }

    /// Takes it down.
    public func dismiss() { take() }
}

/// What a key has to sign, and what the prompt says.
public struct SigningRequest: Sendable, Equatable, Discreet {
    /// The alias of the key that has to sign.
    public var key: String
    /// What it has to sign: ECDSA with SHA-256 over these bytes.
    public var signingInput: Data
    /// What for.
    public var purpose: SigningPurpose

    /// A request.
    public init(key: String, signingInput: Data, purpose: SigningPurpose) {
        self.key = key
        self.signingInput = signingInput
        self.purpose = purpose
    }

    /// What for, and nothing of what is signed.
    public var description: String { "SigningRequest(\(purpose))" }
}

/// What a signature is for: what the prompt has to say.
public enum SigningPurpose: Sendable, Equatable, Discreet {
    /// A consent. The text names amount and payee, or what else is asked; show it as it is.
    case consent(text: String)
    /// Proving a new approval key, while enrolling or rotating.
    case newKey
    /// Vouching for a new approval key with the old one.
    case oldKey

    /// The case, and not the text.
    public var description: String {
        switch self {
        case .consent: "consent"
        case .newKey: "newKey"
        case .oldKey: "oldKey"
        }
    }
}

/// What came of a prompt.
public enum PromptAnswer: Sendable, Equatable, Discreet {
    /// The signature, DER as the hardware gives it.
    case signed(Data)
    /// The person, the system or the app closed it. Nothing is lost, and it counts as nothing.
    case cancelled
    /// It failed.
    case failed(PromptFailure)

    /// The case, and not the signature.
    public var description: String {
        switch self {
        case .signed: "signed"
        case .cancelled: "cancelled"
        case .failed(let failure): "failed(\(failure))"
        }
    }
}

/// What the prompt gave instead of a signature.
public enum PromptFailure: Sendable, Equatable, CaseIterable {
    /// The finger or face was not the right one.
    case notRecognised
    /// The platform accepts no biometric for now, or until the phone is unlocked otherwise.
    case lockedOut
    /// The key was invalidated, as when biometrics changed, or is gone.
    case keyInvalidated
    /// Nobody was asked, or nobody answered: no sensor for now, or a fault. Not a failed attempt,
    /// and not counted.
    case other
}

/// What came of approving.
public enum ApprovalResult: Sendable, Equatable {
    /// The decision is made, and durable.
    case decided(Delivery)
    /// The prompt was closed. Nothing was sent, and nothing is lost.
    case cancelled
    /// The prompt failed. Show one message whatever failed, and what is to be done: try again, have
    /// the bank unblock the phone, or enrol anew. Denying works in each case.
    case notApproved(PromptFailure, Approving)
}

/// What came of enrolling.
public enum EnrolResult: Sendable, Equatable {
    /// Registered. Show the six digits until the bank's page has them confirmed.
    case registered(Enrolment)
    /// The prompt was closed. The bank must make a new offer.
    case cancelled
    /// The prompt failed. The bank must make a new offer.
    case failed(PromptFailure)
}

/// What came of replacing the approval key.
public enum RotationResult: Sendable, Equatable {
    /// The bank has the new key, or will be asked which it has.
    case sent(Rotation)
    /// A prompt was closed. The old key stays.
    case cancelled
    /// A prompt failed. The old key stays.
    case failed(PromptFailure)
}
