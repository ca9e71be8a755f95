//! A new key of a device, signed by the one that it replaces (docs/protocol.md §6.1).

use super::Claims;
use crate::claims::ClaimError;
use crate::jose::{Base, JoseError, Jwk, PublicKey, Typ, Verified};
use crate::time::UnixSeconds;
use crate::vocabulary::{Attestation, Evidence, KeyPurpose};
use serde::Serialize;

/// A rotation, to be signed by the old key around the new one's proof.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6.1")]
pub struct KeyRotationClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: &'a str,
    pub challenge: &'a str,
    pub role: &'static str,
    pub jwk: Jwk,
    pub proof: &'a str,
    /// Of an approval key alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<&'a Attestation>,
}

/// A rotation whose claims could be read.
pub struct KeyRotation {
    /// What all tokens share.
    pub base: Base,
    /// The `device-keys+jwt` that it answers. Not checked.
    pub challenge: String,
    /// The new key.
    pub new: PublicKey,
    /// The new key's own signature. Not checked.
    pub proof: String,
    /// Of an approval key: what is to prove where it lives. Not judged.
    pub evidence: Option<Evidence>,
    role: String,
}

impl Claims for KeyRotationClaims<'_> {
    const TYP: Typ = Typ::DeviceKeyRotation;
}

impl KeyRotation {
    /// Reads a rotation that was signed by a key for this purpose.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`].
    pub fn read(verified: &Verified, purpose: KeyPurpose) -> Result<Self, JoseError> {
        let (base, mut members) = verified.claims()?;
        let challenge = members.string("challenge", 4096)?;
        let role = members.string("role", 16)?;
        let new = PublicKey::from_jwk(members.object("jwk")?).map_err(|_| ClaimError::Wrong)?;
        let proof = members.string("proof", 4096)?;
        let evidence = match purpose {
            KeyPurpose::Approval => Some(Evidence::read(members.object("attestation")?)?),
            KeyPurpose::Transport => None,
        };
        members.finish()?;
        Ok(Self { base, challenge, new, proof, evidence, role })
    }

    /// Whether it says itself that it is for this purpose.
    #[must_use]
    pub fn is_for(&self, purpose: KeyPurpose) -> bool {
        self.role == purpose.as_str()
    }
}

crate::silent_debug!(KeyRotation);
