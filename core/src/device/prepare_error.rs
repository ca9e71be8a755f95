//! Why an approval cannot be prepared.

use super::hand::Closed;
use crate::server::native::Unfit;
use crate::store::StoreError;
use countersign_protocol::consent::SelectionError;
use countersign_protocol::tokens::ApprovalError;

/// Why an approval cannot be prepared. Nothing is spent: correct it and prepare again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The request cannot be shown, so it cannot be approved. Deny it.
    #[error("the request cannot be shown")]
    NotShown,
    /// It is over. Tell the person; the client must ask again.
    #[error("the request expired")]
    Expired,
    /// The accounts are not an answer to what was offered.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The number is missing, has another length, or was not asked for.
    #[error("the number does not fit")]
    Number,
    /// The integrity signal is too large.
    #[error("the integrity signal is too large")]
    Integrity,
    /// With all that was chosen the approval would be longer than the bank takes. Choose fewer
    /// accounts or leave the integrity signal out; denying works.
    #[error("the approval is too large")]
    TooLarge,
    /// It is no longer in hand. Open the request again.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The enrolment is gone, or not active.
    #[error("the enrolment is not active")]
    NotEnrolled,
    /// A key is lost, the approval key as it is when biometrics changed. The person must enrol
    /// again; deny meanwhile.
    #[error("the device must enrol again")]
    ReEnrol,
    /// Too many approvals failed on this phone. The bank can unblock it; deny meanwhile.
    #[error("approving is locked")]
    Locked,
    /// A new approval key is on its way to the bank, and it is not known which one counts. Call
    /// [`crate::Device::refresh`] and prepare again.
    #[error("the approval key is changing")]
    KeyChanging,
    /// The bank says that this version of the app is too old for it: say so. Denying works.
    #[error("the app must be updated")]
    UpdateRequired,
    /// The keys that vouch for this request have ended, or the bank hints at newer ones. Put it
    /// back and open it again, which fetches them.
    #[error("the bank's keys are out of date")]
    KeysOutdated,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error("no randomness")]
    Random,
}

impl From<Unfit> for PrepareError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::UpdateRequired => Self::UpdateRequired,
            Unfit::KeysOutdated => Self::KeysOutdated,
        }
    }
}

impl From<ApprovalError> for PrepareError {
    fn from(error: ApprovalError) -> Self {
        match error {
            ApprovalError::Selection(error) => Self::Selection(error),
            ApprovalError::Number => Self::Number,
            ApprovalError::Integrity => Self::Integrity,
            ApprovalError::TooLarge => Self::TooLarge,
        }
    }
}
