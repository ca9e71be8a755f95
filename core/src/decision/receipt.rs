//! The AS's receipt for a decision (docs/protocol.md §5.3).

use crate::jose::{JoseError, Verified, sha256_base64url};

/// Checks that a verified receipt is for exactly this decision by this device.
pub(crate) fn check_receipt(
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
        && claims.string("outcome", 16)? == "recorded";
    // The hash covers the decision's own `jti`; the claim is there for people who read receipts.
    claims.id("decision_jti")?;
    claims.finish()?;
    if ours { Ok(()) } else { Err(JoseError::Party) }
}
