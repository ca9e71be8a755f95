//! Sealing of what must not be readable in the database file: AES-256-GCM, each value bound to
//! its place, under the first of the bank's keys.
//!
//! A sealed value is the text `1.<key id>.<base64url of nonce, ciphertext and tag>`. The key id
//! says which key opens it, so that a new key can be put first while older values are sealed anew
//! one after the other.

use countersign_protocol::jose::{base64url, from_base64url};
use countersign_protocol::random::{Random, RandomError};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{digest, hkdf};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

const KEY_LENGTH: usize = 32;
const VERSION: &str = "1";
/// Keeps the id of a key apart from every other hash of it.
const ID_CONTEXT: &[u8] = b"countersign-gateway-seal-key-id-1";

/// A key that seals. Its id is made of the key itself, so that no two keys have the same.
#[derive(Clone)]
pub struct SealKey {
    id: String,
    key: Zeroizing<[u8; KEY_LENGTH]>,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealKeyError {
    /// Not 43 characters of base64url, which are 32 bytes.
    #[error("not a key of 32 bytes in base64url")]
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

/// A value that was not sealed by these keys, for this place, or was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value cannot be opened")]
pub(crate) struct SealError;

impl SealKey {
    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`SealKeyError::Random`].
    pub fn generate(random: &dyn Random) -> Result<Self, SealKeyError> {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        random.fill(key.as_mut()).map_err(|_| SealKeyError::Random)?;
        Ok(Self::from_bytes(key))
    }

    /// Reads a key: base64url without padding.
    ///
    /// # Errors
    ///
    /// [`SealKeyError::Form`].
    pub fn parse(text: &str) -> Result<Self, SealKeyError> {
        let bytes = Zeroizing::new(from_base64url(text).ok_or(SealKeyError::Form)?);
        let key = <[u8; KEY_LENGTH]>::try_from(bytes.as_slice()).map_err(|_| SealKeyError::Form)?;
        Ok(Self::from_bytes(Zeroizing::new(key)))
    }

    /// Reads the key in a file: its text and at most a line end.
    ///
    /// # Errors
    ///
    /// [`SealKeyError::Unreadable`], [`SealKeyError::Form`].
    pub fn read(path: &Path) -> Result<Self, SealKeyError> {
        let text = std::fs::read_to_string(path).map_err(|_| SealKeyError::Unreadable)?;
        Self::parse(Zeroizing::new(text).trim_end())
    }

    /// Writes the key to a new file that only its owner may read.
    ///
    /// # Errors
    ///
    /// [`SealKeyError::Unwritable`] if the file is there already or cannot be made.
    pub fn write(&self, path: &Path) -> Result<(), SealKeyError> {
        let text = Zeroizing::new(format!("{}\n", base64url(self.key.as_ref())));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|_| SealKeyError::Unwritable)?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|_| SealKeyError::Unwritable)
    }

    /// Its id: it is no secret, and stands in every value that the key sealed.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn from_bytes(key: Zeroizing<[u8; KEY_LENGTH]>) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(ID_CONTEXT);
        context.update(key.as_ref());
        let hash = context.finish();
        let id = base64url(hash.as_ref().get(..9).unwrap_or_default());
        Self { id, key }
    }

    /// One key for each place: two values never share key and nonce, however many there are.
    fn at(&self, place: &str) -> Result<LessSafeKey, SealError> {
        let info = [place.as_bytes()];
        let derived = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, self.key.as_ref());
        let derived = derived.expand(&info, &AES_256_GCM).map_err(|_| SealError)?;
        Ok(LessSafeKey::new(UnboundKey::from(derived)))
    }
}

/// The keys that there are: the first seals, all open.
pub(crate) struct Seal {
    current: SealKey,
    older: Vec<SealKey>,
    random: Arc<dyn Random>,
}

impl Seal {
    /// Seals with the first key. Without any, a key is made that ends with the process.
    pub(crate) fn new(keys: &[SealKey], random: Arc<dyn Random>) -> Result<Self, RandomError> {
        let (current, older) = match keys.split_first() {
            Some((current, older)) => (current.clone(), older.to_vec()),
            None => {
                let made = SealKey::generate(random.as_ref()).map_err(|_| RandomError)?;
                (made, Vec::new())
            }
        };
        Ok(Self { current, older, random })
    }

