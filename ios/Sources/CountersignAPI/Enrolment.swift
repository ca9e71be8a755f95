import Foundation

/// One phone bound to one account at one AS.
public struct Enrolment: Sendable, Equatable, Identifiable, Discreet {
    /// Local; names it in all other calls.
    public var id: String
    /// The issuer identifier of the AS.
    public var issuer: String
    /// What people call the bank.
    public var bank: String
    /// What the bank calls the account, masked.
    public var account: String
    /// How far it is.
    public var state: EnrolmentState
    /// The six digits to compare with the bank's page while it is pending.
    public var digits: String
    /// What its answers are worth.
    public var assurance: Assurance
    /// The approval key is lost: only denying works. Enrol again, then remove this enrolment.
    public var needsReenrolment: Bool
    /// Too many approvals failed: only denying works, until the bank unblocks the device.
    public var locked: Bool
    /// The bank said that this version of the app is too old for it.
    public var updateRequired: Bool
    /// The person removed it and the bank could not be told yet.
    public var removing: Bool

    /// An enrolment, as a test needs one; real ones come from the device.
    public init(
        id: String,
        issuer: String,
        bank: String,
        account: String,
        state: EnrolmentState,
        digits: String,
        assurance: Assurance,
        needsReenrolment: Bool = false,
        locked: Bool = false,
        updateRequired: Bool = false,
        removing: Bool = false
    ) {
        self.id = id
        self.issuer = issuer
        self.bank = bank
        self.account = account
        self.state = state
        self.digits = digits
        self.assurance = assurance
        self.needsReenrolment = needsReenrolment
        self.locked = locked
        self.updateRequired = updateRequired
        self.removing = removing
    }

    /// Its state, and nothing of whose it is.
    public var description: String { "Enrolment(\(state))" }
}

/// How far an enrolment is.
public enum EnrolmentState: Sendable, Equatable, CaseIterable {
    /// The session at the bank has not yet confirmed the six digits.
    case pending
    /// In use.
    case active
    /// The bank blocked it; it can be unblocked.
    case blocked
    /// The bank ended it. Enrol again.
    case revoked
}

/// What the answers of an enrolment are worth. Show it: a weaker server never looks stronger.
public struct Assurance: Sendable, Equatable {
    /// The answer's signature covers what was shown.
    public var contentBound: Bool
    /// The request is signed by the AS.
    public var serverSignedRequest: Bool
    /// The approval key lives in hardware.
    public var hardwareKey: Bool

    /// An assurance.
    public init(contentBound: Bool, serverSignedRequest: Bool, hardwareKey: Bool) {
        self.contentBound = contentBound
        self.serverSignedRequest = serverSignedRequest
        self.hardwareKey = hardwareKey
    }
}

/// A verified offer: show bank and account, and ask whether to go on.
public struct Offer: Sendable, Equatable, Discreet {
    /// Which one of those read: only the one read last can be taken.
    public var number: UInt64
    /// What people call the bank.
    public var bank: String
    /// What the bank calls the account, masked.
    public var account: String
    /// When it ends, server time.
    public var expiresAt: Date

    /// An offer, as a test needs one; real ones come from ``AuthenticationDevice/readOffer(_:)``.
    public init(number: UInt64, bank: String, account: String, expiresAt: Date) {
        self.number = number
        self.bank = bank
        self.account = account
        self.expiresAt = expiresAt
    }

    /// Its number, and nothing of whose it is.
    public var description: String { "Offer(\(number))" }
}

/// Where notices are sent.
public struct PushTarget: Sendable, Equatable, Discreet {
    /// `apns` or another that the AS supports.
    public var provider: String
    /// The provider's token for this app on this phone.
    public var token: String

    /// A target.
    public init(provider: String, token: String) {
        self.provider = provider
        self.token = token
    }

    /// The provider, and not the token.
    public var description: String { "PushTarget(\(provider))" }
}

/// Whether the bank has heard of something that is stored here.
public enum Told: Sendable, Equatable, CaseIterable {
    /// It has.
    case now
    /// It could not be reached, or did not take it. It is told again, by itself.
    case later
    /// There is nobody left to tell: it signed that it has revoked this device.
    case refused
}

/// What came of a rotation.
public enum Rotation: Sendable, Equatable, CaseIterable {
    /// The bank has the new key, and signed that it does.
    case done
    /// No answer yet. Both keys are kept; the next call to the bank finds out.
    case unknown
}

/// What changed.
public enum Change: Sendable, Equatable, CaseIterable {
    /// An enrolment was made, confirmed, blocked or removed.
    case enrolments
    /// A request arrived, was decided, or ended.
    case requests
    /// A decision was answered, or given up.
    case deliveries
}
