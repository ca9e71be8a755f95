/// What the person chose and typed, and what the platform adds.
public struct ApprovalInput: Sendable, Equatable, Discreet {
    /// The accounts chosen, for each detail that asks. Any order.
    public var selection: [Chosen]
    /// The number copied from the other screen, where one is asked for.
    public var number: String?
    /// Leave it out if it is not there yet: the person does not wait for it.
    public var integrity: IntegritySignal?

    /// Nothing, unless it is said.
    public init(
        selection: [Chosen] = [],
        number: String? = nil,
        integrity: IntegritySignal? = nil
    ) {
        self.selection = selection
        self.number = number
        self.integrity = integrity
    }
}

/// The accounts chosen for one authorization detail.
public struct Chosen: Sendable, Equatable, Discreet {
    /// The detail's index, as in ``ConsentRequest/Choice/detail``.
    public var detail: Int
    /// Ids, each one of those offered.
    public var accounts: [String]

    /// A choice that was made.
    public init(detail: Int, accounts: [String]) {
        self.detail = detail
        self.accounts = accounts
    }
}

/// A platform's statement about this phone, for the AS to judge and nobody else.
public struct IntegritySignal: Sendable, Equatable, Discreet {
    /// Whose statement it is, such as `apple-appattest`.
    public var format: String
    /// The statement; at most 8 KiB.
    public var token: String

    /// A statement.
    public init(format: String, token: String) {
        self.format = format
        self.token = token
    }
}

/// Why the person says no.
public enum DenialReason: Sendable, Equatable, CaseIterable {
    /// "I did not start this." To have the device blocked too, see ``ConsentInHand/notMe()``.
    case notMe
    /// Something in it is wrong.
    case wrongDetails
    /// It was right, and is no longer wanted.
    case changedMind
    /// This app cannot show it.
    case cannotDisplay
    /// The person gave no reason.
    case unspecified
}

/// What became of a decision that was made.
public enum Delivery: Sendable, Equatable, Discreet {
    /// The bank recorded it, and signed that it did: the receipt, a compact JWS.
    case recorded(receipt: String)
    /// The bank did not accept it and does not say why. The request is over.
    case refused
    /// Another device of the customer answered first.
    case answeredElsewhere
    /// The bank or the client took the request back before the decision arrived.
    case withdrawn
    /// The request ended before the decision arrived.
    case expired
    /// No answer that says what became of it. Say so; ``AuthenticationDevice/deliver(now:)`` finds
    /// out.
    case unknown
    /// What became of it was never learned, and it is asked about no more. The bank may or may not
    /// have it: tell the person to ask there.
    case neverLearned

    /// The case, and not the receipt.
    public var description: String {
        switch self {
        case .recorded: "recorded"
        case .refused: "refused"
        case .answeredElsewhere: "answeredElsewhere"
        case .withdrawn: "withdrawn"
        case .expired: "expired"
        case .unknown: "unknown"
        case .neverLearned: "neverLearned"
        }
    }
}

/// Whether approving is still possible. Denying always is.
public enum Approving: Sendable, Equatable, CaseIterable {
    /// Try again.
    case possible
    /// Too many approvals failed. The bank hears of it, and has to unblock the device.
    case locked
    /// The person must enrol again.
    case enrolAgain
}

/// What became of "this was not me". It is stored, whatever became of it.
public struct Reported: Sendable, Equatable {
    /// What became of the denial; `nil` if the request was decided before, or is over.
    public var denial: Delivery?
    /// Whether the bank has blocked the device.
    public var report: Told

    /// A report.
    public init(denial: Delivery?, report: Told) {
        self.denial = denial
        self.report = report
    }
}

/// What a round of delivering did.
public struct Round: Sendable, Equatable {
    /// What was tried, oldest first.
    public var tried: [Tried]
    /// How long to wait before the next round; `nil` if nothing is left to send.
    public var next: Duration?

    /// A round.
    public init(tried: [Tried], next: Duration?) {
        self.tried = tried
        self.next = next
    }

    /// A decision that was sent.
    public struct Tried: Sendable, Equatable {
        /// The request's id.
        public var request: String
        /// What became of its decision.
        public var delivery: Delivery

        /// A decision that was sent.
        public init(request: String, delivery: Delivery) {
            self.request = request
            self.delivery = delivery
        }
    }
}
