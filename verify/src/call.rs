//! What is wrong with something that a device sent, other than a decision.

use countersign_protocol::jose::JoseError;

/// The check that a device's call failed. For the AS's log: nobody outside learns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallCheck {
    /// `kid` names none of the caller's keys for this.
    Key,
    /// `typ` is not what is expected here.
    Type,
    /// `alg` or the signature.
    Signature,
    /// Claims that are missing, wrong or not listed.
    Claims,
    /// By or for somebody else.
    Party,
    /// Outside its time, or living too long.
    Time,
    /// The state of the device.
    State,
    /// No such offer.
    Offer,
    /// Another nonce than the offer's.
    Nonce,
    /// An id that was used before.
    Replay,
}

/// Why a token that a device sent is not taken. A token that cannot be read is a defect; one that
/// can and is not right is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// Longer than its type allows. Answer 413.
    #[error("the token is too long")]
    TooLong,
    /// Not a token. Answer 400.
    #[error("not a token")]
    Form,
    /// It failed a check. Answer 403 and nothing else.
    #[error("a check failed")]
    Failed(CallCheck),
}

impl CallCheck {
    /// Its name in an audit log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Type => "type",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Party => "party",
            Self::Time => "time",
            Self::State => "state",
            Self::Offer => "offer",
            Self::Nonce => "nonce",
            Self::Replay => "replay",
        }
    }
}

impl TokenRefusal {
    /// Of a token that could not be taken apart.
    #[must_use]
    pub const fn of_form(error: JoseError) -> Self {
        match error {
            JoseError::TooLong => Self::TooLong,
            JoseError::Form | JoseError::Header => Self::Form,
            JoseError::Type => Self::Failed(CallCheck::Type),
            _ => Self::Failed(CallCheck::Signature),
        }
    }
}

impl From<JoseError> for CallCheck {
    fn from(error: JoseError) -> Self {
        match error {
            JoseError::Type => Self::Type,
            JoseError::UnknownKey => Self::Key,
            JoseError::Algorithm | JoseError::Signature => Self::Signature,
            JoseError::Party => Self::Party,
            JoseError::Time => Self::Time,
            JoseError::TooLong | JoseError::Form | JoseError::Header | JoseError::Claims(_) => {
                Self::Claims
            }
        }
    }
}

/// What is wrong with the claims of a token whose signature is good.
impl From<JoseError> for TokenRefusal {
    fn from(error: JoseError) -> Self {
        Self::Failed(error.into())
    }
}
