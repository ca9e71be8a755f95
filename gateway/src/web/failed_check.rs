//! Which check a refused call failed.

use countersign_attestation::AttestationCheck;
use countersign_verify::{CallCheck, Check};

/// The check that a refused call failed. It travels with the answer to the audit log, and nobody
/// outside learns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailedCheck {
    /// Not what is expected at all.
    Form,
    /// Larger than is read.
    Size,
    /// An access token that is known and in its time.
    AccessToken,
    /// A proof of possession for this call.
    Proof,
    /// The secret of the channel, or the token of the realm.
    Secret,
    /// Headers that only a proxy may send.
    Forwarding,
    /// A grant that is supported here.
    GrantType,
    /// A version that is still served.
    Version,
    /// There is such a thing.
    Unknown,
    /// It was not done before.
    Conflict,
    /// It has not ended.
    Ended,
    /// Any other.
    Refused,
    /// One of a token that a device sent.
    Call(CallCheck),
    /// One of a decision (docs/protocol.md §5.2).
    Decision(Check),
    /// One of the evidence about a key.
    Attestation(AttestationCheck),
}

impl FailedCheck {
    /// Its name in the audit log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Size => "size",
            Self::AccessToken => "access_token",
            Self::Proof => "proof",
            Self::Secret => "secret",
            Self::Forwarding => "forwarding",
            Self::GrantType => "grant_type",
            Self::Version => "version",
            Self::Unknown => "unknown",
            Self::Conflict => "conflict",
            Self::Ended => "ended",
            Self::Refused => "refused",
            Self::Call(check) => check.name(),
            Self::Decision(check) => check.name(),
            Self::Attestation(check) => check.as_str(),
        }
    }
}
