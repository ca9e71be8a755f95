//! The grant by which a device renews its access token (docs/protocol.md §3.5, RFC 7523).

use super::{CALL_LIFE_SECONDS, Claims};
use crate::jose::{Base, JoseError, Typ, Verified};
use crate::time::UnixSeconds;
use serde::Serialize;

/// An assertion, to be signed by the transport key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §3.5")]
pub struct AssertionClaims<'a> {
    pub iss: &'a str,
    pub sub: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: String,
}

impl Claims for AssertionClaims<'_> {
    const TYP: Typ = Typ::DeviceAssertion;
}

impl AssertionClaims<'_> {
    /// Reads the assertion of this device for this issuer.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn read(
        verified: &Verified,
        device: &str,
        issuer: &str,
        now: UnixSeconds,
    ) -> Result<Base, JoseError> {
        let (base, mut members) = verified.claims()?;
        let sub = members.id("sub")?;
        members.finish()?;
        base.between(device, issuer)?;
        base.valid_at(now, CALL_LIFE_SECONDS)?;
        if sub == device { Ok(base) } else { Err(JoseError::Party) }
    }
}
