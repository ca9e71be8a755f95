//! The AS's receipt for a decision (docs/protocol.md §5.3).

use super::Claims;
use crate::jose::{JoseError, Typ, Verified, sha256_base64url};
use crate::time::UnixSeconds;
use serde::Serialize;

/// The one value of `outcome`.
const RECORDED: &str = "recorded";

/// The receipt for a decision, to be signed by a request key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §5.3")]
pub struct ReceiptClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub jti: String,
    pub request: &'a str,
    pub decision_jti: &'a str,
    pub decision_hash: &'a str,
    outcome: &'static str,
}

impl<'a> ReceiptClaims<'a> {
    /// The receipt for a decision on this request: its `jti` and the hash of its token.
    #[must_use]
    pub const fn new(
        (iss, aud): (&'a str, &'a str),
        iat: UnixSeconds,
        jti: String,
        request: &'a str,
        decision: (&'a str, &'a str),
    ) -> Self {
        let (decision_jti, decision_hash) = decision;
        Self { iss, aud, iat, jti, request, decision_jti, decision_hash, outcome: RECORDED }
    }
}

impl Claims for ReceiptClaims<'_> {
    const TYP: Typ = Typ::ConsentReceipt;
}

/// Checks that a verified receipt is for exactly this decision by this device.
///
/// # Errors
///
/// [`JoseError::Party`] if it is for another, [`JoseError::Claims`].
pub fn check_receipt(
    verified: &Verified,
    issuer: &str,
    device: &str,
    request: &str,
    decision: &str,
) -> Result<(), JoseError> {
    let (base, mut claims) = verified.claims()?;
    base.between(issuer, device)?;
    let ours = claims.id("request")? == request
        && claims.string("decision_hash", 43)? == sha256_base64url(decision.as_bytes())
        && claims.string("outcome", 16)? == RECORDED;
    // The hash covers the decision's own `jti`; the claim is there for people who read receipts.
    claims.id("decision_jti")?;
    claims.finish()?;
    if ours { Ok(()) } else { Err(JoseError::Party) }
}
