//! Why a device's call is refused, as the bank sees it.

use countersign_attestation::AttestationCheck;
use countersign_verify::{CallCheck, RegistrationRefusal, TokenRefusal};

/// What a device's proof of possession lacks (RFC 9449 §7.1, §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFault {
    /// A nonce of ours that is new enough.
    Nonce,
    /// An access token that is known and in its time.
    Token,
    /// Anything else.
    Proof,
}

/// Why a registration is refused. The device learns less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationFault {
    /// It is not one, or not for an offer of ours.
    Refused(RegistrationRefusal),
    /// Its evidence failed a check.
    Attestation(AttestationCheck),
    /// The gateway itself could not.
    Unavailable,
}

impl RegistrationFault {
    pub(crate) const fn failed(check: CallCheck) -> Self {
        Self::Refused(RegistrationRefusal::Token(TokenRefusal::Failed(check)))
    }
}

impl From<RegistrationRefusal> for RegistrationFault {
    fn from(refusal: RegistrationRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl ProofFault {
    /// The OAuth error code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Nonce => "use_dpop_nonce",
            Self::Token => "invalid_token",
            Self::Proof => "invalid_dpop_proof",
        }
    }
}
