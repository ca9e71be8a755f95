//! Changing the key that seals the database.

use super::Device;
use crate::store::SealError;

impl Device {
    /// Changes the key that seals the database: makes a new one, seals everything again in short
    /// transactions, and deletes the old one. Everything else goes on meanwhile. If it ends
    /// before its time, by an error or with the process, the database opens as before; call it
    /// again to finish.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub async fn change_seal(&self) -> Result<(), SealError> {
        self.inner.store.change_key(self.inner.platform.secrets.as_ref()).await
    }
}
