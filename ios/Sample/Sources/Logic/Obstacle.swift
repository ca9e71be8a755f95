import CountersignAPI

/// What still stands before approving, in words.
enum Obstacle: Equatable {
    case account
    case accounts
    case fewerAccounts(atMost: Int)
    case number
    case reading
    case timeIsUp
    case enrolment
    case unblocking

    /// What is missing; `nil` where there is nothing to approve.
    init?(_ missing: ConsentScreen.Missing, isTimeUp: Bool) {
        switch missing {
        case .request: return nil
        case .unblocking: self = .unblocking
        case .enrolment: self = .enrolment
        case _ where isTimeUp: self = .timeIsUp
        case .accounts(let choice): self = choice.atMost == 1 ? .account : .accounts
        case .fewerAccounts(let choice): self = .fewerAccounts(atMost: choice.atMost)
        case .number: self = .number
        case .reading: self = .reading
        }
    }

    func told(in words: Words) -> String {
        switch self {
        case .account: words("missing_account")
        case .accounts: words("missing_accounts")
        case .fewerAccounts(let most): words.counted("missing_fewer", most)
        case .number: words("missing_number")
        case .reading: words("missing_read")
        case .timeIsUp: words("missing_time")
        case .enrolment: words("missing_enrol")
        case .unblocking: words("banner_device_locked_title")
        }
    }
}
