//! What a device's keys are for, and where they live.

use serde::{Deserialize, Serialize};

/// What a key is for. One key has one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Proves possession at every call: silent, usable while the phone is unlocked.
    Transport,
    /// Signs approvals: a biometric at every use, invalidated when biometrics change.
    Approval,
}

/// Where a key lives, as the platform reports it. A label for people: no decision rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyLevel {
    /// In this process or on disk: protected by nothing.
    Software,
    /// In a trusted execution environment.
    TrustedEnvironment,
    /// In a chip of its own (StrongBox, Secure Enclave).
    SecureElement,
}

/// What unlocks the approval key, where its policy leaves only one way. Goes into `amr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlock {
    /// A fingerprint and nothing else (`fpt`).
    Fingerprint,
    /// A face and nothing else (`face`).
    Face,
    /// A strong biometric of either kind.
    Biometric,
}

impl KeyPurpose {
    /// Its name on the wire: the claim `role` of a rotation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Approval => "approval",
        }
    }

    /// The purpose of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Transport, Self::Approval].into_iter().find(|purpose| purpose.as_str() == name)
    }
}
