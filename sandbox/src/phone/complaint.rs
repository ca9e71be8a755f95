//! Why an action could not be done, in words for the page.

use countersign::{
    DecideError, EnrolError, FetchError, ManageError, PrepareError, ServerError, StoreError,
};
use countersign_gateway::channel::ChannelError;

/// Why an action could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Complaint(pub &'static str);

/// There is nobody at the other end.
pub(super) const NO_CONNECTION: Complaint = Complaint("the phone has no connection to the bank");

impl From<ServerError> for Complaint {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Transport(_) => NO_CONNECTION,
            ServerError::TryLater { .. } => Self("the bank asks the phone to try later"),
            ServerError::Unauthenticated | ServerError::Refused => {
                Self("the bank does not accept this phone")
            }
            _ => Self("the bank did not do what the phone asked"),
        }
    }
}

impl From<EnrolError> for Complaint {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Server(error) => error.into(),
            EnrolError::Expired => Self("the code has expired"),
            EnrolError::NoOffer | EnrolError::UnknownIssuer => Self("this is no code of the bank"),
            _ => Self("the phone could not be enrolled"),
        }
    }
}

impl From<FetchError> for Complaint {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Server(error) => error.into(),
            FetchError::InHand => Self("another request is being decided"),
            _ => Self("there is no such request"),
        }
    }
}

impl From<ManageError> for Complaint {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Server(error) => error.into(),
            _ => Self("the phone could not ask the bank"),
        }
    }
}

impl From<PrepareError> for Complaint {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::NotShown => Self("what cannot be shown cannot be approved"),
            PrepareError::Expired => Self("the request has expired"),
            PrepareError::Selection(_) => Self("the accounts do not fit what was asked"),
            PrepareError::Number => Self("the number does not fit"),
            PrepareError::TooLarge => Self("the approval would be too large"),
            PrepareError::UpdateRequired => Self("the app must be updated"),
            PrepareError::KeysOutdated => Self("the bank's keys must be fetched anew"),
            PrepareError::ReEnrol => Self("the phone must be enrolled again"),
            PrepareError::NotEnrolled
            | PrepareError::Locked
            | PrepareError::KeyChanging
            | PrepareError::Store(_) => Self("the phone may not approve at the moment"),
            PrepareError::Closed(_) => Self("the request was put away; open it again"),
            PrepareError::Integrity | PrepareError::Random => Self("the approval was not prepared"),
        }
    }
}

impl From<DecideError> for Complaint {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Expired => Self("the request has expired"),
            DecideError::Decided => Self("the request was decided before"),
            _ => Self("the decision was not made"),
        }
    }
}

impl From<StoreError> for Complaint {
    fn from(_: StoreError) -> Self {
        Self("the phone's database failed")
    }
}

impl From<ChannelError> for Complaint {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::Unknown => Self("the bank does not know it"),
            ChannelError::Conflict => Self("it was done already"),
            ChannelError::Gone => Self("it has ended"),
            ChannelError::TooMany { .. } => Self("too many for now; try later"),
            ChannelError::WrongDigits => Self("the digits are wrong"),
            _ => Self("the bank could not do it"),
        }
    }
}
