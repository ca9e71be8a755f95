//! Android key attestation: a chain whose first certificate says what the hardware enforces.

mod application;
mod authorizations;
mod description;
mod judge;
mod policy;
#[cfg(test)]
mod published;
mod value;

pub use description::{HardwareLevel, KeyDescription};
pub use policy::{AndroidApp, AndroidPolicy, PatchMonth, Provisioning};

use super::chain::{Chain, Rules};
use super::{AttestationCheck, Expected};
use countersign_protocol::time::UnixSeconds;
use x509_cert::der::asn1::ObjectIdentifier;

/// The extension that holds a [`KeyDescription`].
const KEY_DESCRIPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.1.17");

/// Checks the chain, then what it says.
pub(super) fn verify(
    x5c: &[Vec<u8>],
    expected: &Expected<'_>,
    policy: &AndroidPolicy,
    now: UnixSeconds,
) -> Result<HardwareLevel, AttestationCheck> {
    let chain = Chain::verify(x5c, &policy.roots, &policy.revocations, Rules::Android, now)?;
    if policy.provisioning == Provisioning::Remote && !chain.is_remotely_provisioned() {
        return Err(AttestationCheck::Provisioning);
    }
    let description = describe(&chain)?;
    let leaf = chain.leaf().ok_or(AttestationCheck::CertificateForm)?;
    if leaf.holds_ml_dsa_key() {
        return Err(AttestationCheck::MlDsa);
    }
    let attested = leaf.p256_point().ok_or(AttestationCheck::Algorithm)?;
    if attested != expected.key.sec1() {
        return Err(AttestationCheck::Key);
    }
    match judge::failures(&description, expected.challenge, policy).next() {
        Some(check) => Err(check),
        None => description.level().ok_or(AttestationCheck::Level),
    }
}

/// What the certificate of the key says. Only the secure hardware signs such an extension, but
/// whoever has a key that is attested can sign certificates below it and write into them what he
/// likes. So the extension nearest the root is the one that counts, and a chain that has one
/// anywhere but in its first certificate is an extended one.
fn describe(chain: &Chain) -> Result<KeyDescription, AttestationCheck> {
    let mut found = chain.certificates().iter().enumerate().flat_map(|(place, certificate)| {
        certificate.extensions(KEY_DESCRIPTION).map(move |value| (place, value))
    });
    match (found.next(), found.next()) {
        (Some((0, value)), None) => {
            KeyDescription::parse(value).map_err(|_| AttestationCheck::Extension)
        }
        (None, _) => Err(AttestationCheck::Extension),
        _ => Err(AttestationCheck::ChainExtended),
    }
}
