/// What a consent screen shows and allows, as a value: what happened goes in, what to show comes out.
/// It draws nothing, asks nobody and knows no time.
///
/// ```swift
/// screen.opened(consent.request, of: enrolment)   // or screen.failed(error)
/// screen.wasOnScreen(part)                        // for each part that was
/// screen.choose("household", for: choice)
/// screen.enter(number: "42")
/// guard let input = screen.beginApproving() else { return }
/// screen.ended(approving: try await consent.approve(input, prompt: prompt))
/// ```
public struct ConsentScreen: Sendable, Equatable, Discreet {
    /// What is on the screen.
    public internal(set) var stage: Stage = .arriving
    /// The request that was opened.
    public internal(set) var request: ConsentRequest?
    /// What to say above it.
    public internal(set) var banner: Banner?
    /// Whether the phone can still approve, as far as is known. Declining always works.
    public internal(set) var approving: Approving = .possible
    /// The accounts chosen, by detail.
    public internal(set) var chosen: [Int: [String]] = [:]
    /// The number typed.
    public internal(set) var number = ""
    /// The parts that were on screen.
    public internal(set) var seen: Set<Part> = []

    /// A screen for a request of which no more than the id is known. No content is guessed.
    public init() {}

    /// What is on the screen.
    public enum Stage: Sendable, Equatable, Discreet {
        /// It is fetched and checked. Nothing of it is shown.
        case arriving
        /// It can be read and answered.
        case ready(ConsentRequest.View)
        /// Something cannot be shown: say why. Only declining is left.
        case cannotBeShown(ConsentRequest.Problem)
        /// The prompt is up, over what it is about.
        case waitingForPrompt(ConsentRequest.View)
        /// The answer is signed and stored, and on its way to the bank.
        case sending
        /// It is over.
        case ended(Ending)
        /// It could not be opened, or was put away.
        case failed(CountersignError)
    }

    /// How it ended.
    public enum Ending: Sendable, Equatable, Discreet {
        /// The bank recorded the approval, and signed a receipt.
        case approved(receipt: String)
        /// The bank recorded the denial, and signed a receipt.
        case declined(receipt: String)
        /// The bank did not accept the answer.
        case refused
        /// Another device answered first.
        case answeredElsewhere
        /// The bank or the client took it back.
        case withdrawn
        /// Nobody answered in time.
        case expired
        /// It was answered, and the bank has not said what became of that. The same answer is sent
        /// again until it does.
        case unknown
        /// It was answered, and what became of that was never learned. It is asked no more.
        case neverLearned
        /// It is over, and the history says how.
        case over
    }

    /// What to say above the request.
    public enum Banner: Sendable, Equatable, CaseIterable {
        /// The prompt was closed. Nothing is lost.
        case cancelled
        /// The approval failed. One sentence, whatever failed: try again, or decline.
        case notApproved
        /// The sensor accepts nothing for now. Declining works without it.
        case sensorLocked
        /// Too many approvals failed: the bank has to unblock the phone. Declining works.
        case locked
        /// The key is no longer valid: enrol again. Declining works.
        case enrolAgain
        /// The choice or the number does not fit.
        case correct
        /// There is no connection. Nothing was sent and nothing is lost.
        case offline
        /// "This was not me" is stored, and the bank is told as soon as it can be reached.
        case reportLater
    }

    /// A part of the view. All of them have to have been on screen before anybody approves.
    public enum Part: Sendable, Hashable {
        /// The sentence that says what is asked.
        case title
        /// A warning, by its place.
        case warning(Int)
        /// A field, by its section's place and its own.
        case field(section: Int, field: Int)
        /// A choice of accounts, by its place.
        case choice(Int)
    }

    /// What still stands before approving, in the order in which to say it.
    public enum Missing: Sendable, Equatable {
        /// Nothing that can be approved is on the screen.
        case request
        /// The bank has to unblock the phone.
        case unblocking
        /// The person has to enrol again.
        case enrolment
        /// Fewer accounts are chosen than the choice asks for.
        case accounts(ConsentRequest.Choice)
        /// More accounts are chosen than the choice allows.
        case fewerAccounts(ConsentRequest.Choice)
        /// The number is not complete.
        case number(digits: Int)
        /// Something was not on screen yet.
        case reading
    }
}

extension ConsentScreen {
    /// All parts of a view, in order.
    public static func parts(of view: ConsentRequest.View) -> [Part] {
        var parts: [Part] = [.title]
        parts += view.warnings.indices.map { warning in Part.warning(warning) }
        for (section, content) in view.sections.enumerated() {
            parts += content.fields.indices.map { field in
                Part.field(section: section, field: field)
            }
        }
        parts += view.choices.indices.map { choice in Part.choice(choice) }
        return parts
    }

    /// The request that can be read, if one can.
    public var view: ConsentRequest.View? {
        switch stage {
        case .ready(let view), .waitingForPrompt(let view): view
        default: nil
        }
    }

    /// The parts that were not on screen yet, in order.
    public var unseen: [Part] {
        guard let view else { return [] }
        return Self.parts(of: view).filter { part in !seen.contains(part) }
    }

    /// The highest prominence of which everything was on screen: 3 if all was, 0 if not even the
    /// largest.
    public var prominenceSeen: Int {
        guard let view else { return 0 }
        let hidden = unseen.map { part -> Int in
            guard case .field(let section, let field) = part else { return 1 }
            return view.sections[section].fields[field].prominence
        }
        return (hidden.min() ?? 4) - 1
    }

    /// What still stands before approving; `nil` if nothing does.
    public var missing: Missing? {
        guard case .ready(let view) = stage else { return .request }
        switch approving {
        case .locked: return .unblocking
        case .enrolAgain: return .enrolment
        case .possible: break
        }
        for choice in view.choices {
            let count = chosen[choice.detail]?.count ?? 0
            if count < choice.atLeast { return .accounts(choice) }
            if count > choice.atMost { return .fewerAccounts(choice) }
        }
        if let digits = view.numberDigits, number.count != digits {
            return .number(digits: digits)
        }
        return unseen.isEmpty ? nil : .reading
    }

    /// Whether the button that approves can be touched.
    public var canApprove: Bool { missing == nil }

    /// Whether the button that declines can be touched: whenever there is something to decline.
    public var canDecline: Bool {
        switch stage {
        case .ready, .cannotBeShown: true
        case .arriving, .waitingForPrompt, .sending, .ended, .failed: false
        }
    }

    /// What the person chose and typed. The integrity signal, if there is one, is added by the app.
    public var input: ApprovalInput {
        let details = chosen.filter { _, accounts in !accounts.isEmpty }.keys.sorted()
        let asksForNumber = view?.numberDigits != nil
        return ApprovalInput(
            selection: details.map { detail in
                Chosen(detail: detail, accounts: chosen[detail] ?? [])
            },
            number: asksForNumber ? number : nil
        )
    }
}
