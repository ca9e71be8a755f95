//! Attestation: what proves that an approval key is a phone's, and whose app it is in.
//!
//! [`verify`] takes what a device sent, what it should be about, and what the bank accepts. It
//! does no I/O: roots and revocation lists are given to it. docs/attestation.md says what a bank
//! configures, and why.

mod android;
mod apple;
mod certificate;
mod chain;
mod check;
mod policy;
mod revocations;
mod roots;

pub use android::{
    AndroidApp, AndroidPolicy, HardwareLevel, KeyDescription, PatchMonth, Provisioning,
};
pub use apple::{
    ApplePolicy, AttestationObject, BundleVersion, Environment, ObjectError, ValidationCategory,
};
pub use check::AttestationCheck;
pub use countersign_protocol::vocabulary::{AttestedLevel, Evidence};
pub use policy::AttestationPolicy;
pub use revocations::{Revocations, RevocationsError};
pub use roots::{Roots, RootsError};

use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;

/// What evidence must be about.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The nonce that the AS gave for this: of the offer at enrolment.
    pub challenge: &'a [u8],
    /// The approval key.
    pub key: &'a PublicKey,
}

/// Judges evidence. `now` matters for certificates that end.
///
/// # Errors
///
/// The first check that failed, for the bank's log: a device is told no more than "refused".
pub fn verify(
    evidence: &Evidence,
    expected: &Expected<'_>,
    policy: &AttestationPolicy,
    now: UnixSeconds,
) -> Result<AttestedLevel, AttestationCheck> {
    match (evidence, &policy.android, &policy.apple) {
        (Evidence::None, ..) if policy.none => Ok(AttestedLevel::Software),
        (Evidence::AndroidKey(x5c), Some(policy), _) => {
            match android::verify(x5c, expected, policy, now)? {
                HardwareLevel::StrongBox => Ok(AttestedLevel::StrongBox),
                HardwareLevel::TrustedEnvironment => Ok(AttestedLevel::TrustedEnvironment),
            }
        }
        (Evidence::AppleAppAttest { object, key_id }, _, Some(policy)) => {
            apple::verify(object, key_id, expected, policy, now)?;
            Ok(AttestedLevel::Vouched)
        }
        _ => Err(AttestationCheck::Format),
    }
}
