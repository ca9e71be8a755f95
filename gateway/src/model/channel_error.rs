//! Why the channel does not do what it is asked.

use countersign_protocol::jose::SignError;
use countersign_protocol::random::RandomError;

/// Why the channel did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// What was given breaks a rule.
    #[error("malformed")]
    Malformed,
    /// No operator is named, and the settings ask for one: name the person who asked for it.
    #[error("no operator is named")]
    NoOperator,
    /// Devices could not show this consent, so nobody could approve it.
    #[error("the consent cannot be shown")]
    NotShowable,
    /// The secret is wrong.
    #[error("not authenticated")]
    Unauthenticated,
    /// There is no such thing, or the account has no active device.
    #[error("unknown")]
    Unknown,
    /// It was decided, confirmed or registered already.
    #[error("conflict")]
    Conflict,
    /// The digits are not those of the phone.
    #[error("the digits are wrong")]
    WrongDigits,
    /// It has ended.
    #[error("gone")]
    Gone,
    /// Too long.
    #[error("too large")]
    TooLarge,
    /// Too many for now.
    #[error("try again in {retry_after} seconds")]
    TooMany {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The gateway cannot at the moment; nothing was changed.
    #[error("unavailable")]
    Unavailable,
}

impl From<SignError> for ChannelError {
    fn from(_: SignError) -> Self {
        Self::Unavailable
    }
}

impl From<RandomError> for ChannelError {
    fn from(_: RandomError) -> Self {
        Self::Unavailable
    }
}
