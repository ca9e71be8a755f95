//! The set of request keys that phones are given.

use crate::storage::{InstalledKeySet, KeySetEntry, KeySetSource, StorageError};
use countersign_protocol::time::UnixSeconds;

/// The newest key set: one for all gateways that share these records.
pub trait KeySetStore {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn key_set(&self) -> Result<Option<KeySetEntry>, StorageError>;

    /// The greatest number that a key set ever had here, 0 if there was none.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn key_set_number(&self) -> Result<i64, StorageError>;

    /// Keeps a set in the place of the one before: if its number is greater, or if number and keys
    /// are the same and it ends later.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn install_key_set(
        &self,
        set: &KeySetEntry,
        source: KeySetSource,
        now: UnixSeconds,
    ) -> Result<InstalledKeySet, StorageError>;
}
