//! Sealing anew.

use crate::storage::{SealedUntil, StorageError};

/// What is sealed, and with which key.
pub trait SealingStore {
    /// Seals at most `most` values anew that another key than the first sealed, from a place on,
    /// and returns the place to go on from: `None` when no value needs another key any more.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn seal_anew(&self, from: SealedUntil, most: u32) -> Result<Option<SealedUntil>, StorageError>;
}
