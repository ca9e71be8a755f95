//! The AS's receipt for a decision (docs/protocol.md §5.3).

use super::Claims;
use crate::claims::ClaimError;
use crate::jose::{JoseError, Typ, Unverified, Verified, sha256_base64url};
use crate::time::{SKEW_SECONDS, UnixSeconds};
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

/// Whose decision a receipt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReceiptFor {
    /// The one that it was compared with.
    This,
    /// Another decision on the same request: this one is not the one recorded.
    Another,
}

/// Reads which decision by this device on this request a verified receipt is for. `decision` is the
/// token that was sent, `now` the AS's time.
///
/// A receipt never ends, so that only its beginning can be judged: it is not from the future, and
/// no older than the decision that it is for, with [`SKEW_SECONDS`] for both.
///
/// # Errors
///
/// [`JoseError::Party`] if it is for another issuer, device or request; [`JoseError::Time`];
/// [`JoseError::Claims`], also if the decision's `jti` and hash are not of one token.
pub fn check_receipt(
    verified: &Verified,
    (issuer, device): (&str, &str),
    request: &str,
    decision: &str,
    now: UnixSeconds,
) -> Result<ReceiptFor, JoseError> {
    let (base, mut claims) = verified.claims()?;
    base.between(issuer, device)?;
    if claims.id("request")? != request {
        return Err(JoseError::Party);
    }
    let hash = claims.string("decision_hash", 43)?;
    let jti = claims.id("decision_jti")?;
    if claims.string("outcome", 16)? != RECORDED {
        return Err(ClaimError::Wrong.into());
    }
    claims.finish()?;
    if base.iat > now.plus(SKEW_SECONDS) {
        return Err(JoseError::Time);
    }
    let sent = Unverified::parse(decision, &[Typ::ConsentApproval, Typ::ConsentDenial])?;
    let (sent, _) = sent.verified_when_it_came().claims()?;
    match (hash == sha256_base64url(decision.as_bytes()), jti == sent.jti) {
        (true, true) if base.iat.plus(SKEW_SECONDS) < sent.iat => Err(JoseError::Time),
        (true, true) => Ok(ReceiptFor::This),
        (false, false) => Ok(ReceiptFor::Another),
        _ => Err(ClaimError::Wrong.into()),
    }
}
