//! Sealing of stored values: AES-256-GCM, each bound to its place.

use super::StoreError;
use crate::platform::{Random, SecretStore, SecretStoreError};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rusqlite::Connection;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The known text that the table `seals` holds, sealed: what opens it is the right key.
const CHECK: &[u8] = b"countersign";
/// The place that it is bound to: the name that the table had in version 1.
const CHECK_PLACE: &str = "seal_check";

/// Seals and opens values with the key from the secret store. While the key is being changed
/// there are two: what is sealed is sealed with the newer one.
pub(crate) struct Seal {
    current: Key,
    former: Option<Key>,
    random: Arc<dyn Random>,
}

/// One generation of the key.
pub(super) struct Key {
    pub(super) generation: i64,
    key: LessSafeKey,
}

/// Why the key of the seal could not be had or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The secret store failed, or is locked. Try again.
    #[error(transparent)]
    Secrets(#[from] SecretStoreError),
    /// The secret is not a key: somebody else wrote it.
    #[error("the secret is not a key")]
    NotAKey,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Key {
    /// The name of a generation in the secret store.
    pub(super) fn name(generation: i64) -> String {
        format!("countersign-seal-{generation}")
    }

    fn of(generation: i64, secret: &[u8]) -> Result<Self, SealError> {
        let key = UnboundKey::new(&AES_256_GCM, secret).map_err(|_| SealError::NotAKey)?;
        Ok(Self { generation, key: LessSafeKey::new(key) })
    }

    fn read(generation: i64, secrets: &dyn SecretStore) -> Result<Option<Self>, SealError> {
        let secret = secrets.read(&Self::name(generation))?;
        secret.map(|secret| Self::of(generation, &secret)).transpose()
    }

    /// Has the secret store make a key, in place of any of that name.
    pub(super) fn make(generation: i64, secrets: &dyn SecretStore) -> Result<Self, SealError> {
        let name = Self::name(generation);
        let made = secrets.make(&name)?;
        // If the store did not keep it, nothing could be opened at the next start.
        if secrets.read(&name)?.is_none_or(|kept| *kept != *made) {
            return Err(SealError::Secrets(SecretStoreError::Failed));
        }
        Self::of(generation, &made)
    }

    fn open(&self, place: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut value = Zeroizing::new(rest.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = self.key.open_in_place(nonce, Aad::from(place), &mut value).ok()?.len();
        value.truncate(length);
        Some(value)
    }
}

impl Seal {
    /// For a database that holds nothing yet: takes the key that is there, or makes one.
    pub(super) fn first(
        secrets: &dyn SecretStore,
        random: Arc<dyn Random>,
    ) -> Result<Self, SealError> {
        let current = match Key::read(1, secrets)? {
            Some(key) => key,
            None => Key::make(1, secrets)?,
        };
        Ok(Self { current, former: None, random })
    }

    /// The keys that this database was sealed with; none if nothing was sealed in it yet. Makes
    /// nothing: a key that is missing is lost.
    pub(super) fn of_database(
        db: &Connection,
        secrets: &dyn SecretStore,
        random: Arc<dyn Random>,
    ) -> Result<Option<Self>, SealError> {
        let mut keys = Vec::new();
        for (generation, sealed) in checks(db)? {
            let key = Key::read(generation, secrets)?.ok_or(StoreError::WrongKey)?;
            match key.open(CHECK_PLACE, &sealed) {
                Some(value) if value.as_slice() == CHECK => keys.push(key),
                _ => return Err(StoreError::WrongKey.into()),
            }
        }
        let Some(current) = keys.pop() else { return Ok(None) };
        Ok(Some(Self { current, former: keys.pop(), random }))
    }

    /// Stores the known text that later starts check the key with.
    pub(super) fn leave_check(&self, db: &Connection) -> Result<(), StoreError> {
        let sealed = self.seal(CHECK_PLACE, CHECK)?;
        let row = (self.current.generation, sealed);
        db.execute("INSERT INTO seals (generation, sealed) VALUES (?1, ?2)", row)?;
        Ok(())
    }

    /// Whether this is still the key that seals here: another process may have changed it.
    pub(super) fn check_current(&self, db: &Connection) -> Result<(), StoreError> {
        let mut query = db.prepare_cached("SELECT max(generation) FROM seals")?;
        let newest: i64 = query.query_row([], |row| row.get(0))?;
        if newest == self.current.generation { Ok(()) } else { Err(StoreError::Busy) }
    }

    /// Seals a value for one place, so that it opens nowhere else.
    pub(crate) fn seal(&self, place: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| StoreError::Random)?;
        let mut sealed = Zeroizing::new(value.to_vec());
        let tag = self
            .current
            .key
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                sealed.as_mut(),
            )
            .map_err(|_| StoreError::Damaged)?;
        Ok([nonce.as_slice(), &sealed, tag.as_ref()].concat())
    }

    /// Opens a value that was sealed for this place.
    pub(crate) fn open_value(
        &self,
        place: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        self.current
            .open(place, sealed)
            .or_else(|| self.former.as_ref()?.open(place, sealed))
            .ok_or(StoreError::Damaged)
    }

    /// Opens a text that was sealed for this place.
    pub(crate) fn open_text(&self, place: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let value = self.open_value(place, sealed)?;
        std::str::from_utf8(&value).map(str::to_owned).map_err(|_| StoreError::Damaged)
    }

    /// Whether a value is still sealed with the former key.
    pub(super) fn is_former(&self, place: &str, sealed: &[u8]) -> bool {
        self.former.as_ref().is_some_and(|key| key.open(place, sealed).is_some())
    }

    /// The generation of the key in use.
    pub(super) const fn generation(&self) -> i64 {
        self.current.generation
    }

    /// The generation of the former key, while the key is being changed.
    pub(super) fn former_generation(&self) -> Option<i64> {
        self.former.as_ref().map(|key| key.generation)
    }

    /// Seals with a newer key from now on.
    pub(super) fn turn_to(&mut self, newer: Key) {
        self.former = Some(std::mem::replace(&mut self.current, newer));
    }

    /// Goes back to the former key: the database could not be changed.
    pub(super) fn turn_back(&mut self) {
        if let Some(former) = self.former.take() {
            self.current = former;
        }
    }

    /// Drops the former key.
    pub(super) fn drop_former(&mut self) {
        self.former = None;
    }
}

/// The sealed known texts of all keys in use, by generation, oldest first.
fn checks(db: &Connection) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let query = match version {
        0 => return Ok(Vec::new()),
        1 | 2 => "SELECT id, sealed FROM seal_check",
        _ => "SELECT generation, sealed FROM seals WHERE retired = 0 ORDER BY generation",
    };
    let mut query = db.prepare(query)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
