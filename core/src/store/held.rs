//! The enrolments in memory: every consent needs one, and they rarely change.

use super::EnrolmentRecord;
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// All enrolments, oldest first.
pub(crate) type Records = Arc<[Arc<EnrolmentRecord>]>;

/// The enrolments, once they were read and until somebody writes.
#[derive(Default)]
pub(super) struct Held {
    records: RwLock<Option<Records>>,
    /// Whether their table was written to since; SQLite says so itself, so that no writer can
    /// forget to.
    stale: AtomicBool,
    /// SQLite's count of what other processes wrote, when it was last looked at.
    seen: AtomicI64,
}

impl Held {
    pub(super) fn get(&self) -> Option<Records> {
        self.records.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn put(&self, records: Option<Records>) {
        *self.records.write().unwrap_or_else(PoisonError::into_inner) = records;
    }

    /// Their table was written to.
    pub(super) fn written(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Lets go of them if they may have changed. After every piece of work, before its answer.
    pub(super) fn look(&self, db: &Connection) {
        // An app and its notification extension may both have the database open.
        let version = db
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut query| query.query_row([], |row| row.get(0)));
        let others =
            version.is_ok_and(|version| self.seen.swap(version, Ordering::Relaxed) != version);
        if self.stale.swap(false, Ordering::Relaxed) || others {
            self.put(None);
        }
    }
}
