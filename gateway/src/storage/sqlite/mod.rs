//! SQLite: one connection, one transaction for each call, durable when it returns.

mod audit;
mod audit_chain;
mod columns;
mod consent_rows;
mod consents;
mod damaged;
mod db;
mod decisions;
mod device_changes;
mod device_rows;
mod devices;
mod guard;
mod key_sets;
mod offers;
mod outcomes;
mod retention;
mod rotations;
mod sealing;

use super::StorageError;
use super::seal::{Seal, SealKey};
use countersign_migrations::MigrationError;
use countersign_protocol::random::SystemRandom;
use damaged::is_damaged;
use db::Db;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Every schema there has been, oldest first. A released file is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/001_first.sql"),
    include_str!("../migrations/002_bank.sql"),
    include_str!("../migrations/003_keys.sql"),
    include_str!("../migrations/004_key_sets.sql"),
    include_str!("../migrations/005_levels.sql"),
    include_str!("../migrations/006_bounds.sql"),
    include_str!("../migrations/007_audit.sql"),
];

/// The log target of commits, for tests that count them: `committing` before, `commit` after.
const COMMITS: &str = "countersign_gateway::store";

/// The records in an SQLite database.
pub struct SqliteStorage {
    connection: Mutex<Connection>,
    seal: Seal,
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
        countersign_migrations::migrate(&mut connection, MIGRATIONS).map_err(
            |error| match error {
                MigrationError::Newer => StorageError::Newer,
                MigrationError::Sqlite(error) => error.into(),
            },
        )?;
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
            None if is_damaged(&error) => Self::Damaged,
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
mod tests;
