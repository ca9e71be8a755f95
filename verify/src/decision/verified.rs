//! What a decision says, once it is believed.

use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Verified;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Answer, Decision, IntegritySignal};
use countersign_protocol::vocabulary::DenialReason;

/// A decision that passed checks 1 to 13.
#[derive(Clone)]
pub struct VerifiedDecision {
    /// Its id; of an approval, the PSD2 authentication code.
    pub jti: String,
    /// Base64url SHA-256 of its token.
    pub hash: String,
    /// Its token: evidence to keep.
    pub token: String,
    /// When it was signed, by the phone's count of the server's time.
    pub signed_at: UnixSeconds,
    /// Why the person declined; `None` if they approved.
    pub denied: Option<DenialReason>,
    /// How they approved (RFC 8176); empty if they declined.
    pub amr: Vec<String>,
    /// The accounts they chose.
    pub selection: Option<Selection>,
    /// The platform's signal over the request's hash, as it was sent.
    pub integrity: Option<IntegritySignal>,
}

impl VerifiedDecision {
    pub(super) fn of(claims: Decision, verified: &Verified) -> Self {
        let (denied, amr, selection, integrity) = match claims.answer {
            Answer::Approval { amr, selection, integrity, .. } => (None, amr, selection, integrity),
            Answer::Denial(reason) => (Some(reason), Vec::new(), None, None),
        };
        Self {
            jti: claims.base.jti,
            hash: verified.hash(),
            token: verified.token().to_owned(),
            signed_at: claims.base.iat,
            denied,
            amr,
            selection,
            integrity,
        }
    }
}

impl std::fmt::Debug for VerifiedDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.denied.is_some() { "Denial" } else { "Approval" })
    }
}
