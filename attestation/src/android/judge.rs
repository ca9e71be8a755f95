//! What a key must be to sign approvals, check by check.

use super::KeyDescription;
use super::application::Application;
use super::policy::{AndroidApp, AndroidPolicy, PatchMonth};
use super::value::BootState;
use crate::AttestationCheck;

/// `KeyPurpose`
const SIGN: u64 = 2;
const VERIFY: u64 = 3;
/// `Algorithm`, `EcCurve`, `Digest`, `KeyOrigin`
const EC: u64 = 3;
const ML_DSA: u64 = 4;
const P_256: u64 = 1;
const SHA_2_256: u64 = 4;
const GENERATED: u64 = 0;
/// `HardwareAuthenticatorType`: a strong biometric of any kind.
const BIOMETRIC: u64 = 2;

/// Everything that is not as the policy has it, in the order of the audit log.
pub(super) fn failures<'a>(
    key: &'a KeyDescription,
    challenge: &'a [u8],
    policy: &'a AndroidPolicy,
) -> impl Iterator<Item = AttestationCheck> + 'a {
    let (software, hardware) = (&key.software, &key.hardware);
    let either =
        |flag: fn(&super::authorizations::Authorizations) -> bool| flag(software) || flag(hardware);
    let timeout = |seconds: Option<u64>| seconds.is_some_and(|seconds| seconds != 0);
    let no_auth = either(|list| list.no_auth_required);
    let ml_dsa = either(|list| list.algorithm == Some(ML_DSA) || list.ml_dsa_variant.is_some());
    let checks = [
        (key.challenge == challenge, AttestationCheck::Challenge),
        (key.level() >= Some(policy.minimum_level), AttestationCheck::Level),
        (only_signs(key), AttestationCheck::Purpose),
        (!ml_dsa, AttestationCheck::MlDsa),
        // One failure, not two.
        (
            ml_dsa
                || (hardware.algorithm, hardware.key_size, hardware.curve)
                    == (Some(EC), Some(256), Some(P_256)),
            AttestationCheck::Algorithm,
        ),
        (hardware.origin == Some(GENERATED), AttestationCheck::Origin),
        (!either(|list| list.all_applications), AttestationCheck::AllApplications),
        (!no_auth, AttestationCheck::NoAuthRequired),
        // A key that needs nobody has no way to be unlocked: one failure, not two.
        (
            no_auth || hardware.user_auth_type == Some(BIOMETRIC),
            AttestationCheck::UserAuthentication,
        ),
        (
            !timeout(hardware.auth_timeout)
                && !timeout(software.auth_timeout)
                && !either(|list| list.allow_while_on_body),
            AttestationCheck::Timeout,
        ),
        (hardware.digests == [SHA_2_256], AttestationCheck::Digest),
        (is_bound_to_the_unlocked_phone(key, policy), AttestationCheck::UnlockedDevice),
        (!policy.rollback_resistance || hardware.rollback_resistant, AttestationCheck::Rollback),
        (is_ours(software.application.as_ref(), &policy.apps), AttestationCheck::Application),
        (is_locked(key, policy), AttestationCheck::Bootloader),
        (is_verified(key, policy), AttestationCheck::VerifiedBoot),
        (
            policy.minimum_os_version.is_none_or(|least| hardware.os_version >= Some(least)),
            AttestationCheck::SystemVersion,
        ),
        (is_patched(key, policy), AttestationCheck::PatchLevel),
    ];
    checks.into_iter().filter(|(passed, _)| !passed).map(|(_, check)| check)
}

fn only_signs(key: &KeyDescription) -> bool {
    let mut all = key.hardware.purposes.iter().chain(&key.software.purposes);
    key.hardware.purposes.contains(&SIGN) && all.all(|purpose| [SIGN, VERIFY].contains(purpose))
}

fn is_bound_to_the_unlocked_phone(key: &KeyDescription, policy: &AndroidPolicy) -> bool {
    // The tag stands in either list: the system enforces it where the hardware cannot.
    let bound = key.hardware.unlocked_device_required || key.software.unlocked_device_required;
    let release = key.hardware.os_version.map(|version| version / 10_000);
    // 0 is what systems say that are not released.
    let released = release.filter(|release| *release > 0);
    let excused = released.zip(policy.unlocked_device_optional_up_to);
    bound || excused.is_some_and(|(release, last)| release <= last)
}

/// Every package that shares the key is one of the bank's, and so is everyone who signed it.
fn is_ours(application: Option<&Application>, apps: &[AndroidApp]) -> bool {
    let Some(Application { packages, signers }) = application else { return false };
    let is_ours = |package: &Vec<u8>| {
        let ours = apps.iter().find(|app| app.package.as_bytes() == package);
        ours.is_some_and(|app| {
            signers.iter().all(|signer| app.signers.iter().any(|known| known == signer.as_slice()))
        })
    };
    !packages.is_empty() && !signers.is_empty() && packages.iter().all(is_ours)
}

fn is_locked(key: &KeyDescription, policy: &AndroidPolicy) -> bool {
    !policy.locked_bootloader || key.hardware.root_of_trust.as_ref().is_some_and(|root| root.locked)
}

fn is_verified(key: &KeyDescription, policy: &AndroidPolicy) -> bool {
    if !policy.verified_boot {
        return true;
    }
    key.hardware.root_of_trust.as_ref().is_some_and(|root| match root.state {
        BootState::Verified => true,
        BootState::SelfSigned => {
            root.locked
                && policy.other_boot_keys.iter().any(|known| known == root.boot_key.as_slice())
        }
        BootState::Unverified | BootState::Failed => false,
    })
}

/// The system must say how old its patches are; vendor and boot may be silent, as they were
/// before Android 9, but if they speak they are held to the same month.
fn is_patched(key: &KeyDescription, policy: &AndroidPolicy) -> bool {
    let Some(oldest) = policy.oldest_patches else { return true };
    let new_enough = |level| PatchMonth::new(level).is_some_and(|month| month >= oldest);
    let hardware = &key.hardware;
    hardware.os_patch_level.is_some_and(new_enough)
        && hardware.vendor_patch_level.is_none_or(new_enough)
        && hardware.boot_patch_level.is_none_or(new_enough)
}
