extension ConsentRequest {
    /// Fields that belong together.
    public struct Section: Sendable, Equatable, Discreet {
        /// Stable: `client`, `authorization_details/0`, ... (docs/protocol.md §7.1).
        public var key: String
        /// Its heading.
        public var title: String
        /// Its fields, in order.
        public var fields: [Field]

        /// A section.
        public init(key: String, title: String, fields: [Field]) {
            self.key = key
            self.title = title
            self.fields = fields
        }

        /// Its key, and nothing of what it says.
        public var description: String { "Section(\(key))" }
    }

    /// One thing to show.
    public struct Field: Sendable, Equatable, Discreet {
        /// Stable: the JSON pointer inside the section.
        public var key: String
        /// What it is.
        public var label: String
        /// The value, formatted. Plain text: never HTML, never a link to open.
        public var text: String
        /// What kind of value, for the layout.
        public var kind: FieldKind
        /// 1 large, 2 on the main screen, 3 further down. Approve waits until all were on screen.
        public var prominence: Int
        /// Which way it is written.
        public var direction: Direction
        /// Whether the client wrote it: to be set apart from what the bank says.
        public var clientWords: Bool
        /// What to beware of.
        public var warnings: [Warning]

        /// A field.
        public init(
            key: String,
            label: String,
            text: String,
            kind: FieldKind,
            prominence: Int,
            direction: Direction = .automatic,
            clientWords: Bool = false,
            warnings: [Warning] = []
        ) {
            self.key = key
            self.label = label
            self.text = text
            self.kind = kind
            self.prominence = prominence
            self.direction = direction
            self.clientWords = clientWords
            self.warnings = warnings
        }

        /// Its key, and nothing of what it says.
        public var description: String { "Field(\(key))" }
    }

    /// The kind of a field's value.
    public enum FieldKind: Sendable, Equatable, CaseIterable {
        /// A person or company.
        case party
        /// An amount of money with its currency code.
        case amount
        /// An account number.
        case account
        /// Words.
        case text
        /// A day.
        case date
        /// A moment.
        case time
        /// Something the client would be allowed to do.
        case permission
        /// An address on the web: plain text, never to be opened.
        case link
        /// A code to compare.
        case code
    }

    /// Which way a value is written.
    public enum Direction: Sendable, Equatable, CaseIterable {
        /// Left to right, in every language: amounts, accounts, codes.
        case leftToRight
        /// By its first strong character.
        case automatic
    }

    /// Something to beware of.
    public struct Warning: Sendable, Equatable, Discreet {
        /// Stable (docs/protocol.md §7.3).
        public var key: String
        /// In words.
        public var text: String

        /// A warning.
        public init(key: String, text: String) {
            self.key = key
            self.text = text
        }

        /// Its key, and nothing of what it says.
        public var description: String { "Warning(\(key))" }
    }

    /// A choice of accounts. Nothing is preselected.
    public struct Choice: Sendable, Equatable, Discreet {
        /// The detail it is for; goes into the selection.
        public var detail: Int
        /// What to ask.
        public var title: String
        /// The fewest accounts.
        public var atLeast: Int
        /// The most accounts.
        public var atMost: Int
        /// The accounts, in the order offered.
        public var accounts: [AccountOffer]

        /// A choice.
        public init(
            detail: Int,
            title: String,
            atLeast: Int,
            atMost: Int,
            accounts: [AccountOffer]
        ) {
            self.detail = detail
            self.title = title
            self.atLeast = atLeast
            self.atMost = atMost
            self.accounts = accounts
        }

        /// The detail it is for, and none of the accounts.
        public var description: String { "Choice(\(detail))" }
    }

    /// An account that may be chosen.
    public struct AccountOffer: Sendable, Equatable, Identifiable, Discreet {
        /// Opaque; goes into the selection.
        public var id: String
        /// What the bank calls it.
        public var label: String
        /// Its number, masked.
        public var identification: String
        /// Its currency.
        public var currency: String?

        /// An account.
        public init(id: String, label: String, identification: String, currency: String?) {
            self.id = id
            self.label = label
            self.identification = identification
            self.currency = currency
        }
    }
}
