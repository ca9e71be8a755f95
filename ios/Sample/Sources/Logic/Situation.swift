import CountersignAPI

/// What stands on the screen in place of a request, and is not one of its details.
enum Situation: String, CaseIterable, Sendable {
    case arriving
    case cannotShow = "cannot_show"
    case sending
    case waiting
    case approved
    case declined
    case refused
    case answeredElsewhere = "answered_elsewhere"
    case withdrawn
    case expired
    case unknown
    case neverLearned = "never_learned"
    case over
    case offline
    case notGenuine = "not_genuine"
    case putAway = "put_away"
    case beginAgain = "begin_again"
    case notAccepted = "not_accepted"
    case noBiometric = "no_biometric"
    case noSensor = "no_sensor"
    case updateApp = "update_app"
    case storageFull = "storage_full"
    case reset
    case defect
    case enrolAgain
    case historyDamaged
    case reported
    case reportStored

    /// The key of its title.
    var title: String {
        switch self {
        case .enrolAgain: "banner_key_invalid_title"
        case .historyDamaged: "banner_history_damaged_title"
        case .reported: "answer_reported"
        case .reportStored: "banner_report_later_title"
        default: "screen_\(rawValue)_title"
        }
    }

    /// The key of the sentence under its title.
    var text: String {
        switch self {
        case .enrolAgain: "banner_key_invalid_text"
        case .historyDamaged: "banner_history_damaged_text"
        case .reported: "enrol_blocked_text"
        case .reportStored: "banner_report_later_text"
        default: "screen_\(rawValue)_text"
        }
    }

    var symbol: String {
        switch self {
        case .arriving, .expired, .over, .beginAgain: "hourglass"
        case .sending, .waiting: "paperplane.fill"
        case .approved: "checkmark"
        case .declined: "xmark"
        case .answeredElsewhere, .noSensor: "iphone"
        case .withdrawn, .putAway: "arrow.uturn.backward"
        case .unknown, .neverLearned: "questionmark"
        case .offline: "wifi.slash"
        case .notGenuine: "shield.slash"
        case .updateApp: "arrow.down.app"
        case .enrolAgain, .reset, .noBiometric: "lock.fill"
        case .reported, .reportStored: "flag.fill"
        case .cannotShow, .refused, .notAccepted, .storageFull, .defect, .historyDamaged:
            "exclamationmark.triangle.fill"
        }
    }

    var tone: Tone {
        switch self {
        case .arriving, .sending, .waiting: .info
        case .approved: .good
        case .declined, .expired, .over, .withdrawn, .answeredElsewhere, .putAway, .beginAgain,
            .reported:
            .calm
        case .unknown, .neverLearned, .offline, .updateApp, .storageFull, .reportStored, .noBiometric,
            .noSensor:
            .warning
        case .cannotShow, .refused, .notGenuine, .notAccepted, .reset, .defect, .enrolAgain,
            .historyDamaged:
            .danger
        }
    }

    /// Whether it passes by itself.
    var isBusy: Bool { self == .arriving || self == .sending || self == .waiting }

    /// Whether trying again may help.
    var canBeTriedAgain: Bool { self == .unknown || self == .offline || self == .storageFull }

    /// Whether the bank did what the person said.
    var isDone: Bool { self == .approved || self == .declined || self == .reported }
}

extension Situation {
    /// How a request ended.
    init(_ ending: ConsentScreen.Ending) {
        switch ending {
        case .approved: self = .approved
        case .declined: self = .declined
        case .refused: self = .refused
        case .answeredElsewhere: self = .answeredElsewhere
        case .withdrawn: self = .withdrawn
        case .expired: self = .expired
        case .unknown: self = .unknown
        case .neverLearned: self = .neverLearned
        case .over: self = .over
        }
    }

    /// What became of "this was not me".
    init(_ report: Told) {
        switch report {
        case .now: self = .reported
        case .later: self = .reportStored
        case .refused: self = .notAccepted
        }
    }

    /// What to show where something did not work and there is no screen to go back to.
    init(_ error: CountersignError) {
        switch error {
        case .tryLater: self = .offline
        case .notGenuine: self = .notGenuine
        case .over: self = .over
        case .openAgain, .decideOthersFirst: self = .putAway
        case .beginAgain: self = .beginAgain
        case .enrolAgain: self = .enrolAgain
        case .refused, .onlyDeny: self = .notAccepted
        case .updateApp: self = .updateApp
        case .historyDamaged: self = .historyDamaged
        case .storageFull: self = .storageFull
        case .reset: self = .reset
        case .undelivered: self = .unknown
        case .askAgain, .correct, .configuration, .defect: self = .defect
        }
    }
}
