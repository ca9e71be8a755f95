//! What a decision says, once it is believed.

use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Verified;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Answer, Decision, IntegritySignal};
use countersign_protocol::vocabulary::{AttestedLevel, DenialReason};

/// A decision that passed checks 1 to 16.
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
    /// How they approved (RFC 8176), as far as it is proved: `swk` and `user` where nothing was
    /// proved of the key, whatever the phone says of it. Empty if they declined.
    pub amr: Vec<String>,
    /// What is proved of where the key lives that signed an approval; `None` if they declined.
    pub key_level: Option<AttestedLevel>,
    /// The accounts they chose.
    pub selection: Option<Selection>,
    /// The platform's signal over the request's hash, as it was sent.
    pub integrity: Option<IntegritySignal>,
}

impl VerifiedDecision {
    pub(super) fn of(claims: Decision, verified: &Verified, level: AttestedLevel) -> Self {
        let (denied, amr, selection, integrity) = match claims.answer {
            Answer::Approval { amr, selection, integrity, .. } => {
                (None, proved_amr(amr, level), selection, integrity)
            }
            Answer::Denial(reason) => (Some(reason), Vec::new(), None, None),
        };
        Self {
            jti: claims.base.jti,
            hash: verified.hash(),
            token: verified.token().to_owned(),
            signed_at: claims.base.iat,
            denied,
            amr,
            key_level: denied.is_none().then_some(level),
            selection,
            integrity,
        }
    }
}

/// A key of which nothing is proved may as well be one in software, and a finger or a face that
/// unlocked it a tale.
fn proved_amr(claimed: Vec<String>, level: AttestedLevel) -> Vec<String> {
    if level.is_hardware() { claimed } else { ["swk", "user"].map(str::to_owned).to_vec() }
}

impl std::fmt::Debug for VerifiedDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.denied.is_some() { "Denial" } else { "Approval" })
    }
}
