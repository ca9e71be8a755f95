//! **Software keys and secrets: for tests and the sandbox, never for people.**
//!
//! Nothing protects these keys: whoever reads the memory or the file can approve payments. Every
//! decision signed with them says so (`amr` holds `swk`), and opening them logs a warning.

use super::{
    Attestation, CreatedKey, KeyAlias, KeyLevel, KeyPurpose, KeyStore, KeyStoreError, Random,
    SecretStore, SecretStoreError, SystemRandom, Unlock,
};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Named byte strings, in memory or as files of a folder.
struct Shelf {
    folder: Option<PathBuf>,
    held: Mutex<HashMap<String, Zeroizing<Vec<u8>>>>,
}

/// Keys that nothing protects.
pub struct SoftwareKeys {
    shelf: Shelf,
    /// Keys that were used before: p256 multiplies a point whenever it takes a scalar, which
    /// would count as a second signature.
    used: Mutex<HashMap<KeyAlias, SigningKey>>,
    random: Arc<dyn Random>,
}

/// Secrets that nothing protects.
pub struct SoftwareSecrets {
    shelf: Shelf,
}

impl SoftwareKeys {
    /// Keys that end with the process.
    #[must_use]
    pub fn in_memory(random: Arc<dyn Random>) -> Self {
        tracing::warn!("software keys: nothing protects them, never use them for people");
        Self { shelf: Shelf::new(None), used: Mutex::default(), random }
    }

    /// Keys in the files of a folder, in clear.
    #[must_use]
    pub fn on_disk(folder: &Path, random: Arc<dyn Random>) -> Self {
        tracing::warn!("software keys on disk: nothing protects them, never use them for people");
        Self { shelf: Shelf::new(Some(folder.to_owned())), used: Mutex::default(), random }
    }

    /// Signs with any key, the approval key too: what the fingerprint does on a phone. DER.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError::Gone`] if there is no such key.
    pub fn sign_as_platform(
        &self,
        alias: &KeyAlias,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyStoreError> {
        let key = self.key(alias)?;
        let signature: DerSignature = key.sign(message);
        Ok(signature.as_bytes().to_vec())
    }

    fn key(&self, alias: &KeyAlias) -> Result<SigningKey, KeyStoreError> {
        if let Some(key) = lock(&self.used).get(alias) {
            return Ok(key.clone());
        }
        let scalar = self.shelf.read(&alias.0).ok_or(KeyStoreError::Gone)?;
        let key = SigningKey::from_slice(&scalar).map_err(|_| KeyStoreError::Failed)?;
        lock(&self.used).insert(alias.clone(), key.clone());
        Ok(key)
    }

    /// Loses a key, as a phone does when a new finger is enrolled.
    pub fn invalidate(&self, alias: &KeyAlias) {
        self.shelf.remove(&alias.0);
        lock(&self.used).remove(alias);
    }
}

impl KeyStore for SoftwareKeys {
    fn create(
        &self,
        alias: &KeyAlias,
        _: KeyPurpose,
        _: &[u8],
    ) -> Result<CreatedKey, KeyStoreError> {
        let mut scalar = Zeroizing::new([0; 32]);
        // A random number is a private key but for one in 2^32 tries.
        let key = loop {
            self.random.fill(scalar.as_mut()).map_err(|_| KeyStoreError::Failed)?;
            if let Ok(key) = SigningKey::from_slice(scalar.as_ref()) {
                break key;
            }
        };
        self.shelf.write(&alias.0, scalar.as_ref()).map_err(|_| KeyStoreError::Failed)?;
        lock(&self.used).remove(alias);
        Ok(CreatedKey {
            public_key: key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            attestation: Attestation::None,
            level: KeyLevel::Software,
            unlock: Unlock::Biometric,
        })
    }

    fn sign(&self, alias: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, KeyStoreError> {
        self.sign_as_platform(alias, message)
    }

    fn delete(&self, aliases: &[KeyAlias]) -> Result<Vec<KeyAlias>, KeyStoreError> {
        for alias in aliases {
            self.invalidate(alias);
        }
        Ok(aliases.iter().filter(|alias| self.shelf.read(&alias.0).is_some()).cloned().collect())
    }

    fn list(&self, prefix: &str) -> Result<Vec<KeyAlias>, KeyStoreError> {
        let names = self.shelf.names().map_err(|_| KeyStoreError::Failed)?;
        Ok(names.into_iter().filter(|name| name.starts_with(prefix)).map(KeyAlias).collect())
    }
}

impl SoftwareSecrets {
    /// Secrets that end with the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { shelf: Shelf::new(None) }
    }

    /// Secrets in the files of a folder, in clear.
    #[must_use]
    pub fn on_disk(folder: &Path) -> Self {
        Self { shelf: Shelf::new(Some(folder.to_owned())) }
    }
}

impl SecretStore for SoftwareSecrets {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Ok(self.shelf.read(name))
    }

    fn make(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError> {
        let mut fresh = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(fresh.as_mut()).map_err(|_| SecretStoreError::Failed)?;
        self.shelf.write(name, fresh.as_ref()).map_err(|_| SecretStoreError::Failed)?;
        self.shelf.read(name).ok_or(SecretStoreError::Failed)
    }

    fn remove(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        self.shelf.remove(name);
        Ok(self.shelf.read(name))
    }
}

impl Shelf {
    fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, held: Mutex::default() }
    }

    fn read(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        match &self.folder {
            None => lock(&self.held).get(name).cloned(),
            Some(folder) => std::fs::read(folder.join(name)).ok().map(Zeroizing::new),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        match &self.folder {
            None => {
                lock(&self.held).insert(name.to_owned(), Zeroizing::new(bytes.to_vec()));
                Ok(())
            }
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                std::fs::write(folder.join(name), bytes)
            }
        }
    }

    fn names(&self) -> std::io::Result<Vec<String>> {
        let Some(folder) = &self.folder else {
            return Ok(lock(&self.held).keys().cloned().collect());
        };
        match std::fs::read_dir(folder) {
            // Nothing was ever kept.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
            Ok(files) => {
                files.map(|file| Ok(file?.file_name().to_string_lossy().into_owned())).collect()
            }
        }
    }

    fn remove(&self, name: &str) {
        match &self.folder {
            None => {
                lock(&self.held).remove(name);
            }
            // Not there is what was wanted; `delete` looks again and reports what remains.
            Some(folder) => std::fs::remove_file(folder.join(name)).unwrap_or_default(),
        }
    }
}

/// A lock poisoned by a panic is taken all the same: no map behind one is ever half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for SoftwareKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftwareKeys(unprotected)")
    }
}

impl std::fmt::Debug for SoftwareSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftwareSecrets(unprotected)")
    }
}
