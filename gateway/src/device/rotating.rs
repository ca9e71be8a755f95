//! The claims of a rotation: signed by the key that goes, and by the key that comes.

use super::reading;
use super::rotation::CHALLENGE_SECONDS;
use crate::attestation::Evidence;
use crate::gateway::Gateway;
use crate::problem::{Problem, Why};
use crate::storage::{Device, KeyRole};
use countersign::claims::{ClaimError, Members};
use countersign::jose::{JoseError, PublicKey, Typ, Unverified, Verified};
use countersign::time::{SKEW_SECONDS, UnixSeconds};

/// What a device asks for, proved by both keys and made for a challenge of ours.
pub(super) struct Claimed {
    /// The challenge's id, and what attestation has to be about.
    pub(super) challenge: String,
    pub(super) nonce: String,
    pub(super) role: KeyRole,
    pub(super) old: PublicKey,
    pub(super) new: PublicKey,
    /// Of an approval key: where it lives, as it says.
    pub(super) evidence: Option<Evidence>,
    pub(super) exp: UnixSeconds,
}

/// A challenge of ours, as it came back.
struct Challenge {
    id: String,
    nonce: String,
    exp: UnixSeconds,
}

/// Reads and verifies a rotation. Whether it comes in time is the transaction's to say.
pub(super) fn read(token: &str, device: &Device, gateway: &Gateway) -> Result<Claimed, Problem> {
    let unverified = Unverified::parse(token, &[Typ::DeviceKeyRotation]).map_err(reading::form)?;
    let (role, old) =
        [(KeyRole::Transport, device.transport), (KeyRole::Approval, device.approval)]
            .into_iter()
            .find(|(_, key)| key.thumbprint() == unverified.kid())
            .ok_or(Problem::Failed(Why::Key))?;
    let verified = unverified.verify(&old).map_err(|_| Problem::Failed(Why::Signature))?;
    claims(&verified, role, old, device, gateway).map_err(|error| Problem::Failed(error.into()))
}

fn claims(
    verified: &Verified,
    role: KeyRole,
    old: PublicKey,
    device: &Device,
    gateway: &Gateway,
) -> Result<Claimed, JoseError> {
    let issuer = gateway.settings().issuer.as_str();
    let (base, mut members) = verified.claims()?;
    base.between(&device.id, issuer)?;
    let challenge = challenge(&members.string("challenge", 4096)?, device, gateway)?;
    let named = members.string("role", 16)?;
    let new = PublicKey::from_jwk(members.object("jwk")?).map_err(|_| ClaimError::Wrong)?;
    let proof = members.string("proof", 4096)?;
    let evidence = match role {
        KeyRole::Approval => Some(Evidence::read(members.object("attestation")?)?),
        KeyRole::Transport => None,
    };
    members.finish()?;
    if named != role.as_str() {
        return Err(JoseError::Party);
    }
    check_proof(&proof, &new, &old, role, &challenge, device, issuer)?;
    let exp = base.exp.filter(|exp| *exp <= challenge.exp).ok_or(JoseError::Time)?;
    let begun = base.iat <= gateway.now().plus(SKEW_SECONDS);
    if !begun || !(1..=CHALLENGE_SECONDS).contains(&exp.since(base.iat)) {
        return Err(JoseError::Time);
    }
    let Challenge { id, nonce, .. } = challenge;
    Ok(Claimed { challenge: id, nonce, role, old, new, evidence, exp })
}

/// A challenge that this gateway signed, for this device with the keys that it has now. Its end
/// is not looked at: no rotation for it lives longer.
fn challenge(token: &str, device: &Device, gateway: &Gateway) -> Result<Challenge, JoseError> {
    let unverified = Unverified::parse(token, &[Typ::DeviceKeys])?;
    let keys = gateway.request_keys();
    let key = keys.iter().find(|key| key.thumbprint() == unverified.kid());
    let verified = unverified.verify(key.ok_or(JoseError::UnknownKey)?)?;
    let (base, mut members) = verified.claims()?;
    base.between(&gateway.settings().issuer, &device.id)?;
    let nonce = members.string("nonce", 128)?;
    let same = members.string("transport", 43)? == device.transport.thumbprint()
        && members.string("approval", 43)? == device.approval.thumbprint();
    members.finish()?;
    match base.exp {
        Some(exp) if same => Ok(Challenge { id: base.jti, nonce, exp }),
        _ => Err(JoseError::Party),
    }
}

/// The new key's own signature, over what it is for and what it replaces.
fn check_proof(
    proof: &str,
    new: &PublicKey,
    old: &PublicKey,
    role: KeyRole,
    challenge: &Challenge,
    device: &Device,
    issuer: &str,
) -> Result<(), JoseError> {
    let unverified = Unverified::parse(proof, &[Typ::DeviceKeyProof])?;
    let thumbprint = new.thumbprint();
    if unverified.kid() != thumbprint {
        return Err(JoseError::UnknownKey);
    }
    let verified = unverified.verify(new)?;
    let (base, mut members): (_, Members) = verified.claims()?;
    base.between(&thumbprint, issuer)?;
    let right = members.id("device")? == device.id
        && members.string("nonce", 128)? == challenge.nonce
        && members.string("replaces", 43)? == old.thumbprint()
        && members.string("role", 16)? == role.as_str()
        && base.exp.is_some_and(|exp| exp <= challenge.exp);
    members.finish()?;
    if right { Ok(()) } else { Err(JoseError::Party) }
}
