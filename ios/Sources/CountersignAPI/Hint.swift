import Foundation

/// A hint that a request may be waiting, as it came. Nothing in it is believed or shown.
public enum Hint: Sendable, Equatable, Discreet {
    /// The `data` of an FCM message.
    case data([String: String])
    /// The JSON of an APNs `userInfo`, or of a UnifiedPush message.
    case json(Data)
    /// A Universal Link.
    case link(String)

    /// What a push brought, as the system hands it over. Keep it as it is until the person opens
    /// the app; the core says whether it is a hint at all.
    ///
    /// `nil` if it cannot be written as JSON: it is nobody's hint then.
    public init?(userInfo: [AnyHashable: Any]) {
        var members: [String: Any] = [:]
        for (name, value) in userInfo {
            guard let name = name as? String else { return nil }
            members[name] = value
        }
        guard JSONSerialization.isValidJSONObject(members),
            let payload = try? JSONSerialization.data(withJSONObject: members)
        else { return nil }
        self = .json(payload)
    }
}

extension PushTarget {
    /// Apple's push service, with the token that the system gave to this app: the token's bytes in
    /// lower-case hexadecimal.
    public static func apns(deviceToken: Data) -> PushTarget {
        let digits = deviceToken.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        return PushTarget(provider: "apns", token: digits.joined())
    }
}

/// A request that arrived and waits.
public struct Received: Sendable, Equatable {
    /// The enrolment it came to.
    public var enrolment: String
    /// Its id.
    public var request: String
    /// When it ends, server time.
    public var expiresAt: Date
    /// How many came lately.
    public var recent: Recent
    /// The person muted this enrolment: post no notification.
    public var muted: Bool

    /// One that a test needs; real ones come from ``AuthenticationDevice/receive(_:)``.
    public init(enrolment: String, request: String, expiresAt: Date, recent: Recent, muted: Bool) {
        self.enrolment = enrolment
        self.request = request
        self.expiresAt = expiresAt
        self.recent = recent
        self.muted = muted
    }
}

/// A request that the AS lists as waiting.
public struct PendingRequest: Sendable, Equatable, Identifiable {
    /// Its id.
    public var request: String
    /// When it ends, server time.
    public var expiresAt: Date

    /// Its id.
    public var id: String { request }

    /// One that a test needs; real ones come from ``AuthenticationDevice/pending(enrolment:)``.
    public init(request: String, expiresAt: Date) {
        self.request = request
        self.expiresAt = expiresAt
    }
}

/// How many requests came to an enrolment lately, the one in question among them.
public struct Recent: Sendable, Equatable {
    /// In the last 60 minutes.
    public var lastHour: Int
    /// In the last 24 hours; counted up to 200.
    public var lastDay: Int
    /// What to make of it.
    public var level: Frequency

    /// A count.
    public init(lastHour: Int, lastDay: Int, level: Frequency) {
        self.lastHour = lastHour
        self.lastDay = lastDay
        self.level = level
    }
}

/// Whether that is more than a person asks for.
public enum Frequency: Sendable, Equatable, CaseIterable {
    /// Nothing special.
    case usual
    /// Say the number above the request.
    case raised
    /// Say so, and offer to mute and to report before approving.
    case alarming
}
