//! What a phone's platform would do, in software and unprotected.

use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{
    KeyAlias, KeyPurpose, KeyStore as _, KeyStoreError, SecretStore as _, SystemRandom,
};
use std::path::Path;
use std::sync::Arc;

/// The keys and secrets of a phone, in the files of a folder: they outlive the app as a phone's
/// do.
#[derive(uniffi::Object)]
pub struct SoftwarePhone {
    keys: SoftwareKeys,
    secrets: SoftwareSecrets,
}

/// A key that was just made.
#[derive(Clone, uniffi::Record)]
pub struct SoftwareKey {
    /// The uncompressed point.
    pub public_key: Vec<u8>,
}

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum KeyFault {
    /// It is gone, or was invalidated.
    #[error("the key is gone")]
    Gone,
    /// The folder cannot be used.
    #[error("the folder cannot be used")]
    Folder,
}

#[uniffi::export]
impl SoftwarePhone {
    /// A phone whose keys and secrets are in this folder.
    #[uniffi::constructor]
    pub fn in_folder(folder: String) -> Self {
        let folder = Path::new(&folder);
        let random = Arc::new(SystemRandom::new());
        Self {
            keys: SoftwareKeys::on_disk(&folder.join("keys"), random),
            secrets: SoftwareSecrets::on_disk(&folder.join("secrets")),
        }
    }

    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`KeyFault`].
    pub fn create_key(&self, alias: String) -> Result<SoftwareKey, KeyFault> {
        let made = self.keys.create(&KeyAlias(alias), KeyPurpose::Transport, b"")?;
        Ok(SoftwareKey { public_key: made.public_key })
    }

    /// Signs, as the platform does once a finger has unlocked the key: ECDSA with SHA-256, DER.
    ///
    /// # Errors
    ///
    /// [`KeyFault`].
    pub fn sign(&self, alias: String, message: Vec<u8>) -> Result<Vec<u8>, KeyFault> {
        Ok(self.keys.sign_as_platform(&KeyAlias(alias), &message)?)
    }

    /// Loses a key, as a phone does when a new finger is enrolled.
    pub fn invalidate(&self, alias: String) {
        self.keys.invalidate(&KeyAlias(alias));
    }

    /// Deletes keys, and returns those that are still there.
    ///
    /// # Errors
    ///
    /// [`KeyFault`].
    pub fn delete_keys(&self, aliases: Vec<String>) -> Result<Vec<String>, KeyFault> {
        let aliases: Vec<_> = aliases.into_iter().map(KeyAlias).collect();
        Ok(self.keys.delete(&aliases)?.into_iter().map(|alias| alias.0).collect())
    }

    /// The keys whose alias begins with this.
    ///
    /// # Errors
    ///
    /// [`KeyFault`].
    pub fn list_keys(&self, prefix: String) -> Result<Vec<String>, KeyFault> {
        Ok(self.keys.list(&prefix)?.into_iter().map(|alias| alias.0).collect())
    }

    /// A secret.
    ///
    /// # Errors
    ///
    /// [`KeyFault::Folder`].
    pub fn read_secret(&self, name: String) -> Result<Option<Vec<u8>>, KeyFault> {
        let secret = self.secrets.read(&name).map_err(|_| KeyFault::Folder)?;
        Ok(secret.map(|secret| secret.to_vec()))
    }

    /// Makes a secret of 32 bytes and keeps it.
    ///
    /// # Errors
    ///
    /// [`KeyFault::Folder`].
    pub fn make_secret(&self, name: String) -> Result<Vec<u8>, KeyFault> {
        Ok(self.secrets.make(&name).map_err(|_| KeyFault::Folder)?.to_vec())
    }

    /// Forgets a secret.
    ///
    /// # Errors
    ///
    /// [`KeyFault::Folder`].
    pub fn remove_secret(&self, name: String) -> Result<(), KeyFault> {
        self.secrets.remove(&name).map(drop).map_err(|_| KeyFault::Folder)
    }

    /// Panics, to show what becomes of a panic on the other side.
    ///
    /// # Errors
    ///
    /// None.
    ///
    /// # Panics
    ///
    /// Always.
    #[allow(clippy::panic)]
    pub fn panic(&self) -> Result<(), KeyFault> {
        panic!("a panic on purpose");
    }
}

impl From<KeyStoreError> for KeyFault {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::Gone => Self::Gone,
            KeyStoreError::Locked | KeyStoreError::Failed => Self::Folder,
        }
    }
}

impl std::fmt::Debug for SoftwarePhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftwarePhone(unprotected)")
    }
}
