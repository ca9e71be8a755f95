//! A new key's own signature, over what it is for and what it replaces (docs/protocol.md §6.1).

use super::Claims;
use crate::jose::{JoseError, PublicKey, Typ, Unverified};
use crate::time::UnixSeconds;
use crate::vocabulary::KeyPurpose;
use serde::Serialize;

/// The proof, to be signed by the new key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §6.1")]
pub struct KeyProofClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: &'a str,
    pub device: &'a str,
    pub nonce: &'a str,
    pub replaces: String,
    pub role: &'static str,
}

/// What a proof must be about.
pub struct KeyProof<'a> {
    /// The AS that it is for.
    pub issuer: &'a str,
    /// The device that it is of.
    pub device: &'a str,
    /// The key that signs it.
    pub new: &'a PublicKey,
    /// The key that is replaced.
    pub old: &'a PublicKey,
    /// What both are for.
    pub purpose: KeyPurpose,
    /// The challenge's nonce.
    pub nonce: &'a str,
    /// When the challenge ends: the proof ends no later.
    pub exp: UnixSeconds,
}

impl Claims for KeyProofClaims<'_> {
    const TYP: Typ = Typ::DeviceKeyProof;
}

impl KeyProof<'_> {
    /// Checks a proof.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn check(&self, proof: &str) -> Result<(), JoseError> {
        let unverified = Unverified::parse(proof, &[Typ::DeviceKeyProof])?;
        let thumbprint = self.new.thumbprint();
        if unverified.kid() != thumbprint {
            return Err(JoseError::UnknownKey);
        }
        let verified = unverified.verify(self.new)?;
        let (base, mut members) = verified.claims()?;
        base.between(&thumbprint, self.issuer)?;
        let device = members.id("device")?;
        let nonce = members.string("nonce", 128)?;
        let replaces = members.string("replaces", 43)?;
        let role = members.string("role", 16)?;
        members.finish()?;
        let right = device == self.device
            && nonce == self.nonce
            && replaces == self.old.thumbprint()
            && role == self.purpose.as_str()
            && base.exp.is_some_and(|exp| exp <= self.exp);
        if right { Ok(()) } else { Err(JoseError::Party) }
    }
}
