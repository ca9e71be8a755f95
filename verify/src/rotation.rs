//! A key of a device takes the place of another (docs/protocol.md §6.1): signed by the key that
//! goes, and by the key that comes.

use crate::{CallCheck, TokenRefusal};
use countersign_protocol::jose::{JoseError, PublicKey, Typ, Unverified, Verified};
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use countersign_protocol::tokens::{DeviceKeys, KeyProof, KeyRotation};
use countersign_protocol::vocabulary::{Evidence, KeyPurpose};

/// What the AS knows of the device that asks.
#[derive(Clone, Copy, Debug)]
pub struct RotatingDevice<'a> {
    /// The AS's issuer URL.
    pub issuer: &'a str,
    /// The device's id.
    pub device: &'a str,
    /// Its transport key.
    pub transport_key: &'a PublicKey,
    /// Its approval key.
    pub approval_key: &'a PublicKey,
    /// The AS's request keys; one of them signed the challenge.
    pub request_keys: &'a [PublicKey],
}

/// What a device asks for, proved by both keys and made for a challenge of the AS's own. Whether
/// it comes in time is the transaction's to say.
pub struct VerifiedRotation {
    /// The challenge's id: to be used once.
    pub challenge: String,
    /// What attestation has to be about.
    pub nonce: String,
    /// What both keys are for.
    pub purpose: KeyPurpose,
    /// The key that goes.
    pub old: PublicKey,
    /// The key that comes.
    pub new: PublicKey,
    /// Of an approval key: what is to prove where it lives. Not judged.
    pub evidence: Option<Evidence>,
    /// When the rotation ends.
    pub exp: UnixSeconds,
}

/// Reads and verifies a rotation.
///
/// # Errors
///
/// [`TokenRefusal`].
pub fn verify_rotation(
    token: &str,
    device: &RotatingDevice<'_>,
    now: UnixSeconds,
) -> Result<VerifiedRotation, TokenRefusal> {
    let unverified =
        Unverified::parse(token, &[Typ::DeviceKeyRotation]).map_err(TokenRefusal::of_form)?;
    let (purpose, old) = [
        (KeyPurpose::Transport, device.transport_key),
        (KeyPurpose::Approval, device.approval_key),
    ]
    .into_iter()
    .find(|(_, key)| key.thumbprint() == unverified.kid())
    .ok_or(TokenRefusal::Failed(CallCheck::Key))?;
    let verified = unverified.verify(old)?;
    Ok(check(&verified, purpose, old, device, now)?)
}

fn check(
    verified: &Verified,
    purpose: KeyPurpose,
    old: &PublicKey,
    device: &RotatingDevice<'_>,
    now: UnixSeconds,
) -> Result<VerifiedRotation, JoseError> {
    let rotation = KeyRotation::read(verified, purpose)?;
    rotation.base.between(device.device, device.issuer)?;
    let challenge = challenge(&rotation.challenge, device)?;
    if !rotation.is_for(purpose) {
        return Err(JoseError::Party);
    }
    let proof = KeyProof {
        issuer: device.issuer,
        device: device.device,
        new: &rotation.new,
        old,
        purpose,
        nonce: &challenge.nonce,
        exp: challenge.exp,
    };
    proof.check(&rotation.proof)?;
    let base = &rotation.base;
    let exp = base.exp.filter(|exp| *exp <= challenge.exp).ok_or(JoseError::Time)?;
    let begun = base.iat <= now.plus(SKEW_SECONDS);
    if !begun || !(1..=DeviceKeys::MAX_LIFE_SECONDS).contains(&exp.since(base.iat)) {
        return Err(JoseError::Time);
    }
    Ok(VerifiedRotation {
        challenge: challenge.jti,
        nonce: challenge.nonce,
        purpose,
        old: *old,
        new: rotation.new,
        evidence: rotation.evidence,
        exp,
    })
}

/// A challenge that this AS signed, for this device with the keys that it has now. Its end is not
/// looked at: no rotation for it lives longer.
fn challenge(token: &str, device: &RotatingDevice<'_>) -> Result<DeviceKeys, JoseError> {
    let unverified = Unverified::parse(token, &[Typ::DeviceKeys])?;
    let key = device.request_keys.iter().find(|key| key.thumbprint() == unverified.kid());
    let verified = unverified.verify(key.ok_or(JoseError::UnknownKey)?)?;
    let keys = DeviceKeys::read(&verified, device.issuer, device.device)?;
    let same = keys.are(device.transport_key, device.approval_key);
    if same { Ok(keys) } else { Err(JoseError::Party) }
}

impl std::fmt::Debug for VerifiedRotation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifiedRotation({:?})", self.purpose)
    }
}
