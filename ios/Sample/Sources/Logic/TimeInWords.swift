/// How much time is left, as it is told: exact only where it matters.
enum TimeLeft: Equatable, Sendable {
    case over
    case seconds(Int)
    case aboutAMinute
    case minutes(Int)

    init(seconds: Int) {
        switch seconds {
        case ...0: self = .over
        case ...30: self = .seconds(seconds)
        case ..<90: self = .aboutAMinute
        default: self = .minutes((seconds + 30) / 60)
        }
    }

    /// Whether it has to be seen: the last 30 seconds.
    var isInsistent: Bool {
        switch self {
        case .over, .seconds: return true
        case .aboutAMinute, .minutes: return false
        }
    }

    func told(in words: Words) -> String {
        switch self {
        case .over: return words("left_over")
        case .seconds(let count): return words.counted("left_seconds", count)
        case .aboutAMinute: return words("left_minute")
        case .minutes(let count): return words.counted("left_minutes", count)
        }
    }
}

/// How long ago something was, as it is told.
enum TimeAgo: Equatable, Sendable {
    case now
    case aMinute
    case minutes(Int)
    case anHour
    case hours(Int)

    /// - Parameter seconds: below zero, where two clocks differ a little, counts as now.
    init(seconds: Int) {
        let minutes = (seconds + 30) / 60
        let hours = (minutes + 30) / 60
        switch (seconds, minutes, hours) {
        case (..<20, _, _): self = .now
        case (..<90, _, _): self = .aMinute
        case (_, ..<60, _): self = .minutes(minutes)
        case (_, _, 1): self = .anHour
        default: self = .hours(hours)
        }
    }

    func told(in words: Words) -> String {
        switch self {
        case .now: return words("ago_now")
        case .aMinute: return words("ago_minute")
        case .minutes(let count): return words.counted("ago_minutes", count)
        case .anHour: return words("ago_hour")
        case .hours(let count): return words.counted("ago_hours", count)
        }
    }
}
