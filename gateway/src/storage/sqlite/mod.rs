//! SQLite: one connection, one transaction for each call, durable when it returns.

mod audit;
mod consents;
mod decisions;
mod devices;
mod offers;
mod outcomes;
mod retention;
mod rotations;
mod sealing;

use super::StorageError;
use crate::seal::{Seal, SealKey};
use audit::note;
use countersign::StoreError;
use countersign::platform::SystemRandom;
use countersign::time::UnixSeconds;
use rusqlite::{Connection, ErrorCode, Row, TransactionBehavior};
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Every schema there has been, oldest first. A released file is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/001_first.sql"),
    include_str!("../migrations/002_bank.sql"),
    include_str!("../migrations/003_keys.sql"),
];

/// Where each commit is told, for tests that count them: `committing` before, `commit` after.
const COMMITS: &str = "countersign_gateway::store";

/// The records in an SQLite database.
pub struct SqliteStorage {
    connection: Mutex<Connection>,
    seal: Seal,
}

/// The database inside one call: a connection, and what seals and opens its values.
struct Db<'a> {
    connection: &'a Connection,
    seal: &'a Seal,
}

impl Deref for Db<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Db<'_> {
    /// Seals a value for a row of a column.
    fn seal(&self, column: &str, row: &str, value: &str) -> rusqlite::Result<String> {
        self.seal.seal(&place(column, row), value).map_err(|_| strange())
    }

    /// Opens a value of a row of a column.
    fn open(&self, column: &str, row: &str, sealed: &str) -> rusqlite::Result<String> {
        self.seal.open(&place(column, row), sealed).map_err(|_| strange())
    }

    /// The same where there may be no value.
    fn seal_some(
        &self,
        column: &str,
        row: &str,
        value: Option<&String>,
    ) -> rusqlite::Result<Option<String>> {
        value.map(|value| self.seal(column, row, value)).transpose()
    }

    /// The same where there may be no value. One that was deleted is none.
    fn open_some(
        &self,
        column: &str,
        row: &str,
        sealed: Option<String>,
    ) -> rusqlite::Result<Option<String>> {
        let sealed = sealed.filter(|sealed| !sealed.is_empty());
        sealed.map(|sealed| self.open(column, row, &sealed)).transpose()
    }
}

fn place(column: &str, row: &str) -> String {
    format!("{column}/{row}")
}

impl SqliteStorage {
    /// Opens a file, or makes it, and brings it to the newest schema. The first key seals, all
    /// open; what an older version left in clear is sealed now.
    ///
    /// # Errors
    ///
    /// [`StorageError::Newer`] if a newer program wrote it, [`StorageError::WrongKey`] if none of
    /// the keys opens it.
    pub fn open(path: &Path, keys: &[SealKey]) -> Result<Self, StorageError> {
        make_private(path).map_err(|_| StorageError::ReadOnly)?;
        Self::prepare(Connection::open(path)?, keys)
    }

