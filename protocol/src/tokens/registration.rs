//! A device asks to be enrolled (docs/protocol.md §3.2).

use super::Claims;
use crate::claims::{ClaimError, Members};
use crate::jose::{Base, JoseError, Jwk, PublicKey, Typ, Unverified, Verified, from_base64url};
use crate::time::UnixSeconds;
use crate::vocabulary::{Attestation, Capabilities, DeviceInfo, Evidence, PushAddress, PushTarget};
use serde::Serialize;

/// A registration, to be signed by the approval key that it names.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §3.2")]
pub struct RegistrationClaims<'a> {
    pub iss: String,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: String,
    pub offer: &'a str,
    pub nonce: &'a str,
    pub transport_jwk: Jwk,
    pub approval_jwk: Jwk,
    pub attestation: &'a Attestation,
    pub device: &'a DeviceInfo,
    pub capabilities: Capabilities,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push: Option<&'a PushTarget>,
}

/// A registration whose claims could be read.
pub struct Registration {
    /// What all tokens share.
    pub base: Base,
    /// The offer that it answers.
    pub offer: String,
    /// That offer's nonce.
    pub nonce: String,
    /// Proves possession at every call.
    pub transport: PublicKey,
    /// Signs approvals, and this.
    pub approval: PublicKey,
    /// What kind of phone it is.
    pub device: DeviceInfo,
    /// What the app can do.
    pub capabilities: Capabilities,
    /// What is to prove where the approval key lives. Not judged.
    pub evidence: Evidence,
    /// Where notices go.
    pub push: Option<PushAddress>,
}

impl Claims for RegistrationClaims<'_> {
    const TYP: Typ = Typ::DeviceRegistration;
}

impl Registration {
    /// The key that a registration claims to be signed by, read before its signature can be
    /// checked: anybody can make one. It is bound to a person by the offer, the proof of possession
    /// and the six digits.
    ///
    /// # Errors
    ///
    /// [`JoseError::Form`] if it has no payload, [`JoseError::Claims`] if no key is in that.
    pub fn claimed_key(token: &str) -> Result<PublicKey, JoseError> {
        let payload = token.split('.').nth(1).and_then(from_base64url).ok_or(JoseError::Form)?;
        let mut members = Members::parse(&payload).map_err(|_| JoseError::Form)?;
        let jwk = members.object("approval_jwk")?;
        PublicKey::from_jwk(jwk).map_err(|_| ClaimError::Wrong.into())
    }

    /// The offer that a registration claims to answer, read before its signature is checked.
    #[must_use]
    pub fn claimed_offer(token: &str) -> Option<String> {
        let payload = token.split('.').nth(1).and_then(from_base64url)?;
        Members::parse(&payload).ok()?.id("offer").ok()
    }

    /// Takes a registration apart.
    ///
    /// # Errors
    ///
    /// [`JoseError`] up to [`JoseError::Type`].
    pub fn parse(token: &str) -> Result<Unverified, JoseError> {
        Unverified::parse(token, &[Typ::DeviceRegistration])
    }

    /// Reads the claims of a registration that was verified with its own approval key.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`].
    pub fn read(verified: &Verified, approval: PublicKey) -> Result<Self, JoseError> {
        let (base, mut members) = verified.claims()?;
        let offer = members.id("offer")?;
        let nonce = members.string("nonce", 128)?;
        let transport = members.object("transport_jwk")?;
        let transport = PublicKey::from_jwk(transport).map_err(|_| ClaimError::Wrong)?;
        members.take("approval_jwk");
        let evidence = Evidence::read(members.object("attestation")?)?;
        let device = DeviceInfo::read(members.object("device")?)?;
        let capabilities = Capabilities::read(members.object("capabilities")?)?;
        let push = members.optional_object("push")?.map(PushAddress::read).transpose()?;
        members.finish()?;
        Ok(Self { base, offer, nonce, transport, approval, device, capabilities, evidence, push })
    }
}

crate::silent_debug!(Registration);
