//! A cache of the enrolments: every consent needs one, and they rarely change.

use super::EnrolmentRecord;
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// All enrolments, oldest first.
pub(crate) type Records = Arc<[Arc<EnrolmentRecord>]>;

/// The enrolments from when they are first read until somebody writes one.
#[derive(Default)]
pub(super) struct EnrolmentCache {
    records: RwLock<Option<Records>>,
    /// Whether their table was written to since. SQLite's update hook sets it, so that no writer
    /// can forget to.
    stale: AtomicBool,
    /// SQLite's count of what other processes wrote, when it was last looked at.
    seen: AtomicI64,
}

impl EnrolmentCache {
    pub(super) fn get(&self) -> Option<Records> {
        self.records.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn put(&self, records: Option<Records>) {
        *self.records.write().unwrap_or_else(PoisonError::into_inner) = records;
    }

    /// Notes that their table was written to.
    pub(super) fn invalidate(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Empties the cache if the enrolments may have changed. Called after every piece of work,
    /// before it is answered.
    pub(super) fn drop_if_stale(&self, db: &Connection) {
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
