//! The part of the configuration file about attestation (docs/attestation.md).

use super::ConfigError;
use countersign_attestation::{
    AndroidApp, AndroidPolicy, ApplePolicy, AttestationPolicy, BundleVersion, Environment,
    HardwareLevel, PatchMonth, Provisioning, Revocations, Roots, ValidationCategory,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What is accepted; what is not named is not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attestation {
    #[serde(default)]
    none: bool,
    android_key: Option<Android>,
    apple_appattest: Option<Apple>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Android {
    roots: PathBuf,
    revocations: PathBuf,
    apps: Vec<App>,
    #[serde(default)]
    provisioning: Provisioned,
    #[serde(default)]
    minimum_level: Level,
    #[serde(default = "super::yes")]
    locked_bootloader: bool,
    #[serde(default = "super::yes")]
    verified_boot: bool,
    #[serde(default)]
    other_boot_keys: Vec<Digest>,
    minimum_os_version: Option<u64>,
    oldest_patches: Option<u64>,
    unlocked_device_optional_up_to: Option<u64>,
    #[serde(default)]
    rollback_resistance: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct App {
    package: String,
    signers: Vec<Digest>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Provisioned {
    #[default]
    Any,
    Remote,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    #[default]
    TrustedEnvironment,
    StrongBox,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apple {
    roots: PathBuf,
    apps: Vec<String>,
    #[serde(default)]
    environment: Build,
    validation_categories: Option<Vec<Category>>,
    minimum_bundle_version: Option<String>,
    #[serde(default)]
    before_ios_27: bool,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Build {
    #[default]
    Production,
    Development,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Category {
    TestFlight,
    Development,
    AppStore,
    Enterprise,
}

/// SHA-256 in hexadecimal, with or without colons, as the tools of Android print it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Digest([u8; 32]);

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "not a SHA-256 in hexadecimal";
        let digits: Option<Vec<u8>> = text
            .chars()
            .filter(|character| *character != ':')
            .map(|character| character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let digits = digits.ok_or(WRONG)?;
        let (pairs, []) = digits.as_chunks::<2>() else { return Err(WRONG) };
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        bytes.try_into().map(Self).map_err(|_| WRONG)
    }
}

impl Attestation {
    /// The policy, with the files that it names. Paths are relative to `folder`.
    pub(crate) fn policy(self, folder: &Path) -> Result<AttestationPolicy, ConfigError> {
        Ok(AttestationPolicy {
            none: self.none,
            android: self.android_key.map(|android| android.policy(folder)).transpose()?,
            apple: self.apple_appattest.map(|apple| apple.policy(folder)).transpose()?,
        })
    }
}

impl Android {
    fn policy(self, folder: &Path) -> Result<AndroidPolicy, ConfigError> {
        let roots = roots(&folder.join(self.roots), "attestation.android_key.roots")?;
        let field = "attestation.android_key.revocations";
        let list = read(&folder.join(self.revocations), field)?;
        let revocations = Revocations::read(&list).map_err(|_| ConfigError::Value(field))?;
        let oldest = |month| {
            let field = "attestation.android_key.oldest_patches";
            PatchMonth::new(month).ok_or(ConfigError::Value(field))
        };
        let digests = |digests: Vec<Digest>| digests.into_iter().map(|Digest(hash)| hash).collect();
        let app = |App { package, signers }| AndroidApp { package, signers: digests(signers) };
        let apps = self.apps.into_iter().map(app).collect();
        let mut policy = AndroidPolicy::new(roots, revocations, apps);
        policy.provisioning = match self.provisioning {
            Provisioned::Any => Provisioning::Any,
            Provisioned::Remote => Provisioning::Remote,
        };
        policy.minimum_level = match self.minimum_level {
            Level::TrustedEnvironment => HardwareLevel::TrustedEnvironment,
            Level::StrongBox => HardwareLevel::StrongBox,
        };
        policy.locked_bootloader = self.locked_bootloader;
        policy.verified_boot = self.verified_boot;
        policy.other_boot_keys = digests(self.other_boot_keys);
        policy.minimum_os_version = self.minimum_os_version;
        policy.oldest_patches = self.oldest_patches.map(oldest).transpose()?;
        policy.unlocked_device_optional_up_to = self.unlocked_device_optional_up_to;
        policy.rollback_resistance = self.rollback_resistance;
        Ok(policy)
    }
}

impl Apple {
    fn policy(self, folder: &Path) -> Result<ApplePolicy, ConfigError> {
        let roots = roots(&folder.join(self.roots), "attestation.apple_appattest.roots")?;
        let mut policy = ApplePolicy::new(roots, self.apps);
        policy.environment = match self.environment {
            Build::Production => Environment::Production,
            Build::Development => Environment::Development,
        };
        let categories = |list: Vec<Category>| list.into_iter().map(Category::policy).collect();
        policy.validation_categories = self.validation_categories.map(categories);
        let least = |text: String| {
            let field = "attestation.apple_appattest.minimum_bundle_version";
            BundleVersion::parse(&text).ok_or(ConfigError::Value(field))
        };
        policy.minimum_bundle_version = self.minimum_bundle_version.map(least).transpose()?;
        policy.before_ios_27 = self.before_ios_27;
        Ok(policy)
    }
}

impl Category {
    const fn policy(self) -> ValidationCategory {
        match self {
            Self::TestFlight => ValidationCategory::TestFlight,
            Self::Development => ValidationCategory::Development,
            Self::AppStore => ValidationCategory::AppStore,
            Self::Enterprise => ValidationCategory::Enterprise,
        }
    }
}

fn roots(path: &Path, field: &'static str) -> Result<Roots, ConfigError> {
    Roots::read(&read(path, field)?).map_err(|_| ConfigError::Value(field))
}

fn read(path: &Path, field: &'static str) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|_| ConfigError::File(field))
}
