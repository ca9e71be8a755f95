/// Something did not work. The case says what the app does about it; nothing of what was given
/// stands in it, so it can be logged.
public enum CountersignError: Error, Sendable, Equatable, CaseIterable {
    /// Try again later, with the same arguments: no network, a locked phone, a busy bank.
    case tryLater
    /// Show nothing of it: nothing genuine of a bank that this app knows is behind it.
    case notGenuine
    /// Take it off the screen: it is over, or was decided. The history says how it ended.
    case over
    /// Let the person decide the one in hand first, or put it back.
    case decideOthersFirst
    /// Take it off the screen, and open the request again if the person wants it.
    case openAgain
    /// Have the choice or the number corrected.
    case correct
    /// Only denying is left.
    case onlyDeny
    /// Ask for the biometric again: the signature was not by the right key.
    case askAgain
    /// Begin again: the bank must make a new offer, or the rotation took too long.
    case beginAgain
    /// The person must enrol again at the bank.
    case enrolAgain
    /// The bank, or the phone's key store, refused for good.
    case refused
    /// Ask the person to update the app.
    case updateApp
    /// Say that the history is damaged or gone, and tell the bank.
    case historyDamaged
    /// Mend the app: its configuration is wrong.
    case configuration
    /// Ask the person to make room on the phone.
    case storageFull
    /// The database came from another phone, is damaged, or its secret is lost: say so, call
    /// `CountersignDevice.reset`, and enrol anew.
    case reset
    /// From `CountersignDevice.reset` alone: nothing was deleted, because the bank has not heard of a
    /// decision or a report that is stored here. Open and deliver first, or say so and discard it.
    case undelivered
    /// A defect of the library, or of an app that uses a device it has closed. Report it; the
    /// decision, if there was one, was not made by this call.
    case defect
}

extension CountersignError: CustomStringConvertible {
    /// For logs, in English.
    public var description: String {
        switch self {
        case .tryLater: "try again later"
        case .notGenuine: "nothing genuine is behind it"
        case .over: "the request is over"
        case .decideOthersFirst: "another request comes first"
        case .openAgain: "the consent was put away"
        case .correct: "the input does not fit the request"
        case .onlyDeny: "the request can only be denied"
        case .askAgain: "the signature is wrong"
        case .beginAgain: "it must begin again"
        case .enrolAgain: "the device must enrol again"
        case .refused: "it was refused"
        case .updateApp: "the app must be updated"
        case .historyDamaged: "the history is damaged or gone"
        case .configuration: "the configuration is wrong"
        case .storageFull: "the storage is full"
        case .reset: "the database cannot be read on this phone"
        case .undelivered: "what was decided or reported has not arrived yet"
        case .defect: "a defect of the library"
        }
    }
}
