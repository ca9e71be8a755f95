//! SQLite: one connection, one transaction for each call, durable when it returns.

mod consents;
mod decisions;
mod devices;
mod offers;
mod outcomes;

use super::{AuditEntry, AuditRecord, AuditStore, StorageError};
use countersign::StoreError;
use countersign::time::UnixSeconds;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every schema there has been, oldest first. A released file is never changed.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/001_first.sql")];

/// The records in an SQLite database.
pub struct SqliteStorage {
    connection: Mutex<Connection>,
}

impl SqliteStorage {
    /// Opens a file, or makes it, and brings it to the newest schema.
    ///
    /// # Errors
    ///
    /// [`StorageError::Newer`] if a newer program wrote it.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        make_private(path).map_err(|_| StorageError::Failed)?;
        Self::prepare(Connection::open(path)?)
    }

    /// Keeps everything in memory.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub fn in_memory() -> Result<Self, StorageError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, StorageError> {
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.set_prepared_statement_cache_capacity(64);
        countersign::migrate(&mut connection, MIGRATIONS).map_err(|error| match error {
            StoreError::Newer => StorageError::Newer,
            _ => StorageError::Failed,
        })?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// A panic while the lock was held rolled its transaction back: the connection is still good.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StorageError> {
        Ok(query(&self.lock())?)
    }

    fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StorageError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = change(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}

/// Makes the file, if it is not there, so that only its owner may read it. SQLite gives its
/// other files the same mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

impl AuditStore for SqliteStorage {
    fn audit(&self, entry: &AuditEntry<'_>, at: UnixSeconds) -> Result<(), StorageError> {
        self.write(|tx| note(tx, entry, at))
    }

    fn audit_log(&self, from: i64, most: u32) -> Result<Vec<AuditRecord>, StorageError> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT number, at, event, offer, device, consent, request, checked FROM audit
                 WHERE number >= ?1 ORDER BY number LIMIT ?2",
            )?;
            query
                .query_map(params![from, most], |row| {
                    Ok(AuditRecord {
                        number: row.get(0)?,
                        at: UnixSeconds(row.get(1)?),
                        event: row.get(2)?,
                        offer: row.get(3)?,
                        device: row.get(4)?,
                        consent: row.get(5)?,
                        request: row.get(6)?,
                        checked: row.get(7)?,
                    })
                })?
                .collect()
        })
    }
}

/// Adds to the audit log inside a transaction.
fn note(db: &Connection, entry: &AuditEntry<'_>, at: UnixSeconds) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO audit (at, event, offer, device, consent, request, checked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        at.0,
        entry.event,
        entry.offer,
        entry.device,
        entry.consent,
        entry.request,
        entry.checked
    ])?;
    Ok(())
}

/// A column that holds what this program cannot have written.
fn strange() -> rusqlite::Error {
    rusqlite::Error::InvalidQuery
}

/// Reads a time.
fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<UnixSeconds> {
    row.get(column).map(UnixSeconds)
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        // The code names no content; the message could.
        tracing::error!(code = ?error.sqlite_error_code(), "the database failed");
        Self::Failed
    }
}

impl std::fmt::Debug for SqliteStorage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteStorage")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_made_opened_again_and_refused_when_it_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gateway.db");

        SqliteStorage::open(&path).unwrap();
        let again = SqliteStorage::open(&path).unwrap();
        again.lock().pragma_update(None, "user_version", 99).unwrap();

        assert_eq!(SqliteStorage::open(&path).err(), Some(StorageError::Newer));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();

        SqliteStorage::open(&folder.path().join("gateway.db")).unwrap();

        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn what_is_written_is_durable_before_the_call_returns() {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(&folder.path().join("gateway.db")).unwrap();

        let mode: String =
            storage.lock().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        let synchronous: i64 =
            storage.lock().pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();

        assert_eq!((mode.as_str(), synchronous), ("wal", 2));
    }
}