    /// Keeps everything in memory.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub fn in_memory() -> Result<Self, StorageError> {
        Self::prepare(Connection::open_in_memory()?, &[])
    }

    /// Bounds the database to this many pages of 4 KiB: a write beyond is [`StorageError::Full`]
    /// and changes nothing. Reading goes on.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub fn limit_pages(&self, pages: u32) -> Result<(), StorageError> {
        Ok(self.lock().pragma_update(None, "max_page_count", pages)?)
    }

    fn prepare(mut connection: Connection, keys: &[SealKey]) -> Result<Self, StorageError> {
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.pragma_update(None, "trusted_schema", "OFF")?;
        // What is deleted is overwritten: what retention removed is not in the file any more.
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.set_prepared_statement_cache_capacity(64);
        countersign::migrate(&mut connection, MIGRATIONS).map_err(|error| match error {
            StoreError::Newer => StorageError::Newer,
            StoreError::Full => StorageError::Full,
            StoreError::ReadOnly => StorageError::ReadOnly,
            StoreError::Busy => StorageError::Busy,
            _ => StorageError::Failed,
        })?;
        let seal = Seal::new(keys, Arc::new(SystemRandom::default()));
        let seal = seal.map_err(|_| StorageError::Failed)?;
        sealing::check(&mut connection, &seal)?;
        Ok(Self { connection: Mutex::new(connection), seal })
    }

    /// A panic while the lock was held rolled its transaction back: the connection is still good.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(
        &self,
        query: impl FnOnce(&Db<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StorageError> {
        let connection = self.lock();
        Ok(query(&Db { connection: &connection, seal: &self.seal })?)
    }

    fn write<T>(
        &self,
        change: impl FnOnce(&Db<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StorageError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = change(&Db { connection: &transaction, seal: &self.seal })?;
        tracing::debug!(target: COMMITS, "committing");
        transaction.commit()?;
        tracing::debug!(target: COMMITS, "commit");
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
        let code = error.sqlite_error_code();
        tracing::error!(?code, "the database failed");
        match code {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            None if matches!(error, rusqlite::Error::InvalidQuery) => Self::Damaged,
            _ => Self::Failed,
        }
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

    fn key() -> SealKey {
        SealKey::generate(&SystemRandom::default()).unwrap()
    }

    #[test]
    fn a_file_is_made_opened_again_and_refused_when_it_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gateway.db");

        let key = key();
        SqliteStorage::open(&path, std::slice::from_ref(&key)).unwrap();
        let again = SqliteStorage::open(&path, std::slice::from_ref(&key)).unwrap();
        again.lock().pragma_update(None, "user_version", 99).unwrap();

        assert_eq!(SqliteStorage::open(&path, &[key]).err(), Some(StorageError::Newer));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();

        SqliteStorage::open(&folder.path().join("gateway.db"), &[key()]).unwrap();

        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn what_is_written_is_durable_before_the_call_returns() {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(&folder.path().join("gateway.db"), &[key()]).unwrap();

        let mode: String =
            storage.lock().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        let synchronous: i64 =
            storage.lock().pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();

        assert_eq!((mode.as_str(), synchronous), ("wal", 2));
    }

    /// An entry like any other.
    fn audit(storage: &SqliteStorage) -> Result<(), StorageError> {
        let entry = crate::storage::AuditEntry { event: "test", ..Default::default() };
        crate::storage::AuditStore::audit(storage, &entry, UnixSeconds(0))
    }

    fn count(storage: &SqliteStorage) -> i64 {
        let connection = storage.lock();
        connection.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_full_disk_is_told_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(&folder.path().join("gateway.db"), &[key()]).unwrap();
        storage.limit_pages(1).unwrap(); // SQLite makes it the pages there are

        let mut written = 0;
        let full = loop {
            match audit(&storage) {
                Ok(()) => written += 1,
                Err(error) => break error,
            }
        };
        let kept = count(&storage);
        storage.limit_pages(1_000_000).unwrap();

        assert_eq!((full, kept), (StorageError::Full, written));
        assert_eq!((audit(&storage), count(&storage)), (Ok(()), written + 1));
    }

    #[test]
    fn a_database_that_may_only_be_read_is_told_and_reads_on() {
        let storage = SqliteStorage::in_memory().unwrap();
        storage.lock().pragma_update(None, "query_only", true).unwrap();

        assert_eq!(audit(&storage), Err(StorageError::ReadOnly));
        assert_eq!(count(&storage), 0);
    }

    #[test]
    fn a_database_that_another_process_holds_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gateway.db");
        let storage = SqliteStorage::open(&path, &[key()]).unwrap();
        storage.lock().busy_timeout(std::time::Duration::ZERO).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();

        let held = audit(&storage);
        other.execute_batch("ROLLBACK").unwrap();

        assert_eq!((held, audit(&storage)), (Err(StorageError::Busy), Ok(())));
    }

    #[test]
    fn a_file_that_is_no_database_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gateway.db");
        std::fs::write(&path, "This is not a database, and it is longer than its header is.")
            .unwrap();

        assert_eq!(SqliteStorage::open(&path, &[key()]).err(), Some(StorageError::Damaged));
    }
}
