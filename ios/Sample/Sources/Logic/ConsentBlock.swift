import CountersignAPI
import Foundation

/// A block of the consent screen. Blocks stand one below the other, in the order of their list.
enum ConsentBlock: Equatable {
    /// That more was asked than a person asks for, above everything else.
    case often(lastHour: Int, lastDay: Int, isAlarming: Bool)
    /// Who asks, and that the bank knows them.
    case asker(ConsentAsker)
    /// One sentence, the amount, and what belongs to it.
    case asked(ConsentSubject)
    /// What to beware of, in words.
    case warnings([ConsentRow])
    /// Details that belong together.
    case group(title: String, rows: [ConsentRow])
    /// Accounts to choose from.
    case accounts(ConsentAccounts)
    /// The number from the other screen.
    case number(digits: Int, piece: Int)
    /// Where it was started, and when.
    case origin(requestedAt: Date, rows: [ConsentRow])
    /// What few people ask for. It has to be on screen all the same.
    case further([ConsentRow])
}

/// Who asks.
struct ConsentAsker: Equatable {
    var name: ConsentRow?
    var onBehalfOf: ConsentRow?
    var legalName: ConsentRow?
    var others: [ConsentRow]
}

/// What is asked.
struct ConsentSubject: Equatable {
    var title: String
    var titlePiece: Int
    var amount: ConsentAmount?
    /// What is large in the one detail that the sentence is about: the payee, the account.
    var rows: [ConsentRow]
}

/// The amount as the core words it.
struct ConsentAmount: Equatable {
    var text: String
    var piece: Int

    /// The text in runs of blanks and of anything else; digits are set larger than the currency.
    /// Together they are the text, to the letter.
    var runs: [Run] {
        var runs: [Run] = []
        for character in text {
            let isBlank = character.isWhitespace
            if let last = runs.last, last.isBlank == isBlank {
                runs[runs.count - 1].text.append(character)
            } else {
                runs.append(Run(text: String(character), isBlank: isBlank))
            }
        }
        return runs
    }

    struct Run: Equatable {
        var text: String
        var isBlank: Bool

        var hasDigits: Bool { text.contains(where: \.isNumber) }
    }
}

/// A choice of accounts, and how it is shown.
struct ConsentAccounts: Equatable {
    var choice: ConsentRequest.Choice
    var titlePiece: Int
    var accounts: [Account]

    /// Whether choosing one takes back the other.
    var isSingle: Bool { choice.atMost == 1 }

    struct Account: Equatable, Identifiable {
        var id: String
        var label: String
        var number: String
        var currency: String?
        var warnings: [String]
        var piece: Int
    }
}

/// A label and a value.
struct ConsentRow: Equatable, Identifiable {
    /// Names it among what has to be seen.
    var piece: Int
    var label: String
    var text: String
    var size: Size = .plain
    var kind: ConsentRequest.FieldKind = .text
    /// Whether it is laid out from left to right in every language.
    var isLeftToRight = false
    /// Whether the client wrote it: set apart, and labelled.
    var isClientWords = false
    /// Whether it is something that the client would be allowed to do.
    var isGranted = false
    /// Whether it says more of what the row above it says: the label is not repeated.
    var continues = false
    /// What it is part of, where it stands among others.
    var partOf: String?
    var warnings: [String] = []

    var id: Int { piece }

    enum Size: Equatable {
        case large, plain, small
    }
}
