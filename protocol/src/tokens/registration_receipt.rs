//! The AS's answer to a registration (docs/protocol.md §3.3).

use super::Claims;
use crate::claims::ClaimError;
use crate::consent::is_plain_text;
use crate::jose::{JoseError, Typ, Verified, sha256_base64url};
use crate::time::UnixSeconds;
use crate::vocabulary::DeviceState;
use serde::Serialize;

/// The characters of 128 random bits: a shorter handle could be guessed, or be another AS's too.
const SHORTEST_HANDLE: usize = 22;

/// The receipt for a registration, to be signed by a request key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §3.3")]
pub struct RegistrationReceiptClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub jti: String,
    pub offer: &'a str,
    pub registration_hash: &'a str,
    pub device_id: &'a str,
    pub sub: &'a str,
    pub enrolment: &'a str,
    pub account: &'a str,
    /// Always `pending`.
    pub state: DeviceState,
}

/// A verified receipt.
pub struct RegistrationReceipt {
    /// The device's id at the AS.
    pub device_id: String,
    /// The account's handle: the `sub` of its requests.
    pub account: String,
    /// What the bank calls the account.
    pub account_label: String,
    /// The handle that notices carry.
    pub handle: String,
}

impl Claims for RegistrationReceiptClaims<'_> {
    const TYP: Typ = Typ::DeviceRegistrationReceipt;
}

impl RegistrationReceipt {
    /// Reads the receipt for this registration.
    ///
    /// # Errors
    ///
    /// [`JoseError::Party`] if it is for another, [`JoseError::Claims`].
    pub fn read(
        verified: &Verified,
        issuer: &str,
        approval_thumbprint: &str,
        offer: &str,
        registration: &str,
    ) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, approval_thumbprint)?;
        if claims.id("offer")? != offer
            || claims.string("registration_hash", 43)? != sha256_base64url(registration.as_bytes())
        {
            return Err(JoseError::Party);
        }
        let receipt = Self {
            device_id: claims.id("device_id")?,
            account: claims.id("sub")?,
            handle: claims.id("enrolment")?,
            account_label: claims.string("account", 280)?,
        };
        if receipt.handle.len() < SHORTEST_HANDLE || !is_plain_text(&receipt.account_label, 70) {
            return Err(JoseError::Claims(ClaimError::Wrong));
        }
        if claims.string("state", 16)? != DeviceState::Pending.as_str() {
            return Err(JoseError::Claims(ClaimError::Wrong));
        }
        claims.finish()?;
        Ok(receipt)
    }
}

crate::silent_debug!(RegistrationReceipt);
