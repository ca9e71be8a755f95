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
pub use countersign_protocol::vocabulary::Evidence;
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

/// What is known of where an approval key lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestedLevel {
    /// Nothing: there was no evidence, and the policy asked for none.
    Software,
    /// In the phone's trusted execution environment, says the phone's maker.
    TrustedEnvironment,
    /// In a chip of its own, says the phone's maker.
    StrongBox,
    /// The bank's genuine app on a genuine phone says that it made the key. Apple attests no key
    /// of the Secure Enclave.
    Vouched,
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

impl AttestedLevel {
    /// Its name in the bank's list of devices.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Software => "software",
            Self::TrustedEnvironment => "trusted_environment",
            Self::StrongBox => "strong_box",
            Self::Vouched => "vouched",
        }
    }
}
