//! Which problem answers which reason. A refusal stays what it is up to here: the audit log gets
//! the check that failed, a device the problem.

use super::{FailedCheck, Problem};
use crate::model::{ChannelError, ProofFault, RegistrationFault};
use crate::storage::{Overtaken, StorageError};
use countersign_protocol::jose::SignError;
use countersign_protocol::random::RandomError;
use countersign_verify::{CallCheck, Check, RegistrationRefusal, TokenRefusal};

impl From<StorageError> for Problem {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

/// As a call is answered that came afterwards: the tokens of a replaced key have ended.
impl From<Overtaken> for Problem {
    fn from(overtaken: Overtaken) -> Self {
        match overtaken {
            Overtaken::State => Self::Failed(CallCheck::State),
            Overtaken::Key => Self::Proof(ProofFault::Token),
        }
    }
}

impl From<SignError> for Problem {
    fn from(_: SignError) -> Self {
        Self::Unavailable
    }
}

impl From<RandomError> for Problem {
    fn from(_: RandomError) -> Self {
        Self::Unavailable
    }
}

impl From<ChannelError> for Problem {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::Malformed | ChannelError::NoOperator => Self::Malformed,
            ChannelError::NotShowable(reason) => Self::NotShowable(reason),
            ChannelError::Unauthenticated => Self::Secret,
            ChannelError::Unknown => Self::Unknown,
            ChannelError::Conflict => Self::Conflict,
            ChannelError::WrongDigits => Self::Refused,
            ChannelError::Gone => Self::Gone,
            ChannelError::TooLarge => Self::TooLarge,
            ChannelError::TooMany { retry_after } => Self::TooMany(retry_after),
            ChannelError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<TokenRefusal> for Problem {
    fn from(refusal: TokenRefusal) -> Self {
        match refusal {
            TokenRefusal::TooLong => Self::TooLarge,
            TokenRefusal::Form => Self::Malformed,
            TokenRefusal::Failed(check) => Self::Failed(check),
        }
    }
}

impl From<RegistrationRefusal> for Problem {
    fn from(refusal: RegistrationRefusal) -> Self {
        match refusal {
            RegistrationRefusal::Token(refusal) => Self::from(refusal),
            RegistrationRefusal::UpdateRequired => Self::UpdateRequired,
            RegistrationRefusal::Gone => Self::Gone,
            RegistrationRefusal::Conflict => Self::Conflict,
        }
    }
}

impl From<RegistrationFault> for Problem {
    fn from(fault: RegistrationFault) -> Self {
        match fault {
            RegistrationFault::Refused(refusal) => Self::from(refusal),
            RegistrationFault::Attestation(_) => Self::Refused,
            RegistrationFault::Unavailable => Self::Unavailable,
        }
    }
}

impl RegistrationFault {
    /// The status of the answer.
    #[must_use]
    pub fn status(self) -> u16 {
        Problem::from(self).status().as_u16()
    }

    /// The check that failed, for the audit log.
    pub(crate) fn check(self) -> Option<FailedCheck> {
        match self {
            Self::Attestation(check) => Some(FailedCheck::Attestation(check)),
            Self::Refused(_) | Self::Unavailable => Problem::from(self).check(),
        }
    }
}

/// What answers a decision that failed a check (docs/protocol.md §5.2).
impl From<Check> for Problem {
    fn from(check: Check) -> Self {
        match check {
            Check::Size => Self::TooLarge,
            Check::Form => Self::Malformed,
            Check::Undecided | Check::Single => Self::Conflict,
            Check::Pending => Self::Gone,
            Check::Device
            | Check::Key
            | Check::Type
            | Check::Signature
            | Check::Claims
            | Check::Time
            | Check::Nonce
            | Check::RequestHash
            | Check::Presentation
            | Check::Display
            | Check::Selection
            | Check::Number => Self::Refused,
        }
    }
}