    /// Seals a value for one place, so that it opens nowhere else.
    pub(crate) fn seal(&self, place: &str, value: &str) -> Result<String, SealError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| SealError)?;
        let mut bytes = value.as_bytes().to_vec();
        self.current
            .at(place)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut bytes,
            )
            .map_err(|_| SealError)?;
        let bytes = [nonce.as_slice(), &bytes].concat();
        Ok(format!("{}{}", self.prefix(), base64url(&bytes)))
    }

    /// Opens a value that was sealed for this place by any of the keys.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Result<String, SealError> {
        let (id, bytes) = parts(sealed).ok_or(SealError)?;
        let mut keys = std::iter::once(&self.current).chain(&self.older);
        let key = keys.find(|key| key.id == id).ok_or(SealError)?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(SealError)?;
        let mut value = rest.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = key
            .at(place)?
            .open_in_place(nonce, Aad::from(place), &mut value)
            .map_err(|_| SealError)?;
        String::from_utf8(opened.to_vec()).map_err(|_| SealError)
    }

    /// What a value that was sealed with the first key begins with.
    pub(crate) fn prefix(&self) -> String {
        format!("{VERSION}.{}.", self.current.id)
    }
}

fn parts(sealed: &str) -> Option<(&str, Vec<u8>)> {
    let rest = sealed.strip_prefix(VERSION)?.strip_prefix('.')?;
    let (id, bytes) = rest.split_once('.')?;
    Some((id, from_base64url(bytes)?))
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use countersign_protocol::random::SystemRandom;

    fn key(byte: u8) -> SealKey {
        SealKey::from_bytes(Zeroizing::new([byte; KEY_LENGTH]))
    }

    fn seal(keys: &[SealKey]) -> Seal {
        Seal::new(keys, Arc::new(SystemRandom::default())).unwrap()
    }

    #[test]
    fn a_value_opens_at_its_own_place_and_nowhere_else() {
        let seal = seal(&[key(1)]);

        let sealed = seal.seal("requests.token/a", "123.50 EUR").unwrap();

        assert_eq!(seal.open("requests.token/a", &sealed).unwrap(), "123.50 EUR");
        assert_eq!(seal.open("requests.token/b", &sealed), Err(SealError));
        assert!(!sealed.contains("123"));
    }

    #[test]
    fn an_older_key_opens_and_the_first_one_seals() {
        let old = seal(&[key(1)]).seal("place", "value").unwrap();

        let both = seal(&[key(2), key(1)]);
        let new = both.seal("place", "value").unwrap();

        assert_eq!(both.open("place", &old).unwrap(), "value");
        assert!(new.starts_with(&both.prefix()) && !old.starts_with(&both.prefix()));
        assert_eq!(seal(&[key(2)]).open("place", &old), Err(SealError));
        assert_eq!(seal(&[key(1)]).open("place", &new), Err(SealError));
    }

    #[test]
    fn no_character_of_a_sealed_value_can_be_changed() {
        let seal = seal(&[key(1)]);
        let sealed = seal.seal("place", "value").unwrap();

        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();

            assert_eq!(seal.open("place", &changed), Err(SealError), "{at}");
        }
    }

    #[test]
    fn what_is_not_sealed_does_not_open() {
        let seal = seal(&[key(1)]);

        for clear in ["", "1.", "12", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "1.unknown.AAAA"] {
            assert_eq!(seal.open("place", clear), Err(SealError));
        }
    }

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let made = key(7);

        made.write(&path).unwrap();

        assert_eq!(SealKey::read(&path).unwrap().id(), made.id());
        assert_eq!(made.write(&path).err(), Some(SealKeyError::Unwritable));
        assert_eq!(SealKey::parse("short").err(), Some(SealKeyError::Form));
        assert!(!format!("{made:?}").contains("BwcH"));
    }
}
