//! What a gateway proves itself with when it reports an outcome to the AS's webhook
//! (gateway/README.md). No phone sees it.

use super::{CALL_LIFE_SECONDS, Claims};
use crate::jose::{Typ, sha256_base64url};
use crate::time::UnixSeconds;
use serde::Serialize;

/// The proof for one report, to be signed by a request key.
#[derive(Serialize)]
pub struct OutcomeClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: String,
    consent: &'a str,
    body_sha256: String,
}

impl Claims for OutcomeClaims<'_> {
    const TYP: Typ = Typ::ConsentOutcome;
}

impl<'a> OutcomeClaims<'a> {
    /// The proof that this issuer posts this body about this consent to this URI, now.
    #[must_use]
    pub fn new(
        (iss, aud): (&'a str, &'a str),
        iat: UnixSeconds,
        jti: String,
        consent: &'a str,
        body: &[u8],
    ) -> Self {
        let (exp, body_sha256) = (iat.plus(CALL_LIFE_SECONDS), sha256_base64url(body));
        Self { iss, aud, iat, exp, jti, consent, body_sha256 }
    }
}
