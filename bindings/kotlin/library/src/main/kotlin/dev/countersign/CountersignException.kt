package dev.countersign

/**
 * Something did not work. The class says what the app does about it; nothing of what was given
 * stands in it, so it can be logged.
 */
public sealed class CountersignException(message: String) : Exception(message) {
    /** Try again later, with the same arguments: no network, a locked phone, a busy bank. */
    public class TryLater : CountersignException("try again later")

    /** Show nothing of it: nothing genuine of a bank that this app knows is behind it. */
    public class NotGenuine : CountersignException("nothing genuine is behind it")

    /** Take it off the screen: it is over, or was decided. The history says how it ended. */
    public class Over : CountersignException("the request is over")

    /** Let the person decide the one in hand first, or put it back. */
    public class DecideOthersFirst : CountersignException("another request comes first")

    /** Take it off the screen, and open the request again if the person wants it. */
    public class OpenAgain : CountersignException("the consent was put away")

    /** Have the choice or the number corrected. */
    public class Correct : CountersignException("the input does not fit the request")

    /** Only denying is left. */
    public class OnlyDeny : CountersignException("the request can only be denied")

    /** Ask for the biometric again: the signature was not by the right key. */
    public class AskAgain : CountersignException("the signature is wrong")

    /** Begin again: the bank must make a new offer, or the rotation took too long. */
    public class BeginAgain : CountersignException("it must begin again")

    /** The person must enrol again at the bank. */
    public class EnrolAgain : CountersignException("the device must enrol again")

    /** The bank, or the phone's key store, refused for good. */
    public class Refused : CountersignException("it was refused")

    /** Ask the person to update the app. */
    public class UpdateApp : CountersignException("the app must be updated")

    /** Say that the history is damaged or gone, and tell the bank. */
    public class HistoryDamaged : CountersignException("the history is damaged or gone")

    /** Mend the app: its configuration is wrong. */
    public class Configuration : CountersignException("the configuration is wrong")

    /** Ask the person to make room on the phone. */
    public class StorageFull : CountersignException("the storage is full")

    /**
     * The database came from another phone, is damaged, or its secret is lost: say so, call
     * [Countersign.reset], and enrol anew.
     */
    public class Reset : CountersignException("the database cannot be read on this phone")

    /**
     * From [Countersign.reset] alone: nothing was deleted, because the bank has not heard of a
     * decision or a report that is stored here. Open and deliver first, or say so and discard it.
     */
    public class Undelivered :
        CountersignException("what was decided or reported has not arrived yet")

    /** A defect of the library. Report it; the decision, if there was one, was not made by this call. */
    public class Defect : CountersignException("a defect of the library")
}
