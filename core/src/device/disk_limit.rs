//! A full disk, for tests.

use super::Device;
use crate::store::StoreError;

impl Device {
    /// Lets the database grow to this many pages of 4 KiB and no further (never below what is in
    /// use), as if the disk were full then. For this project's own tests.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn limit_database(&self, pages: u32) -> Result<(), StoreError> {
        let limit = format!("PRAGMA max_page_count = {pages}");
        self.inner.store.read(move |db, _| Ok(db.query_row(&limit, [], |_| Ok(()))?)).await
    }
}
