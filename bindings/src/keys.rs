//! The phone's key store, as Kotlin and Swift implement it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::jose::PublicKey;
use countersign::platform::{self, KeyAlias};
use countersign_protocol::jose::base64url;
use std::sync::Arc;

/// Makes, uses and deletes keys that never leave the phone.
///
/// Called on the thread that called the core. It must not call a device or a consent. What it
/// returns is evidence that the core checks, and never a yes.
#[uniffi::export(foreign)]
pub trait KeyStore: Send + Sync {
    /// Makes a P-256 key. A key of that alias is replaced. `challenge` is the attestation
    /// challenge. May take seconds.
    fn create(
        &self,
        alias: String,
        purpose: KeyPurpose,
        challenge: Vec<u8>,
    ) -> Result<CreatedKey, KeyStoreError>;

    /// Signs with a transport key: ECDSA with SHA-256, DER as the hardware gives it. Never asked
    /// of an approval key.
    fn sign(&self, alias: String, message: Vec<u8>) -> Result<Vec<u8>, KeyStoreError>;

    /// Deletes keys and returns those of them that are still there; none of them existing is
    /// fine.
    fn delete(&self, aliases: Vec<String>) -> Result<Vec<String>, KeyStoreError>;

    /// The keys whose alias begins with this, in any order.
    fn list(&self, prefix: String) -> Result<Vec<String>, KeyStoreError>;
}

/// What a key is for. One key has one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum KeyPurpose {
    /// Proves possession at every call: silent, usable while the phone is unlocked.
    Transport,
    /// Signs approvals: a biometric at every use, invalidated when biometrics change.
    Approval,
}

/// Where a key lives, as the platform reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum KeyLevel {
    /// In this process or on disk: protected by nothing.
    Software,
    /// In a trusted execution environment.
    TrustedEnvironment,
    /// In a chip of its own (StrongBox, Secure Enclave).
    SecureElement,
}

/// What unlocks the approval key, where its policy leaves only one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Unlock {
    /// A fingerprint and nothing else.
    Fingerprint,
    /// A face and nothing else.
    Face,
    /// A strong biometric of either kind.
    Biometric,
}

/// Evidence of where a key was made, for the AS to check.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Attestation {
    /// There is none.
    None,
    /// Android key attestation.
    AndroidKey {
        /// Certificates, DER, the key's own first.
        certificates: Vec<Vec<u8>>,
    },
    /// Apple App Attest over [`app_attest_client_data_hash`].
    AppleAppAttest {
        /// The attestation object.
        object: Vec<u8>,
        /// The id of the App Attest key.
        key_id: Vec<u8>,
    },
}

/// A key that was just made.
#[derive(Clone, uniffi::Record)]
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

/// Why a key could not be made or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KeyStoreError {
    /// Not now: the phone is locked.
    #[error("the phone is locked")]
    Locked,
    /// The key is gone or was invalidated.
    #[error("the key is gone")]
    Gone,
    /// The store failed; trying again may help.
    #[error("the key store failed")]
    Failed,
}

/// Why there is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum KeyError {
    /// Attest nothing: what the platform gave is no P-256 key.
    #[error("not a P-256 public key")]
    NotAKey,
}

/// The `clientDataHash` that App Attest has to sign for an approval key, so that it vouches for
/// that key and for this challenge (docs/protocol.md §3.2). Pure: a key store may call it.
///
/// # Errors
///
/// [`KeyError`].
#[uniffi::export]
pub fn app_attest_client_data_hash(
    challenge: Vec<u8>,
    public_key: Vec<u8>,
) -> Result<Vec<u8>, KeyError> {
    let key = PublicKey::from_platform(&public_key).map_err(|_| KeyError::NotAKey)?;
    Ok(platform::app_attest_client_data_hash(&challenge, &key).to_vec())
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeyStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // The reason is a foreign stack trace; it goes no further.
        Self::Failed
    }
}

/// The core's key store over the app's.
pub(crate) struct Keys(pub(crate) Arc<dyn KeyStore>);

impl platform::KeyStore for Keys {
    fn create(
        &self,
        alias: &KeyAlias,
        purpose: platform::KeyPurpose,
        challenge: &[u8],
    ) -> Result<platform::CreatedKey, platform::KeyStoreError> {
        let purpose = match purpose {
            platform::KeyPurpose::Transport => KeyPurpose::Transport,
            platform::KeyPurpose::Approval => KeyPurpose::Approval,
        };
        Ok(self.0.create(alias.0.clone(), purpose, challenge.to_vec())?.into())
    }

    fn sign(&self, alias: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, platform::KeyStoreError> {
        Ok(self.0.sign(alias.0.clone(), message.to_vec())?)
    }

    fn delete(&self, aliases: &[KeyAlias]) -> Result<Vec<KeyAlias>, platform::KeyStoreError> {
        let names = aliases.iter().map(|alias| alias.0.clone()).collect();
        Ok(self.0.delete(names)?.into_iter().map(KeyAlias).collect())
    }

    fn list(&self, prefix: &str) -> Result<Vec<KeyAlias>, platform::KeyStoreError> {
        Ok(self.0.list(prefix.to_owned())?.into_iter().map(KeyAlias).collect())
    }
}

impl From<CreatedKey> for platform::CreatedKey {
    fn from(key: CreatedKey) -> Self {
        Self {
            public_key: key.public_key,
            attestation: key.attestation.into(),
            level: match key.level {
                KeyLevel::Software => platform::KeyLevel::Software,
                KeyLevel::TrustedEnvironment => platform::KeyLevel::TrustedEnvironment,
                KeyLevel::SecureElement => platform::KeyLevel::SecureElement,
            },
            unlock: match key.unlock {
                Unlock::Fingerprint => platform::Unlock::Fingerprint,
                Unlock::Face => platform::Unlock::Face,
                Unlock::Biometric => platform::Unlock::Biometric,
            },
        }
    }
}

impl From<Attestation> for platform::Attestation {
    fn from(attestation: Attestation) -> Self {
        match attestation {
            Attestation::None => Self::None,
            Attestation::AndroidKey { certificates } => Self::AndroidKey {
                x5c: certificates.iter().map(|der| STANDARD.encode(der)).collect(),
            },
            Attestation::AppleAppAttest { object, key_id } => {
                Self::AppleAppAttest { object: base64url(&object), key_id: base64url(&key_id) }
            }
        }
    }
}

impl From<KeyStoreError> for platform::KeyStoreError {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::Locked => Self::Locked,
            KeyStoreError::Gone => Self::Gone,
            KeyStoreError::Failed => Self::Failed,
        }
    }
}

impl std::fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CreatedKey({:?})", self.level)
    }
}

impl std::fmt::Debug for Attestation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attestation")
    }
}
