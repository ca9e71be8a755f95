//! Muting an enrolment: its requests arrive, and the app posts no notification of them.

use super::{Device, ManageError};
use crate::platform::Change;
use crate::store::EnrolmentRecord;

/// The longest that an enrolment can be muted, in seconds. Nobody should mute their bank for ever.
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
}
