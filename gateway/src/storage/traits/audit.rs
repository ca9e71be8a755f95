//! The audit log.

use crate::storage::{
    AuditChain, AuditEntry, AuditFilter, AuditRecord, SealedEntry, SealedPage, StorageError,
    Unsealed,
};
use countersign_protocol::time::UnixSeconds;
use countersign_verify::audit::LogEnd;

/// The log of what happened, without what was asked.
///
/// Entries are written in the transactions of what they tell of, and in no chain: no transaction
/// waits for another's. One sealer chains later what is committed. A database that gives numbers
/// before it commits can show a number after a greater one was read; a *position* is given to what
/// is committed, so whoever reads by position misses nothing.
pub trait AuditStore {
    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn audit(&self, entry: &AuditEntry<'_>, at: UnixSeconds) -> Result<(), StorageError>;

    /// The entries, sealed or not, oldest first, from a number on, as far as the filter lets them
    /// through. For searching: who follows the log reads [`AuditStore::sealed_audit`].
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

    /// What is sealed, and the next committed entries that are not, by their numbers.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn unsealed(&self, most: u32) -> Result<Unsealed, StorageError>;

    /// Gives these entries their positions and links and keeps the new chain, if `after` is still
    /// its last end (none: nothing is sealed yet); else changes nothing and returns `false`,
    /// because another sealer was first. An entry that has a position keeps it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn seal_audit(
        &self,
        after: Option<&LogEnd>,
        entries: &[SealedEntry],
        chain: &AuditChain,
    ) -> Result<bool, StorageError>;

    /// The sealed entries behind a position, by their positions. Behind what retention deleted it
    /// begins with what is left; behind the last it has none. `None` if nothing was sealed yet.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn sealed_audit(&self, after: i64, most: u32) -> Result<Option<SealedPage>, StorageError>;
}
