//! The database of the device: SQLite on a thread of its own, content sealed.
//!
//! One writer, WAL, `synchronous = FULL`: when a write returns it is on the disk.

mod approval_health;
mod as_keys;
mod cache;
mod chain;
mod enrolments;
mod error;
pub(crate) mod history;
pub(crate) mod left_out;
pub(crate) mod lockout;
pub(crate) mod new_keys;
mod open;
pub(crate) mod outbox;
mod outcome;
mod pending_changes;
mod recent;
pub(crate) mod requests;
mod reseal;
mod row;
mod seal;

pub(crate) use approval_health::ApprovalHealth;
pub(crate) use as_keys::StoredKeys;
pub use chain::ChainEnd;
pub use countersign_protocol::vocabulary::DeviceState as EnrolmentState;
pub(crate) use enrolments::{EnrolmentRecord, point};
pub use error::StoreError;
pub use history::{HistoryCheck, HistoryEntry, HistoryFault, Retention};
pub use outcome::{Answered, Outcome, Verdict};
pub(crate) use pending_changes::{KeyRotation, PendingChanges, Report};
pub use recent::{Frequency, Recent};
pub(crate) use requests::Arrival;
pub(crate) use seal::Seal;
pub use seal::SealError;

use cache::{EnrolmentCache, Records};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use std::sync::{Arc, mpsc};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce(&mut Connection, &mut Seal) + Send>;

/// A handle to the thread that owns the database. It ends with its last handle.
#[derive(Clone)]
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
    cache: Arc<EnrolmentCache>,
}

impl Store {
    /// Reads, on the thread of the database.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(move |connection, seal| work(connection, seal)).await
    }

    /// The same for callers that are not async: blocks, for a few milliseconds at most.
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
        self.run(move |connection, seal| in_transaction(connection, seal, work)).await
    }

    /// The same for callers that are not async: blocks until it is on the disk.
    pub(crate) fn write_now<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, done) = mpsc::channel();
        let cache = Arc::clone(&self.cache);
        let job: Job = Box::new(move |connection, seal| {
            let worked = in_transaction(connection, seal, work);
            cache.drop_if_stale(connection);
            drop(answer.send(worked));
        });
        self.jobs.send(job).map_err(|_| StoreError::Busy)?;
        done.recv().map_err(|_| StoreError::Busy)?
    }

    /// All enrolments, oldest first.
    pub(crate) async fn records(&self) -> Result<Records, StoreError> {
        if let Some(records) = self.cache.get() {
            return Ok(records);
        }
        self.read(self.read_records()).await
    }

    /// The same for callers that are not async.
    pub(crate) fn records_now(&self) -> Result<Records, StoreError> {
        self.cache.get().map_or_else(|| self.read_now(self.read_records()), Ok)
    }

    fn read_records(
        &self,
    ) -> impl FnOnce(&Connection, &Seal) -> Result<Records, StoreError> + Send + use<> {
        let cache = Arc::clone(&self.cache);
        move |db, seal| {
            let all = EnrolmentRecord::all(db, seal)?;
            let records: Records = all.into_iter().map(Arc::new).collect();
            // On the thread of all writes: none can come between reading and caching.
            cache.put(Some(Arc::clone(&records)));
            Ok(records)
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &mut Seal) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, done) = oneshot::channel();
        let cache = Arc::clone(&self.cache);
        let job: Job = Box::new(move |connection, seal| {
            let worked = work(connection, seal).map_err(|error| explained(error, connection, seal));
            cache.drop_if_stale(connection);
            // Nobody waiting is fine: the work is done all the same.
            drop(answer.send(worked));
        });
        self.jobs.send(job).map_err(|_| StoreError::Busy)?;
        done.await.map_err(|_| StoreError::Busy)?
    }
}

fn in_transaction<T>(
    connection: &mut Connection,
    seal: &Seal,
    work: impl FnOnce(&Connection, &Seal) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = begin(connection, seal)?;
    let done = work(&transaction, seal)?;
    commit(transaction)?;
    Ok(done)
}

// What follows is not generic on purpose: every piece of work would bring its own copy.

fn begin<'c>(connection: &'c mut Connection, seal: &Seal) -> Result<Transaction<'c>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    seal.check_current(&transaction)?;
    Ok(transaction)
}

fn commit(transaction: Transaction<'_>) -> Result<(), StoreError> {
    tracing::debug!(target: "countersign::store", "committing");
    transaction.commit()?;
    tracing::debug!(target: "countersign::store", "commit");
    Ok(())
}

/// A value that does not open may be damaged, or sealed with a newer key by another process: then
/// the database is only busy.
fn explained(error: StoreError, connection: &Connection, seal: &Seal) -> StoreError {
    match error {
        StoreError::Damaged => seal.check_current(connection).err().unwrap_or(error),
        error => error,
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
