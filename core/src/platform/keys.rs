//! Device-bound keys.

use countersign_protocol::vocabulary::{Attestation, KeyLevel, KeyPurpose, Unlock};
use serde::{Deserialize, Serialize};

/// The name of a key in the platform's store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyAlias(pub String);

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
