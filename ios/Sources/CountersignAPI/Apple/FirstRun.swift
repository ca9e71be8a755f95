/// Whether this is the first run of the app since it was installed. The Keychain outlives the app:
/// what an earlier installation left there has to go, and what this one keeps must never.
package enum FirstRun {
    /// Whether a file is there.
    package enum Presence: Sendable, Equatable {
        /// It is.
        case there
        /// It is not.
        case absent
        /// The system does not say, as before the phone was first unlocked.
        case unknown

        /// By what `lstat` left: 0, or the `errno`. `noEntry` is `ENOENT`.
        package init(errno code: Int32, noEntry: Int32) {
            switch code {
            case 0: self = .there
            case noEntry: self = .absent
            default: self = .unknown
            }
        }
    }

    /// What to do with what the Keychain holds.
    package enum Verdict: Sendable, Equatable {
        /// It is this installation's.
        case keep
        /// It is an earlier one's.
        case wipe
        /// Not to be told yet: touch nothing.
        case wait
    }

    /// A wrong wipe loses every enrolment, so there has to be neither the mark that the first run
    /// leaves nor a database, and the system has to have said so of both.
    package static func verdict(mark: Presence, database: Presence) -> Verdict {
        switch (mark, database) {
        case (.there, _), (_, .there): .keep
        case (.absent, .absent): .wipe
        case (.unknown, _), (_, .unknown): .wait
        }
    }
}
