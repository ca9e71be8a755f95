//! Keys of the AS that live in a file or in memory.
//!
//! A bank with a hardware security module implements [`Signer`] for it instead.

use countersign_protocol::jose::{PublicKey, SignError, Signature, Signer};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use std::io::Write as _;
use std::path::Path;
use zeroize::Zeroizing;

/// A P-256 key in memory.
pub struct MemoryKey {
    pair: EcdsaKeyPair,
    public: PublicKey,
    random: SystemRandom,
}

/// A P-256 key that was read from a file: PKCS#8, DER.
pub struct FileKey(MemoryKey);

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// Not a P-256 key in PKCS#8 form.
    #[error("not a P-256 key in PKCS#8 form")]
    Form,
    /// The file cannot be read.
    #[error("the key file cannot be read")]
    Unreadable,
    /// The file cannot be written, or is there already.
    #[error("the key file cannot be written")]
    Unwritable,
    /// No randomness.
    #[error("no randomness for a key")]
    Random,
}

impl MemoryKey {
    /// Makes a key that ends with the process.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Random`].
    pub fn generate() -> Result<Self, KeyFileError> {
        Self::from_pkcs8(&new_pkcs8()?)
    }

    /// Reads a key: PKCS#8, DER.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Form`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyFileError> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &random)
            .map_err(|_| KeyFileError::Form)?;
        let public =
            PublicKey::from_sec1(pair.public_key().as_ref()).map_err(|_| KeyFileError::Form)?;
        Ok(Self { pair, public, random })
    }
}

impl FileKey {
    /// Reads the key in a file.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`].
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let der = Zeroizing::new(std::fs::read(path).map_err(|_| KeyFileError::Unreadable)?);
        MemoryKey::from_pkcs8(&der).map(Self)
    }

    /// Makes a key and writes it to a new file that only its owner may read.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Unwritable`] if the file is there already or cannot be made.
    pub fn generate(path: &Path) -> Result<Self, KeyFileError> {
        let der = new_pkcs8()?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|_| KeyFileError::Unwritable)?;
        file.write_all(&der)
            .and_then(|()| file.sync_all())
            .map_err(|_| KeyFileError::Unwritable)?;
        MemoryKey::from_pkcs8(&der).map(Self)
    }
}

fn new_pkcs8() -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
        .map_err(|_| KeyFileError::Random)?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

impl Signer for MemoryKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature = self.pair.sign(&self.random, message).map_err(|_| SignError::Failed)?;
        Signature::from_raw(signature.as_ref()).map_err(|_| SignError::Failed)
    }
}

impl Signer for FileKey {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.0.sign(message)
    }
}

impl std::fmt::Debug for MemoryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryKey({})", self.public.thumbprint())
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileKey({})", self.public_key().thumbprint())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("request.p8");

        let made = FileKey::generate(&path).unwrap();
        let read = FileKey::read(&path).unwrap();

        assert_eq!(made.kid(), read.kid());
        let signature = made.sign(b"consent").unwrap();
        assert_eq!(read.public_key().verify(b"consent", &signature), Ok(()));
        assert_eq!(FileKey::generate(&path).err(), Some(KeyFileError::Unwritable));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert_eq!(MemoryKey::from_pkcs8(b"key").err(), Some(KeyFileError::Form));
    }
}
