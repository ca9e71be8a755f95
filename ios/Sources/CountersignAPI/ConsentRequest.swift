import Foundation

/// What is asked, and what to show of it.
///
/// The types of its content are kept inside it: `View` and `Section` would otherwise be SwiftUI's in
/// every file that imports both.
public struct ConsentRequest: Sendable, Equatable, Discreet {
    /// The request's id.
    public var request: String
    /// The enrolment it came to.
    public var enrolment: String
    /// From when on it is over, server time.
    public var expiresAt: Date
    /// What an integrity signal has to cover (the claim `request_hash`).
    public var requestHash: String
    /// How many requests came lately: to show beside the view.
    public var recent: Recent
    /// What to show.
    public var reading: Reading

    /// A request, as a test needs one; real ones come from a consent in hand.
    public init(
        request: String,
        enrolment: String,
        expiresAt: Date,
        requestHash: String,
        recent: Recent,
        reading: Reading
    ) {
        self.request = request
        self.enrolment = enrolment
        self.expiresAt = expiresAt
        self.requestHash = requestHash
        self.recent = recent
        self.reading = reading
    }

    /// What came of reading a request.
    public enum Reading: Sendable, Equatable, Discreet {
        /// All of it can be shown. Only this can be approved.
        case shown(View)
        /// Something cannot be shown: deny is all that is left.
        case notShown(Problem)
    }

    /// Why a request cannot be shown.
    public struct Problem: Sendable, Equatable {
        /// In words, for the person. It holds nothing of the request.
        public var text: String
        /// The part of the request it is in, such as `authorization_details/0`. Never content.
        public var section: String

        /// A problem.
        public init(text: String, section: String) {
            self.text = text
            self.section = section
        }
    }

    /// A request, readable and complete. Show all of it, in this order.
    public struct View: Sendable, Equatable, Discreet {
        /// The language it is worded in (BCP 47).
        public var locale: String
        /// Whether it is to be laid out from right to left.
        public var rightToLeft: Bool
        /// The time zone its times are told in.
        public var timeZone: String
        /// One sentence that says what is asked.
        public var title: String
        /// The amount, where exactly one is asked for.
        public var amount: String?
        /// All warnings, to show above the details.
        public var warnings: [Warning]
        /// The details, in order.
        public var sections: [Section]
        /// What the person has to choose.
        public var choices: [Choice]
        /// How many digits the person has to copy from the other screen.
        public var numberDigits: Int?
        /// When the AS made the request.
        public var requestedAt: Date
        /// When it ends.
        public var expiresAt: Date

        /// A view.
        public init(
            locale: String,
            rightToLeft: Bool,
            timeZone: String,
            title: String,
            amount: String?,
            warnings: [Warning],
            sections: [Section],
            choices: [Choice],
            numberDigits: Int?,
            requestedAt: Date,
            expiresAt: Date
        ) {
            self.locale = locale
            self.rightToLeft = rightToLeft
            self.timeZone = timeZone
            self.title = title
            self.amount = amount
            self.warnings = warnings
            self.sections = sections
            self.choices = choices
            self.numberDigits = numberDigits
            self.requestedAt = requestedAt
            self.expiresAt = expiresAt
        }
    }
}
