//! Which keys of a device the AS has, and a challenge for new ones (docs/protocol.md §6.1).

use super::Claims;
use crate::claims::ClaimError;
use crate::jose::{Base, JoseError, PublicKey, Typ, Verified, from_base64url};
use crate::time::UnixSeconds;
use crate::vocabulary::KeyPurpose;
use serde::Serialize;

/// The keys of a device, to be signed by a request key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6.1")]
pub struct DeviceKeysClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: String,
    pub nonce: String,
    pub transport: String,
    pub approval: String,
}

/// A verified `device-keys+jwt`.
#[derive(Clone)]
pub struct DeviceKeys {
    /// The token: a rotation carries it.
    pub token: String,
    /// The challenge's id.
    pub jti: String,
    /// The challenge that the attestation of a new key has to cover.
    pub nonce: String,
    /// When the challenge ends, and with it every rotation for it.
    pub exp: UnixSeconds,
    transport: String,
    approval: String,
    base: Base,
}

impl Claims for DeviceKeysClaims<'_> {
    const TYP: Typ = Typ::DeviceKeys;
}

impl DeviceKeys {
    /// The longest a challenge may live, and with it a rotation.
    pub const MAX_LIFE_SECONDS: i64 = 600;

    /// Reads what this issuer says of this device. Its time is checked by [`DeviceKeys::valid_at`].
    ///
    /// # Errors
    ///
    /// [`JoseError::Party`], [`JoseError::Claims`].
    pub fn read(verified: &Verified, issuer: &str, device: &str) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, device)?;
        let nonce = claims.string("nonce", 128)?;
        let (transport, approval) =
            (claims.string("transport", 43)?, claims.string("approval", 43)?);
        claims.finish()?;
        let random_enough = from_base64url(&nonce).is_some_and(|bytes| bytes.len() >= 16);
        let exp = base.exp.filter(|_| random_enough);
        let exp = exp.ok_or(JoseError::Claims(ClaimError::Wrong))?;
        let (token, jti) = (verified.token().to_owned(), base.jti.clone());
        Ok(Self { token, jti, nonce, exp, transport, approval, base })
    }

    /// Checks that it is valid now and does not live too long.
    ///
    /// # Errors
    ///
    /// [`JoseError::Time`].
    pub fn valid_at(&self, now: UnixSeconds) -> Result<(), JoseError> {
        self.base.valid_at(now, Self::MAX_LIFE_SECONDS)
    }

    /// When the AS said it.
    #[must_use]
    pub const fn issued_at(&self) -> UnixSeconds {
        self.base.iat
    }

    /// The thumbprint of the key for this purpose.
    #[must_use]
    pub fn of(&self, purpose: KeyPurpose) -> &str {
        match purpose {
            KeyPurpose::Transport => &self.transport,
            KeyPurpose::Approval => &self.approval,
        }
    }

    /// Whether these are the two keys that it names.
    #[must_use]
    pub fn are(&self, transport: &PublicKey, approval: &PublicKey) -> bool {
        self.transport == transport.thumbprint() && self.approval == approval.thumbprint()
    }
}

crate::silent_debug!(DeviceKeys);
