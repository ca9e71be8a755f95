//! The audit log.

use crate::storage::{AuditEntry, AuditFilter, AuditRecord, StorageError};
use countersign_protocol::time::UnixSeconds;

/// The log of what happened, without what was asked.
pub trait AuditStore {
    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn audit(&self, entry: &AuditEntry<'_>, at: UnixSeconds) -> Result<(), StorageError>;

    /// The entries, oldest first, from a number on, as far as the filter lets them through.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn audit_log(
        &self,
        from: i64,
        filter: &AuditFilter,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StorageError>;
}
