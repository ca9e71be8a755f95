//! What the device keeps: SQLite on a thread of its own, content sealed.
//!
//! One writer, WAL, `synchronous = FULL`: when a write returns it is on the disk. Migrations are
//! numbered files and `user_version` counts them; a crate for that lags behind rusqlite, and
//! SQLite links only once.

mod as_keys;
mod enrolments;
pub(crate) mod outbox;
pub(crate) mod requests;
mod seal;

pub(crate) use as_keys::StoredKeys;
pub use enrolments::EnrolmentState;
pub(crate) use enrolments::{Endpoints, EnrolmentRecord};
pub(crate) use requests::{Arrival, Ending};
pub use requests::{HistoryEntry, Outcome};
pub(crate) use seal::{Seal, SealError};

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, TransactionBehavior};
use std::path::Path;
use std::sync::mpsc;
use tokio::sync::oneshot;

const MIGRATIONS: [&str; 2] =
    [include_str!("migrations/0001.sql"), include_str!("migrations/0002.sql")];

/// Why the database could not be opened, read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The seal's key does not open this database: restored from another phone, or the secret
    /// was lost. Start again with an empty one and enrol anew.
    #[error("the database was sealed with another key")]
    WrongKey,
    /// A newer version of the app wrote it.
    #[error("the database is from a newer version")]
    Newer,
    /// The file is damaged.
    #[error("the database is damaged")]
    Damaged,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file cannot be written.
    #[error("the database cannot be written")]
    ReadOnly,
    /// Another process holds it, or the device is closed.
    #[error("the database is busy or closed")]
    Busy,
    /// There is no randomness to seal with.
    #[error("no randomness")]
    Random,
}

type Job = Box<dyn FnOnce(&mut Connection, &Seal) + Send>;

/// A handle to the thread that owns the database. It ends with its last handle.
#[derive(Clone)]
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
}

impl Store {
    /// Opens the database, migrates it and checks the seal.
    pub(crate) fn open(path: Option<&Path>, seal: Seal) -> Result<Self, StoreError> {
        let mut connection = match path {
            Some(path) => Connection::open(path),
            None => Connection::open_in_memory(),
        }?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;
             PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;
             PRAGMA busy_timeout = 2000;",
        )?;
        migrate(&mut connection, &MIGRATIONS)?;
        seal.check(&connection)?;
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("countersign-store".to_owned())
            .spawn(move || {
                while let Ok(job) = queue.recv() {
                    job(&mut connection, &seal);
                }
            })
            .map_err(|_| StoreError::Busy)?;
        Ok(Self { jobs })
    }

    /// Reads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(move |connection, seal| work(connection, seal)).await
    }

    /// Reads, and waits for it where there is nothing to await. A few milliseconds at most.
    pub(crate) fn read_now<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, done) = mpsc::channel();
        let job: Job = Box::new(move |connection, seal| drop(answer.send(work(connection, seal))));
        self.jobs.send(job).map_err(|_| StoreError::Busy)?;
        done.recv().map_err(|_| StoreError::Busy)?
    }

    /// Writes in one transaction that is durable when this returns. Once begun it ends, whether
    /// or not somebody still waits for it.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(move |connection, seal| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction, seal)?;
            tracing::debug!(target: "countersign::store", "committing");
            transaction.commit()?;
            tracing::debug!(target: "countersign::store", "commit");
            Ok(done)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, done) = oneshot::channel();
        let job: Job = Box::new(move |connection, seal| {
            // Nobody waiting is fine: the work is done all the same.
            drop(answer.send(work(connection, seal)));
        });
        self.jobs.send(job).map_err(|_| StoreError::Busy)?;
        done.await.map_err(|_| StoreError::Busy)?
    }
}

/// Brings a database to the newest version, one file after the other, each in one transaction.
///
/// # Errors
///
/// [`StoreError::Newer`] if it is from a newer version, else what SQLite says.
pub fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    let done: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let newest = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if done > newest {
        return Err(StoreError::Newer);
    }
    for (version, migration) in (1..=newest).zip(migrations).filter(|(version, _)| *version > done)
    {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Damaged,
        }
    }
}

/// One row or none.
fn optional<T>(found: rusqlite::Result<T>) -> Result<Option<T>, StoreError> {
    Ok(found.optional()?)
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}
