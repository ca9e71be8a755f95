//! What a bank asks of the keys of Android phones.

use super::HardwareLevel;
use crate::{Revocations, Roots};

/// Which Android keys are accepted. What is not a field here is always asked for: a P-256 key for
/// signing with SHA-256, made in secure hardware, unlocked by a strong biometric at every use.
#[derive(Clone)]
pub struct AndroidPolicy {
    /// Where chains must end.
    pub roots: Roots,
    /// Certificates that are no longer good.
    pub revocations: Revocations,
    /// The bank's apps.
    pub apps: Vec<AndroidApp>,
    /// How the key that attests came into the phone. Default: in any way.
    pub provisioning: Provisioning,
    /// Where the key must live, and what attests it. Default: a trusted execution environment or
    /// better.
    pub minimum_level: HardwareLevel,
    /// Whether the boot loader must be locked. Default: yes.
    pub locked_bootloader: bool,
    /// Whether the system must be the maker's, whole. Default: yes.
    pub verified_boot: bool,
    /// Keys (SHA-256 as attested) of systems by others than the phone's maker that are taken as
    /// well, with a locked boot loader. Default: none.
    pub other_boot_keys: Vec<[u8; 32]>,
    /// The least Android version, as `major * 10_000 + minor * 100 + patch`. Default: any.
    pub minimum_os_version: Option<u64>,
    /// The oldest security patches of the system, the vendor's parts and the boot image.
    /// Default: any.
    pub oldest_patches: Option<PatchMonth>,
    /// The last Android release (12 for 12 and 12L) whose keys need not be bound to the unlocked
    /// phone: the binding has defects in some releases, so apps leave it out there. Default: none,
    /// every key must be bound.
    pub unlocked_device_optional_up_to: Option<u64>,
    /// Whether deleted keys must be gone for good. Phones since Android 9 do not offer it to apps.
    /// Default: no.
    pub rollback_resistance: bool,
}

/// How the key that attests the approval key came into the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provisioning {
    /// At the factory or later.
    Any,
    /// By Google's remote key provisioning alone: the phone makes the key, proves itself, and gets
    /// a certificate that ends within weeks. Keys put in at a factory are shared by many phones
    /// and have leaked. Phones made for Android 13 or later have it; older ones may.
    Remote,
}

/// One app of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndroidApp {
    /// Its package name.
    pub package: String,
    /// SHA-256 of every certificate that may sign it.
    pub signers: Vec<[u8; 32]>,
}

/// The month of a security patch: `202601` for January 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PatchMonth(u64);

impl AndroidPolicy {
    /// A policy with the strictest of everything, but for the age of the phone.
    #[must_use]
    pub fn new(roots: Roots, revocations: Revocations, apps: Vec<AndroidApp>) -> Self {
        Self {
            roots,
            revocations,
            apps,
            provisioning: Provisioning::Any,
            minimum_level: HardwareLevel::TrustedEnvironment,
            locked_bootloader: true,
            verified_boot: true,
            other_boot_keys: Vec::new(),
            minimum_os_version: None,
            oldest_patches: None,
            unlocked_device_optional_up_to: None,
            rollback_resistance: false,
        }
    }
}

impl PatchMonth {
    /// Reads `YYYYMM`, or `YYYYMMDD` as phones give it for vendor and boot; the day is left out.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        let month = if number > 999_999 { number / 100 } else { number };
        let right = month >= 200_000 && month <= 999_999 && month % 100 >= 1 && month % 100 <= 12;
        if right { Some(Self(month)) } else { None }
    }
}

impl std::fmt::Debug for AndroidPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AndroidPolicy({:?})", self.minimum_level)
    }
}
