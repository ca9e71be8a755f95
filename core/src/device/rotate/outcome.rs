//! How a rotation of a key can end.

use crate::device::EnrolError;
use crate::platform::{KeyStoreError, RandomError};
use crate::server::native::ServerError;
use crate::store::StoreError;

/// What came of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The bank has the new key, and signed that it does. The old one is deleted.
    Done,
    /// No answer yet: the bank may have either key. Both are kept; the next call to the bank
    /// finds out.
    Unknown,
}

/// Why a key was not replaced. The old one stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotateError {
    /// No such enrolment is on this phone.
    #[error("no such enrolment")]
    NotEnrolled,
    /// Only an active enrolment rotates its keys.
    #[error("the enrolment is not active")]
    NotActive,
    /// Another rotation waits for its answer. Try again when the bank can be reached.
    #[error("a rotation is under way")]
    UnderWay,
    /// The key that would have to agree is lost, or not the bank's. The person must enrol again.
    #[error("the device must enrol again")]
    ReEnrol,
    /// It took too long. Begin again.
    #[error("the challenge expired")]
    Expired,
    /// The signature is not by the key that has to sign. Ask for the biometric again.
    #[error("the signature is wrong")]
    WrongSignature,
    /// The new key could not be made.
    #[error(transparent)]
    Key(#[from] KeyStoreError),
    /// What the key store gave is no P-256 key.
    #[error("the key store gave no usable key")]
    NotAKey,
    /// The AS could not be reached, or refused.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl From<EnrolError> for RotateError {
    /// Enrolling and rotating share the making of a key, so only these errors can come here.
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Key(error) => Self::Key(error),
            EnrolError::Random(error) => Self::Random(error),
            EnrolError::Store(error) => Self::Store(error),
            EnrolError::Server(error) => Self::Server(error),
            EnrolError::Expired => Self::Expired,
            EnrolError::WrongSignature => Self::WrongSignature,
            EnrolError::NotAKey | EnrolError::NoOffer | EnrolError::UnknownIssuer => Self::NotAKey,
        }
    }
}
