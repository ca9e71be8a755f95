//! Apple App Attest: a genuine copy of the app on a genuine phone vouches for the approval key.
//!
//! <https://developer.apple.com/documentation/devicecheck/validating-apps-that-connect-to-your-server>
//!
//! The key that is attested here is App Attest's own. The approval key is another one, in the
//! Secure Enclave, of which Apple attests nothing; the nonce ties the two together.

mod authenticator;
mod launch;
mod object;
mod policy;
#[cfg(test)]
mod published;

pub use object::{AttestationObject, ObjectError};
pub use policy::{ApplePolicy, BundleVersion, Environment, ValidationCategory};

use super::certificate::Certificate;
use super::chain::{Chain, Rules};
use super::{AttestationCheck, Expected, Revocations};
use authenticator::AuthenticatorData;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::app_attest_client_data_hash;
use ring::digest::{Context, SHA256, digest};
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use x509_cert::der::{self, Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

/// The extension that holds the nonce.
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.8.2");

/// Checks that the object vouches for this approval key, at this offer.
pub(super) fn verify(
    object: &[u8],
    key_id: &[u8],
    expected: &Expected<'_>,
    policy: &ApplePolicy,
    now: UnixSeconds,
) -> Result<(), AttestationCheck> {
    let client_data_hash = app_attest_client_data_hash(expected.challenge, expected.key);
    check(object, key_id, &client_data_hash, policy, now)
}

/// Makes Apple's checks, in Apple's order.
fn check(
    object: &[u8],
    key_id: &[u8],
    client_data_hash: &[u8],
    policy: &ApplePolicy,
    now: UnixSeconds,
) -> Result<(), AttestationCheck> {
    let object = AttestationObject::parse(object).map_err(|_| AttestationCheck::ObjectForm)?;
    let none = Revocations::none();
    let chain = Chain::verify(&object.x5c, &policy.roots, &none, Rules::Strict, now)?;
    let leaf = chain.leaf().ok_or(AttestationCheck::CertificateForm)?;

    let mut nonce = Context::new(&SHA256);
    nonce.update(&object.authenticator_data);
    nonce.update(client_data_hash);
    if nonce_of(leaf)? != nonce.finish().as_ref() {
        return Err(AttestationCheck::Nonce);
    }

    let point = leaf.p256_point().ok_or(AttestationCheck::Algorithm)?;
    if digest(&SHA256, point).as_ref() != key_id {
        return Err(AttestationCheck::KeyId);
    }

    let data =
        AuthenticatorData::parse(&object.authenticator_data).ok_or(AttestationCheck::ObjectForm)?;
    let ours = policy.apps.iter().any(|app| digest(&SHA256, app.as_bytes()).as_ref() == data.app);
    let checks = [
        (ours, AttestationCheck::Application),
        (data.counter == 0, AttestationCheck::Counter),
        (policy.environment.is_that_of(data.aaguid), AttestationCheck::Environment),
        (data.credential == key_id && data.point == point, AttestationCheck::KeyId),
    ];
    match checks.into_iter().find(|(passed, _)| !passed) {
        Some((_, check)) => Err(check),
        None => data.launch.check(policy),
    }
}

/// The nonce in the certificate: `SEQUENCE { [1] EXPLICIT OCTET STRING }`.
fn nonce_of(leaf: &Certificate) -> Result<&[u8], AttestationCheck> {
    let mut extensions = leaf.extensions(NONCE);
    match (extensions.next(), extensions.next()) {
        (Some(value), None) => read_nonce(value).map_err(|_| AttestationCheck::Extension),
        _ => Err(AttestationCheck::Extension),
    }
}

fn read_nonce(value: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(value)?;
    let nonce = reader.sequence(|fields| {
        let field = AnyRef::decode(fields)?;
        match field.tag() {
            Tag::ContextSpecific { constructed: true, number } if number.value() == 1 => {
                Ok(<&OctetStringRef>::from_der(field.value())?.as_bytes())
            }
            tag => Err(der::Error::from(tag.unexpected_error(None))),
        }
    })?;
    reader.finish()?;
    Ok(nonce)
}
