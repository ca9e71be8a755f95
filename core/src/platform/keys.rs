//! Device-bound keys.

use serde::{Deserialize, Serialize};

/// The name of a key in the platform's store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyAlias(pub String);

/// What a key is for. One key has one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Proves possession at every call: silent, usable while the phone is unlocked.
    Transport,
    /// Signs approvals: a biometric at every use, invalidated when biometrics change. The core
    /// never asks [`KeyStore::sign`] to use it; approving takes two calls.
    Approval,
}

/// Where a key lives, as the platform reports it. A label for people; nothing rests on it.
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

/// Evidence of where a key was made, for the AS to check (docs/protocol.md §3.2).
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "format")]
pub enum Attestation {
    /// There is none.
    #[serde(rename = "none")]
    None,
    /// Android key attestation.
    #[serde(rename = "android-key")]
    AndroidKey {
        /// Certificates, base64 DER, the key's own first.
        x5c: Vec<String>,
    },
    /// Apple App Attest over the approval key's thumbprint.
    #[serde(rename = "apple-appattest")]
    AppleAppAttest {
        /// The attestation object, base64url.
        object: String,
        /// The App Attest key's id, base64url.
        key_id: String,
    },
}

/// A key that was just made.
#[derive(Clone)]
pub struct CreatedKey {
    /// The public half: the uncompressed point (65 bytes) or a SubjectPublicKeyInfo (91 bytes).
    pub public_key: Vec<u8>,
    /// Evidence for the AS.
    pub attestation: Attestation,
    /// Where it lives.
    pub level: KeyLevel,
    /// What unlocks it; of no meaning for a transport key.
    pub unlock: Unlock,
}

/// Makes, uses and deletes keys that never leave the phone.
pub trait KeyStore: Send + Sync {
    /// Makes a P-256 key. A key of that alias is replaced.
    ///
    /// `challenge` is the attestation challenge.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError`].
    fn create(
        &self,
        alias: &KeyAlias,
        purpose: KeyPurpose,
        challenge: &[u8],
    ) -> Result<CreatedKey, KeyStoreError>;

    /// Signs with a transport key: ECDSA with SHA-256, DER as the hardware gives it. The core
    /// verifies what comes back.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError`].
    fn sign(&self, alias: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, KeyStoreError>;

    /// Deletes keys and returns those of them that are still there; none of them existing is fine.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError`] if the store cannot tell.
    fn delete(&self, aliases: &[KeyAlias]) -> Result<Vec<KeyAlias>, KeyStoreError>;

    /// The keys whose alias begins with `prefix`, in any order.
    ///
    /// A device with a database owns every key under its own prefix: at its start it deletes
    /// those that belong to no enrolment. Two databases of one app need a key store each.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError`] if the store cannot tell.
    fn list(&self, prefix: &str) -> Result<Vec<KeyAlias>, KeyStoreError>;
}

/// Why a key could not be made or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// Not now: the phone is locked.
    #[error("the phone is locked")]
    Locked,
    /// The key is gone or was invalidated. The person must enrol again.
    #[error("the key is gone")]
    Gone,
    /// The store failed; trying again may help.
    #[error("the key store failed")]
    Failed,
}

impl std::fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CreatedKey({:?})", self.level)
    }
}

impl std::fmt::Debug for Attestation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::AndroidKey { .. } => "AndroidKey",
            Self::AppleAppAttest { .. } => "AppleAppAttest",
        })
    }
}
