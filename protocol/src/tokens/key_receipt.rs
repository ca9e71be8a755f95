//! The AS replaced a key (docs/protocol.md §6.1).

use super::Claims;
use crate::jose::{JoseError, PublicKey, Typ, Verified, sha256_base64url};
use crate::time::UnixSeconds;
use crate::vocabulary::KeyPurpose;
use serde::Serialize;

/// The receipt for a rotation, to be signed by a request key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6.1")]
pub struct KeyReceiptClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub jti: String,
    pub rotation_hash: &'a str,
    pub role: &'static str,
    pub key: String,
    pub retired: String,
}

impl Claims for KeyReceiptClaims<'_> {
    const TYP: Typ = Typ::DeviceKeyReceipt;
}

/// Checks that a verified receipt is for exactly this rotation.
///
/// # Errors
///
/// [`JoseError::Party`] if it is for another, [`JoseError::Claims`].
pub fn check_key_receipt(
    verified: &Verified,
    issuer: &str,
    device: &str,
    rotation: &str,
    purpose: KeyPurpose,
    new: &PublicKey,
) -> Result<(), JoseError> {
    let (base, mut claims) = verified.claims()?;
    base.between(issuer, device)?;
    let ours = claims.string("rotation_hash", 43)? == sha256_base64url(rotation.as_bytes())
        && claims.string("role", 16)? == purpose.as_str()
        && claims.string("key", 43)? == new.thumbprint();
    // The hash covers the old key too; the claim is there for people who read receipts.
    claims.string("retired", 43)?;
    claims.finish()?;
    if ours { Ok(()) } else { Err(JoseError::Party) }
}
