//! The tokens of a rotation (docs/protocol.md §6.1).

use crate::claims::ClaimError;
use crate::jose::{
    Draft, JoseError, Jwk, PublicKey, Typ, Verified, from_base64url, sha256_base64url,
};
use crate::platform::{Attestation, KeyPurpose};
use crate::time::UnixSeconds;
use serde::Serialize;

/// The longest a challenge may live.
const MAX_LIFE_SECONDS: i64 = 600;

/// A verified `device-keys+jwt`: which keys the AS has, and a challenge for new ones.
#[derive(Clone)]
pub(crate) struct DeviceKeys {
    pub(crate) token: String,
    pub(crate) nonce: String,
    /// Thumbprints.
    pub(crate) transport: String,
    pub(crate) approval: String,
    pub(crate) exp: UnixSeconds,
}

/// What a rotation is about.
pub(crate) struct Rotating<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) device: &'a str,
    pub(crate) role: KeyPurpose,
    pub(crate) old: PublicKey,
    pub(crate) new: &'a PublicKey,
    pub(crate) keys: &'a DeviceKeys,
    pub(crate) now: UnixSeconds,
}

#[derive(Serialize)]
struct Proof<'a> {
    iss: String,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: &'a str,
    device: &'a str,
    nonce: &'a str,
    replaces: String,
    role: &'static str,
}

#[derive(Serialize)]
struct Rotation<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: &'a str,
    challenge: &'a str,
    role: &'static str,
    jwk: Jwk,
    proof: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<&'a Attestation>,
}

impl DeviceKeys {
    pub(crate) fn read(
        verified: &Verified,
        issuer: &str,
        device: &str,
        now: UnixSeconds,
    ) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, device)?;
        base.valid_at(now, MAX_LIFE_SECONDS)?;
        let nonce = claims.string("nonce", 128)?;
        let (transport, approval) =
            (claims.string("transport", 43)?, claims.string("approval", 43)?);
        claims.finish()?;
        let random_enough = from_base64url(&nonce).is_some_and(|bytes| bytes.len() >= 16);
        let exp = base.exp.filter(|_| random_enough);
        let exp = exp.ok_or(JoseError::Claims(ClaimError::Wrong))?;
        Ok(Self { token: verified.token().to_owned(), nonce, transport, approval, exp })
    }

    /// The thumbprint of the key in this role.
    pub(crate) fn of(&self, role: KeyPurpose) -> &str {
        match role {
            KeyPurpose::Transport => &self.transport,
            KeyPurpose::Approval => &self.approval,
        }
    }
}

impl Rotating<'_> {
    /// When it ends: with the challenge.
    pub(crate) fn exp(&self) -> UnixSeconds {
        self.keys.exp.min(self.now.plus(MAX_LIFE_SECONDS))
    }

    /// What the new key has to sign.
    pub(crate) fn proof(&self, jti: &str) -> Draft {
        let kid = self.new.thumbprint();
        let claims = Proof {
            iss: kid.clone(),
            aud: self.issuer,
            iat: self.now,
            exp: self.exp(),
            jti,
            device: self.device,
            nonce: &self.keys.nonce,
            replaces: self.old.thumbprint(),
            role: role_name(self.role),
        };
        Draft::new(Typ::DeviceKeyProof, &kid, &claims)
    }

    /// What the old key has to sign, around the new one's proof.
    pub(crate) fn rotation(&self, jti: &str, proof: &str, attestation: &Attestation) -> Draft {
        let claims = Rotation {
            iss: self.device,
            aud: self.issuer,
            iat: self.now,
            exp: self.exp(),
            jti,
            challenge: &self.keys.token,
            role: role_name(self.role),
            jwk: self.new.jwk(),
            proof,
            attestation: (self.role == KeyPurpose::Approval).then_some(attestation),
        };
        Draft::new(Typ::DeviceKeyRotation, &self.old.thumbprint(), &claims)
    }
}

/// Checks that a verified `device-key-receipt+jwt` is for exactly this rotation.
pub(crate) fn check_rotation_receipt(
    verified: &Verified,
    issuer: &str,
    device: &str,
    rotation: &str,
    role: KeyPurpose,
    new: &PublicKey,
) -> Result<(), JoseError> {
    let (base, mut claims) = verified.claims()?;
    base.between(issuer, device)?;
    let ours = claims.string("rotation_hash", 43)? == sha256_base64url(rotation.as_bytes())
        && claims.string("role", 16)? == role_name(role)
        && claims.string("key", 43)? == new.thumbprint();
    // The hash covers the old key too; the claim is there for people who read receipts.
    claims.string("retired", 43)?;
    claims.finish()?;
    if ours { Ok(()) } else { Err(JoseError::Party) }
}

const fn role_name(role: KeyPurpose) -> &'static str {
    match role {
        KeyPurpose::Transport => "transport",
        KeyPurpose::Approval => "approval",
    }
}
