//! The history: every request and how it ended, with the tokens that prove it.

use super::Device;
use crate::store::{HistoryEntry, StoreError, requests};

impl Device {
    /// A page of at most `count` (100 at the most) requests, newest first, numbered below
    /// `before`; `None` begins at the newest.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn history(
        &self,
        before: Option<i64>,
        count: u32,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let (before, count) = (before.unwrap_or(i64::MAX), count.min(100));
        self.inner.store.read(move |db, seal| requests::history(db, seal, before, count)).await
    }
}
