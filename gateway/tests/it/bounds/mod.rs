//! Everything that somebody can make grow has a bound (docs/threat-model.md): what happens at it,
//! to whom, and to nobody else.

mod addresses;
mod caches;
mod devices;
mod outgoing;
mod strangers;

use crate::bank::Bank;
use countersign_gateway::storage::{AuditFilter, AuditRecord};
use countersign_gateway::{Database, Limits, Settings};
use std::path::PathBuf;

/// A bank with a database in a file, to count what is in it.
struct Counted {
    bank: Bank,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Counted {
    async fn open(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.db");
        let database = Database::File(file.clone());
        let bank = Bank::with(|settings| {
            settings.database = database;
            settings.limits = Limits { calls_per_minute: 1000, ..Limits::default() };
            change(settings);
        })
        .await;
        Self { bank, file, _folder: folder }
    }

    /// How many rows a table has.
    fn rows(&self, table: &str) -> i64 {
        let database = rusqlite::Connection::open(&self.file).unwrap();
        let count = format!("SELECT count(*) FROM {table}");
        database.query_row(&count, [], |row| row.get(0)).unwrap()
    }
}

/// Every entry of the log.
async fn log(bank: &Bank) -> Vec<AuditRecord> {
    bank.gateway.audit_log(0, AuditFilter::default(), 100_000).await.unwrap()
}

/// How many entries of the log are of this event.
async fn noted(bank: &Bank, event: &str) -> usize {
    log(bank).await.iter().filter(|entry| entry.event == event).count()
}
