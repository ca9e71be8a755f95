//! Deleting.

use crate::storage::{Cleaned, Cutoffs, StorageError};
use countersign_protocol::time::UnixSeconds;

/// What is deleted, and when.
pub trait RetentionStore {
    /// Deletes what is older than the bank's times for it and what has expired: at most `most` of
    /// each kind, each in a transaction of its own, and of what has expired as many times as much
    /// as the phones need that make it. Whatever the times say, nothing is deleted that
    /// somebody can still need: a consent that waits, one that ended less than a day ago, one whose
    /// outcome the AS has still to be told. Done twice it is done once.
    ///
    /// # Errors
    ///
    /// [`StorageError`]; what was deleted before it stays deleted.
    fn clean(
        &self,
        cutoffs: &Cutoffs,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Cleaned, StorageError>;
}
