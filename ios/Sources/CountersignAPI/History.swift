import Foundation

/// One line of the history.
public struct HistoryEntry: Sendable, Equatable, Identifiable, Discreet {
    /// Ascending; pass the smallest of a page to get the next one.
    public var number: Int64
    /// The enrolment it belongs to.
    public var enrolment: String
    /// The request's id.
    public var request: String
    /// What was asked, in the language that is set now; `nil` if it could not be shown.
    public var title: String?
    /// When it came to this phone, server time.
    public var arrivedAt: Date
    /// How it ended.
    public var outcome: Outcome
    /// When; `nil` while it has not.
    public var endedAt: Date?
    /// The receipt as the AS signed it, a compact JWS.
    public var receipt: String?

    /// Its number.
    public var id: Int64 { number }

    /// An entry, as a test needs one; real ones come from the device.
    public init(
        number: Int64,
        enrolment: String,
        request: String,
        title: String?,
        arrivedAt: Date,
        outcome: Outcome,
        endedAt: Date?,
        receipt: String?
    ) {
        self.number = number
        self.enrolment = enrolment
        self.request = request
        self.title = title
        self.arrivedAt = arrivedAt
        self.outcome = outcome
        self.endedAt = endedAt
        self.receipt = receipt
    }

    /// Its number and how it ended, and nothing of what was asked.
    public var description: String { "HistoryEntry(\(number), \(outcome))" }
}

/// How a request ended, or that it has not.
public enum Outcome: Sendable, Equatable, CaseIterable {
    /// The bank recorded the approval.
    case approved
    /// The bank recorded the denial.
    case denied
    /// A decision was made and the bank has not answered: it may or may not have it.
    case unknown
    /// A decision was made, and what became of it was never learned. The bank may have it.
    case neverLearned
    /// The bank did not accept the decision.
    case refused
    /// Another device answered first.
    case answeredElsewhere
    /// The bank or the client took it back.
    case withdrawn
    /// Nobody answered in time.
    case expired
    /// Nobody has answered yet.
    case open
}

/// Whether the history is what it was.
public enum HistoryCheck: Sendable, Equatable {
    /// Nothing is missing and nothing was changed.
    case whole(entries: UInt64)
    /// Somebody changed the file. Tell the person, and the bank.
    case broken
}
