//! What can fail, named for what the app does about it. Flat and without fields: nothing of what
//! was given stands in any of them.

mod of_the_core;

/// Why a device cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum OpenError {
    /// Mend the app: an issuer, a pin, a root, a language or an own type in its configuration is
    /// wrong.
    #[error("the configuration is wrong")]
    Configuration,
    /// Try again when the phone is unlocked, or at the next start.
    #[error("try again later")]
    TryLater,
    /// Ask the person to make room on the phone.
    #[error("the storage is full")]
    StorageFull,
    /// The database came from another phone, is damaged, or its secret is lost: say so, call
    /// `reset`, and enrol anew at the bank.
    #[error("the database cannot be read on this phone")]
    Reset,
    /// Ask the person to update the app: a newer one wrote the database.
    #[error("the app must be updated")]
    UpdateApp,
    /// From `reset` alone: nothing was deleted, because the bank has not heard of a decision or a
    /// report that is stored here. Open and deliver first, or say so and have it discarded.
    #[error("what was decided or reported has not arrived yet")]
    Undelivered,
}

/// Why this phone was not enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum EnrolError {
    /// The bank must make a new offer: this one is none, expired, was used, or was not the one
    /// read last.
    #[error("the bank must make a new offer")]
    BeginAgain,
    /// Show nothing of it: it is not by a bank that this app knows, or was not signed by it.
    #[error("the offer is not genuine")]
    NotGenuine,
    /// Ask for the biometric again: the signature is not by the new approval key.
    #[error("the signature is wrong")]
    AskAgain,
    /// Try again later, with the same arguments.
    #[error("try again later")]
    TryLater,
    /// Say that this phone cannot be enrolled: the bank refuses it, or it makes no usable key.
    #[error("this phone cannot be enrolled")]
    Refused,
    /// Ask the person to update the app.
    #[error("the app must be updated")]
    UpdateApp,
}

/// Why there is no consent to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum FetchError {
    /// Show nothing and post no notification: nothing of this bank for this phone is behind it.
    #[error("nothing genuine is behind it")]
    NotGenuine,
    /// Take it off the screen: it is over, or was decided. The history says how it ended.
    #[error("the request is over")]
    Over,
    /// Let the person decide the one in hand first, or put it back; never this one in its place.
    /// From `receive`: too many wait already, and this one is listed when others are decided.
    #[error("another request comes first")]
    DecideOthersFirst,
    /// Try again later.
    #[error("try again later")]
    TryLater,
    /// The person must enrol again: the bank does not accept this device any more, or what is
    /// stored here is damaged.
    #[error("the device must enrol again")]
    EnrolAgain,
    /// Ask the person to update the app.
    #[error("the app must be updated")]
    UpdateApp,
}

/// Why a consent can be neither read nor approved any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum HandError {
    /// Take it off the screen, and open the request again if the person wants it: nobody touched
    /// it for five minutes, or it was put back. It can still be denied as it is.
    #[error("the consent was put away")]
    OpenAgain,
}

/// Why an approval cannot be prepared. Nothing is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum PrepareError {
    /// Have the choice or the number corrected, or leave out the integrity signal.
    #[error("the input does not fit the request")]
    Correct,
    /// Only denying is left: the request cannot be shown, or approving is locked on this phone.
    #[error("the request can only be denied")]
    OnlyDeny,
    /// Tell the person that it is over.
    #[error("the request is over")]
    Over,
    /// Open the request again: it was put away.
    #[error("the consent was put away")]
    OpenAgain,
    /// The person must enrol again; denying works meanwhile.
    #[error("the device must enrol again")]
    EnrolAgain,
    /// Try again; if it stays, refresh the enrolment first: its approval key may be changing.
    #[error("try again later")]
    TryLater,
}

/// Why a decision was not made. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum DecideError {
    /// Tell the person that it is over, or was decided before.
    #[error("the request is over")]
    Over,
    /// Prepare and ask for the biometric again: the signature is not by the approval key (which
    /// was counted), or nothing was prepared.
    #[error("the signature is wrong")]
    AskAgain,
    /// Open the request again: it was put away since it was prepared.
    #[error("the consent was put away")]
    OpenAgain,
    /// Only denying is left: too many approvals failed on this phone.
    #[error("the request can only be denied")]
    OnlyDeny,
    /// The person must enrol again.
    #[error("the device must enrol again")]
    EnrolAgain,
    /// Try again with the same arguments: the decision could not be stored, so it is not made.
    #[error("try again later")]
    TryLater,
}

/// Why something could not be done to an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum ManageError {
    /// Try again later. Changes that were stored are sent without another call.
    #[error("try again later")]
    TryLater,
    /// The enrolment is gone, or the bank does not accept it any more: the person must enrol
    /// again.
    #[error("the device must enrol again")]
    EnrolAgain,
    /// The bank refused for good. Trying again changes nothing.
    #[error("the bank refused")]
    Refused,
    /// What came is not by this bank. Do not try again on this network.
    #[error("the answer is not genuine")]
    NotGenuine,
    /// Ask the person to update the app; what is in hand can still be denied.
    #[error("the app must be updated")]
    UpdateApp,
}

/// Why a key was not replaced. The old one stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum RotateError {
    /// Begin again: the challenge expired, or nothing was begun.
    #[error("the rotation must begin again")]
    BeginAgain,
    /// Ask for the biometric again: the signature is not by the key that has to sign.
    #[error("the signature is wrong")]
    AskAgain,
    /// Try again later: another rotation waits for its answer, or there is no answer.
    #[error("try again later")]
    TryLater,
    /// The person must enrol again.
    #[error("the device must enrol again")]
    EnrolAgain,
    /// The bank refused, or the phone makes no usable key.
    #[error("the key cannot be replaced")]
    Refused,
    /// Ask the person to update the app.
    #[error("the app must be updated")]
    UpdateApp,
}

/// Why the history could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum HistoryError {
    /// Try again later.
    #[error("try again later")]
    TryLater,
    /// What is stored is damaged, or the enrolment is gone: say so, and tell the bank.
    #[error("the history is damaged or gone")]
    Damaged,
}
