//! How far the AS's audit log was sealed (docs/audit.md).

use super::Claims;
use crate::claims::ClaimError;
use crate::jose::{JoseError, Typ, Verified};
use crate::time::UnixSeconds;
use serde::Serialize;

/// The newest end of the sealed log, to be signed by a request key. No device is sent one.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/audit.md")]
pub struct AuditHeadClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub jti: &'a str,
    pub position: i64,
    pub link: &'a str,
}

/// What a verified head says.
#[derive(Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// The place of the newest entry, counted from 1; 0 if there is none.
    pub position: i64,
    /// Its link, base64url.
    pub link: String,
    /// When it was sealed.
    pub sealed_at: UnixSeconds,
}

impl Claims for AuditHeadClaims<'_> {
    const TYP: Typ = Typ::AuditHead;
}

impl AuditHead {
    /// Reads the claims of a head of this issuer whose signature was checked.
    ///
    /// # Errors
    ///
    /// [`JoseError::Party`] if it is another issuer's, [`JoseError::Claims`].
    pub fn read(verified: &Verified, issuer: &str) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, issuer)?;
        let position = claims.integer("position")?;
        let link = claims.string("link", 43)?;
        claims.finish()?;
        if position < 0 || link.len() != 43 {
            return Err(JoseError::Claims(ClaimError::Wrong));
        }
        Ok(Self { position, link, sealed_at: base.iat })
    }
}

crate::silent_debug!(AuditHead);
