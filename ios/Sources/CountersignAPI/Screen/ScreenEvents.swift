extension ConsentScreen {
    /// It was opened. What was on screen, chosen and typed before counts no more.
    public mutating func opened(_ request: ConsentRequest, of enrolment: Enrolment?) {
        self = ConsentScreen()
        self.request = request
        reopen()
        if enrolment?.needsReenrolment == true {
            approving = .enrolAgain
            banner = .enrolAgain
        } else if enrolment?.locked == true {
            approving = .locked
            banner = .locked
        }
    }

    /// A part was on screen, whole.
    public mutating func wasOnScreen(_ part: Part) {
        guard view != nil else { return }
        seen.insert(part)
    }

    /// The person touched an account. Where one is to be chosen, it takes the place of the other;
    /// where several may be, it is added, or taken out again.
    public mutating func choose(_ account: String, for choice: ConsentRequest.Choice) {
        guard case .ready(let view) = stage, view.choices.contains(choice),
            choice.accounts.contains(where: { offer in offer.id == account })
        else { return }
        var accounts = chosen[choice.detail] ?? []
        if let place = accounts.firstIndex(of: account) {
            accounts.remove(at: place)
        } else if choice.atMost == 1 {
            accounts = [account]
        } else {
            accounts.append(account)
        }
        chosen[choice.detail] = accounts
    }

    /// The person typed a number. Digits of any script count, and nothing else does: a keyboard in
    /// Arabic types its own.
    public mutating func enter(number text: String) {
        guard case .ready(let view) = stage, let digits = view.numberDigits else { return }
        let typed = text.compactMap { character -> String? in
            guard let value = character.wholeNumberValue, (0...9).contains(value) else {
                return nil
            }
            return String(value)
        }
        number = typed.prefix(digits).joined()
    }

    /// The person approves: what to approve with, or `nil` if something is missing. The prompt is up
    /// from now on.
    public mutating func beginApproving() -> ApprovalInput? {
        guard canApprove, case .ready(let view) = stage else { return nil }
        let input = self.input
        banner = nil
        stage = .waitingForPrompt(view)
        return input
    }

    /// The prompt answered, and the rest is up to the bank. See ``WatchedPrompt``.
    public mutating func answered(_ answer: PromptAnswer) {
        guard case .waitingForPrompt = stage, case .signed = answer else { return }
        stage = .sending
    }

    /// What came of approving.
    public mutating func ended(approving result: ApprovalResult) {
        switch result {
        case .decided(let delivery):
            stage = .ended(Ending(of: delivery, approved: true))
        case .cancelled:
            reopen()
            banner = .cancelled
        case .notApproved(let failure, let approving):
            reopen()
            self.approving = approving
            switch approving {
            case .possible: banner = failure == .lockedOut ? .sensorLocked : .notApproved
            case .locked: banner = .locked
            case .enrolAgain: banner = .enrolAgain
            }
        }
    }

    /// The person declines: whether there is something to decline.
    public mutating func beginDeclining() -> Bool {
        guard canDecline else { return false }
        banner = nil
        stage = .sending
        return true
    }

    /// What came of declining.
    public mutating func ended(declining delivery: Delivery) {
        stage = .ended(Ending(of: delivery, approved: false))
    }

    /// What came of "this was not me".
    public mutating func ended(reporting reported: Reported) {
        if let denial = reported.denial {
            stage = .ended(Ending(of: denial, approved: false))
        } else {
            stage = .ended(.over)
        }
        banner = reported.report == .later ? .reportLater : nil
    }

    /// A call failed. If it was to open the request, nothing of it is shown; if it was one of a
    /// request in hand, what was chosen, typed and read stays where the person can go on.
    public mutating func failed(_ error: CountersignError) {
        banner = nil
        guard request != nil else {
            stage = error == .over ? .ended(.over) : .failed(error)
            return
        }
        switch error {
        case .over:
            stage = .ended(.over)
        case .tryLater:
            reopen()
            banner = .offline
        case .correct:
            reopen()
            banner = .correct
        case .askAgain:
            reopen()
            banner = .notApproved
        case .onlyDeny:
            reopen()
            approving = .locked
            banner = .locked
        case .enrolAgain:
            reopen()
            approving = .enrolAgain
            banner = .enrolAgain
        default:
            stage = .failed(error)
        }
    }

    /// The history says how it ended.
    public mutating func learned(_ entry: HistoryEntry) {
        guard case .ended = stage else { return }
        switch entry.outcome {
        case .approved: stage = .ended(.approved(receipt: entry.receipt ?? ""))
        case .denied: stage = .ended(.declined(receipt: entry.receipt ?? ""))
        case .unknown: stage = .ended(.unknown)
        case .neverLearned: stage = .ended(.neverLearned)
        case .refused: stage = .ended(.refused)
        case .answeredElsewhere: stage = .ended(.answeredElsewhere)
        case .withdrawn: stage = .ended(.withdrawn)
        case .expired: stage = .ended(.expired)
        case .open: break
        }
    }

    /// Back to what can be read and answered.
    private mutating func reopen() {
        switch request?.reading {
        case .shown(let view): stage = .ready(view)
        case .notShown(let problem): stage = .cannotBeShown(problem)
        case nil: stage = .arriving
        }
    }
}

extension ConsentScreen.Ending {
    /// What a decision became.
    public init(of delivery: Delivery, approved: Bool) {
        switch delivery {
        case .recorded(let receipt):
            self = approved ? .approved(receipt: receipt) : .declined(receipt: receipt)
        case .refused: self = .refused
        case .answeredElsewhere: self = .answeredElsewhere
        case .withdrawn: self = .withdrawn
        case .expired: self = .expired
        case .unknown: self = .unknown
        case .neverLearned: self = .neverLearned
        }
    }
}

/// A prompt that tells what it answered before the core is told: for a screen that says when the
/// finger is done and the bank is asked.
public struct WatchedPrompt: SigningPrompt {
    private let prompt: any SigningPrompt
    private let tell: @Sendable (PromptAnswer) -> Void

    /// Watches a prompt. `tell` is called on the prompt's thread and must return at once.
    public init(_ prompt: any SigningPrompt, tell: @escaping @Sendable (PromptAnswer) -> Void) {
        self.prompt = prompt
        self.tell = tell
    }

    /// Asks the prompt that is watched.
    public func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle {
        prompt.ask(request) { [tell] given in
            tell(given)
            answer(given)
        }
    }
}
