//! What the device keeps, and when it keeps quiet.

use super::{Device, ManageError};
use crate::platform::Change;
#[cfg(feature = "software-keys")]
use crate::store::StoreError;
use crate::store::{EnrolmentRecord, SealError};

/// The longest that notifications are kept back. Nobody should mute their bank for ever.
pub const MAX_MUTE_SECONDS: u32 = 86_400;

impl Device {
    /// Keeps notifications of an enrolment back for so many seconds, at most
    /// [`MAX_MUTE_SECONDS`]; 0 ends it. What comes meanwhile is kept and counted
    /// ([`Device::receive`] says `muted`), and [`Device::pending`] lists it.
    ///
    /// # Errors
    ///
    /// [`ManageError::NotEnrolled`] or [`ManageError::Store`].
    pub async fn mute(&self, enrolment: &str, seconds: u32) -> Result<(), ManageError> {
        let record = self.inner.record(enrolment).await?.ok_or(ManageError::NotEnrolled)?;
        let native = self.inner.server(&record.issuer).ok_or(ManageError::NotEnrolled)?;
        let until = native.time.now().plus(seconds.min(MAX_MUTE_SECONDS).into());
        self.inner.store.write(move |db, _| EnrolmentRecord::mute(db, &record.id, until)).await?;
        self.inner.platform.changed(Change::Enrolments);
        Ok(())
    }

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

    /// As if the disk had room for so many pages of 4 KiB, but no fewer than are in use. For this
    /// project's own tests.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    #[cfg(feature = "software-keys")]
    pub async fn limit_database(&self, pages: u32) -> Result<(), StoreError> {
        let limit = format!("PRAGMA max_page_count = {pages}");
        self.inner.store.read(move |db, _| Ok(db.query_row(&limit, [], |_| Ok(()))?)).await
    }
}
