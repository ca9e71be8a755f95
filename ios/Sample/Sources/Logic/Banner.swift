import CountersignAPI

/// Something to know about the screen that it stands on. Nothing is lost by it.
enum Banner: String, CaseIterable, Sendable {
    case cancelled = "banner_cancelled"
    case notRecognised = "banner_fingerprint_failed"
    case sensorLocked = "banner_locked_out"
    case keyInvalid = "banner_key_invalid"
    case deviceLocked = "banner_device_locked"
    case correct = "banner_correct"
    case offline = "screen_offline"
    case notAdded = "banner_not_added"
    case reportLater = "banner_report_later"
    case updateApp = "screen_update_app"
    case historyDamaged = "banner_history_damaged"
    case stillPending
    case muted
    case removing

    /// The key of its title.
    var title: String {
        switch self {
        case .stillPending: "enrol_waiting"
        case .muted: "recent_mute"
        case .removing: "remove_open"
        default: "\(rawValue)_title"
        }
    }

    /// The key of its sentence.
    var text: String {
        switch self {
        case .stillPending: "enrol_compare_text"
        case .muted: "recent_muted"
        case .removing: "remove_later"
        default: "\(rawValue)_text"
        }
    }

    var symbol: String {
        tone == .info ? "info.circle.fill" : "exclamationmark.triangle.fill"
    }

    var tone: Tone {
        switch self {
        case .cancelled, .notAdded, .stillPending, .muted, .removing, .reportLater: .info
        case .notRecognised, .sensorLocked, .correct, .offline, .updateApp: .warning
        case .keyInvalid, .deviceLocked, .historyDamaged: .danger
        }
    }

    /// Whether enrolling again is the way out.
    var asksToEnrol: Bool { self == .keyInvalid }
}

extension Banner {
    /// What to say above a request.
    init(_ banner: ConsentScreen.Banner) {
        switch banner {
        case .cancelled: self = .cancelled
        case .notApproved: self = .notRecognised
        case .sensorLocked: self = .sensorLocked
        case .locked: self = .deviceLocked
        case .enrolAgain: self = .keyInvalid
        case .correct: self = .correct
        case .offline: self = .offline
        case .reportLater: self = .reportLater
        }
    }

    /// What to know about an enrolment; `nil` if nothing.
    init?(_ enrolment: Enrolment) {
        if enrolment.needsReenrolment {
            self = .keyInvalid
        } else if enrolment.locked {
            self = .deviceLocked
        } else if enrolment.removing {
            self = .removing
        } else if enrolment.updateRequired {
            self = .updateApp
        } else {
            return nil
        }
    }

    /// What to say of a failure that leaves the person where they are; `nil` if it does not.
    init?(_ error: CountersignError) {
        switch error {
        case .tryLater: self = .offline
        case .enrolAgain: self = .keyInvalid
        case .updateApp: self = .updateApp
        default: return nil
        }
    }
}
