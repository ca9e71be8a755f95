import Foundation

/// What the app decides once.
public struct Configuration: Sendable, Equatable, Discreet {
    /// The AS's that the app may enrol at. No offer, link or push adds one.
    public var issuers: [Issuer]
    /// The path of the database: in a folder of this app that is never backed up. On Apple's
    /// phones, `CountersignFolder.database`.
    public var database: String
    /// What the phone's owner reads, as BCP 47 tags, the preferred one first:
    /// `Locale.preferredLanguages`.
    public var preferredLanguages: [String]
    /// The IANA name of the phone's time zone. Of an unknown one, times are told in UTC.
    public var timeZone: String
    /// What kind of phone this is, for the bank's list of devices.
    public var phone: Phone
    /// The languages the app is translated into; empty for all six of the core.
    public var appLanguages: [String]
    /// A bank's own types, each as the JSON of docs/own-types.md.
    public var ownTypes: [Data]
    /// How long the history is kept; `nil` for the core's own default.
    public var retention: Retention?

    /// Everything that the app decides.
    public init(
        issuers: [Issuer],
        database: String,
        preferredLanguages: [String],
        timeZone: String,
        phone: Phone,
        appLanguages: [String] = [],
        ownTypes: [Data] = [],
        retention: Retention? = nil
    ) {
        self.issuers = issuers
        self.database = database
        self.preferredLanguages = preferredLanguages
        self.timeZone = timeZone
        self.phone = phone
        self.appLanguages = appLanguages
        self.ownTypes = ownTypes
        self.retention = retention
    }
}

/// What kind of phone this is. On Apple's phones, `Phone.current`.
public struct Phone: Sendable, Equatable, Discreet {
    /// The model, at most 64 characters.
    public var model: String
    /// The operating system and its version, at most 64 characters.
    public var os: String
    /// Any text that changes when the phone starts anew: Apple's `kern.bootsessionuuid`.
    public var bootId: String

    /// A phone.
    public init(model: String, os: String, bootId: String) {
        self.model = model
        self.os = os
        self.bootId = bootId
    }
}

/// How long the history is kept. What is open always is.
public struct Retention: Sendable, Equatable {
    /// At most this many ended requests of each enrolment.
    public var entries: Int
    /// None that ended more days ago than this.
    public var days: Int

    /// Both limits; a negative one counts as zero.
    public init(entries: Int, days: Int) {
        self.entries = entries
        self.days = days
    }
}

/// An AS that the app may enrol at.
public struct Issuer: Sendable, Equatable, Discreet {
    /// The issuer identifier, to the letter as it stands in tokens.
    public var issuer: String
    /// What people call the bank.
    public var name: String
    /// The keys that vouch for its request keys, each a JWK (`kty`, `crv`, `x`, `y`).
    public var vouchingKeys: [String]
    /// How its connections are protected.
    public var security: Security

    /// An AS.
    public init(issuer: String, name: String, vouchingKeys: [String], security: Security) {
        self.issuer = issuer
        self.name = name
        self.vouchingKeys = vouchingKeys
        self.security = security
    }

    /// How connections to an AS are protected.
    public enum Security: Sendable, Equatable, Discreet {
        /// TLS, with a chosen set of roots and at least two pins: SHA-256 of the keys the server may
        /// have, base64, the one in use and a backup.
        case tls(roots: Roots, pins: [String])
        /// No protection, for tests: accepted for loopback hosts only.
        case plainLoopback
    }

    /// The authorities that a chain may end in.
    public enum Roots: Sendable, Equatable, Discreet {
        /// Mozilla's list, as compiled in.
        case mozilla
        /// These certificates (DER) and no others.
        case only(certificates: [Data])
    }
}
