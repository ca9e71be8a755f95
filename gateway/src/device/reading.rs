//! The claims of what a device sends about itself.

use super::discovery::MINIMUM_CORE_VERSION;
use crate::attestation::Evidence;
use crate::problem::{Problem, Why};
use countersign::claims::{ClaimError, Members};
use countersign::jose::{Base, JoseError, PublicKey, Typ, Unverified, Verified, from_base64url};
use countersign::json::Json;
use serde::Serialize;

/// A `device-registration+jwt` whose signature is by the approval key it names.
pub(crate) struct RegistrationClaims {
    pub(super) base: Base,
    pub(super) offer: String,
    pub(super) nonce: String,
    pub(super) transport: PublicKey,
    pub(super) approval: PublicKey,
    pub(super) device: DeviceClaims,
}

/// What a device says about itself.
pub(super) struct DeviceClaims {
    pub(super) model: String,
    pub(super) os: String,
    pub(super) capabilities: Capabilities,
    pub(super) evidence: Evidence,
    pub(super) push: Option<PushAddress>,
}

/// What the app can do.
#[derive(Serialize)]
pub(super) struct Capabilities {
    core_version: String,
    protocol_versions: Vec<String>,
    authorization_details_types: Vec<String>,
    templates: Vec<String>,
    locales: Vec<String>,
}

/// Where notices go.
pub(super) struct PushAddress {
    pub(super) provider: String,
    pub(super) token: Option<String>,
}

/// Reads and verifies a registration. The key is in the token itself: the offer, the proof and
/// the digits are what binds it to a person.
pub(crate) fn registration(token: &str) -> Result<RegistrationClaims, Problem> {
    let unverified = Unverified::parse(token, &[Typ::DeviceRegistration]).map_err(form)?;
    let approval = approval_key(token)?;
    if unverified.kid() != approval.thumbprint() {
        return Err(Problem::Failed(Why::Key));
    }
    let failed = |why| move |_| Problem::Failed(why);
    let verified = unverified.verify(&approval).map_err(failed(Why::Signature))?;
    let claims = claims(&verified, approval).map_err(failed(Why::Claims))?;
    let own = claims.base.iss == approval.thumbprint();
    if own { Ok(claims) } else { Err(Problem::Failed(Why::Party)) }
}

/// A token that cannot be read is a defect; one that can and is not right is refused.
pub(super) fn form(error: JoseError) -> Problem {
    match error {
        JoseError::TooLong => Problem::TooLarge,
        JoseError::Form | JoseError::Header => Problem::Malformed,
        JoseError::Type => Problem::Failed(Why::Type),
        _ => Problem::Failed(Why::Signature),
    }
}

/// The key that a registration claims to be signed by: nothing else of it is looked at yet.
fn approval_key(token: &str) -> Result<PublicKey, Problem> {
    let payload = token.split('.').nth(1).and_then(from_base64url).ok_or(Problem::Malformed)?;
    let mut members = Members::parse(&payload).map_err(|_| Problem::Malformed)?;
    let jwk = members.object("approval_jwk").map_err(|_| Problem::Failed(Why::Claims))?;
    PublicKey::from_jwk(jwk).map_err(|_| Problem::Failed(Why::Claims))
}

fn claims(verified: &Verified, approval: PublicKey) -> Result<RegistrationClaims, JoseError> {
    let (base, mut members) = verified.claims()?;
    let offer = members.id("offer")?;
    let nonce = members.string("nonce", 128)?;
    let transport = members.object("transport_jwk")?;
    let transport = PublicKey::from_jwk(transport).map_err(|_| ClaimError::Wrong)?;
    members.take("approval_jwk");
    let evidence = Evidence::read(members.object("attestation")?)?;
    let mut about = members.object("device")?;
    let (model, os) = (short(&mut about, "model")?, short(&mut about, "os")?);
    about.finish()?;
    let capabilities = capabilities(members.object("capabilities")?)?;
    let push = members.optional_object("push")?.map(push).transpose()?;
    members.finish()?;
    let device = DeviceClaims { model, os, capabilities, evidence, push };
    Ok(RegistrationClaims { base, offer, nonce, transport, approval, device })
}

/// At most 64 characters, none of them a control: it is shown to the bank's people.
fn short(members: &mut Members, name: &str) -> Result<String, ClaimError> {
    let text = members.string(name, 256)?;
    let plain = text.chars().count() <= 64 && !text.chars().any(char::is_control);
    if plain { Ok(text) } else { Err(ClaimError::Wrong) }
}

pub(super) fn capabilities(mut members: Members) -> Result<Capabilities, ClaimError> {
    let read = Capabilities {
        core_version: members.string("core_version", 32)?,
        protocol_versions: members.strings("protocol_versions", 16)?,
        authorization_details_types: members.strings("authorization_details_types", 64)?,
        templates: members.strings("templates", 16)?,
        locales: members.strings("locales", 128)?,
    };
    members.finish()?;
    Ok(read)
}

pub(super) fn push(mut members: Members) -> Result<PushAddress, ClaimError> {
    let provider = members.string("provider", 16)?;
    let token = match provider.as_str() {
        "fcm" | "apns" => Some(members.string("token", 4096)?),
        // Nothing can be sent there, so it does not matter whether a token is given.
        "none" => match members.take("token") {
            None | Some(Json::String(_)) => None,
            Some(_) => return Err(ClaimError::Wrong),
        },
        _ => return Err(ClaimError::Wrong),
    };
    members.finish()?;
    Ok(PushAddress { provider, token })
}

/// Whether this version of the app is still served.
pub(super) fn is_supported(capabilities: &Capabilities) -> bool {
    let version = |text: &str| -> Option<Vec<u32>> {
        let core = text.split(['-', '+']).next()?;
        core.split('.').map(|part| part.parse().ok()).collect()
    };
    capabilities.protocol_versions.iter().any(|version| version == "1")
        && version(&capabilities.core_version) >= version(MINIMUM_CORE_VERSION)
}
