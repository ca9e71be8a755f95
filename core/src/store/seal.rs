//! Sealing of what is kept: AES-256-GCM, each value bound to its place.

use super::{StoreError, optional};
use crate::platform::{Random, RandomError, SecretStore, SecretStoreError};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rusqlite::Connection;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The name of the key in the secret store.
const SECRET: &str = "countersign-seal-1";
/// What `seal_check` holds.
const CHECK: &[u8] = b"countersign";

/// Seals and opens values with the key from the secret store.
pub(crate) struct Seal {
    key: LessSafeKey,
    random: Arc<dyn Random>,
}

/// Why the key of the seal could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealError {
    #[error(transparent)]
    Secrets(#[from] SecretStoreError),
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error("the secret is not a key")]
    NotAKey,
    #[error("there is no secret")]
    Missing,
}

impl Seal {
    /// Takes the key from the secret store; makes it at the first start, and then only: with a
    /// database in place, a new key would open nothing of it.
    pub(crate) fn open(
        secrets: &dyn SecretStore,
        random: Arc<dyn Random>,
        first_start: bool,
    ) -> Result<Self, SealError> {
        let key = match secrets.read(SECRET)? {
            Some(key) => key,
            None if !first_start => return Err(SealError::Missing),
            None => {
                let mut fresh = Zeroizing::new([0; 32]);
                random.fill(fresh.as_mut())?;
                let kept = secrets.write(SECRET, fresh.as_ref())?;
                // A store that did not keep it would lose everything at the next start.
                if kept.as_slice() != fresh.as_slice() {
                    return Err(SealError::Secrets(SecretStoreError::Failed));
                }
                kept
            }
        };
        let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| SealError::NotAKey)?;
        Ok(Self { key: LessSafeKey::new(key), random })
    }

    /// Seals a value for one place, so that it opens nowhere else.
    pub(crate) fn seal(&self, place: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| StoreError::Random)?;
        let mut sealed = value.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut sealed,
            )
            .map_err(|_| StoreError::Damaged)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a value that was sealed for this place.
    pub(crate) fn open_value(
        &self,
        place: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(StoreError::Damaged)?;
        let mut value = Zeroizing::new(rest.to_vec());
        let length = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut value)
            .map_err(|_| StoreError::Damaged)?
            .len();
        value.truncate(length);
        Ok(value)
    }

    /// Opens a text that was sealed for this place.
    pub(crate) fn open_text(&self, place: &str, sealed: &[u8]) -> Result<String, StoreError> {
        String::from_utf8(self.open_value(place, sealed)?.to_vec()).map_err(|_| StoreError::Damaged)
    }

    /// Tells a wrong key from a broken file; at the first start, leaves what later starts check.
    pub(super) fn check(&self, connection: &Connection) -> Result<(), StoreError> {
        let found: Option<Vec<u8>> =
            optional(connection.query_row("SELECT sealed FROM seal_check", [], |row| row.get(0)))?;
        match found {
            Some(sealed) => match self.open_value("seal_check", &sealed) {
                Ok(value) if value.as_slice() == CHECK => Ok(()),
                _ => Err(StoreError::WrongKey),
            },
            None => {
                let sealed = self.seal("seal_check", CHECK)?;
                connection
                    .execute("INSERT INTO seal_check (id, sealed) VALUES (1, ?1)", [sealed])?;
                Ok(())
            }
        }
    }
}
