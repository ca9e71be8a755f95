//! Leaving: decisions are delivered first, then reports, then the enrolment goes (docs/protocol.md
//! §6).

use super::deliver::Which;
use super::{Device, Inner, ManageError};
use crate::platform::{Change, KeyStoreError};
use crate::server::native::{Answer, Native, ServerError};
use crate::store::{EnrolmentRecord, EnrolmentState, StoreError, requests};
use countersign_transport::Method;

impl Device {
    /// Ends the enrolment at the AS, then deletes its keys, requests and history here. What was
    /// decided and reported is delivered first, so that no denial is lost with it.
    ///
    /// # Errors
    ///
    /// [`ManageError`]: the enrolment is still here, as one that is being removed, and
    /// [`Device::deliver`] goes on, also after the next start. Say that the bank has not confirmed
    /// it yet. If the person insists, [`Device::forget`].
    pub async fn remove(&self, enrolment: &str) -> Result<(), ManageError> {
        let id = enrolment.to_owned();
        let write = move |db: &_, seal: &_| {
            EnrolmentRecord::change(db, seal, &id, |record| record.pending_changes.removal = true)
        };
        if self.inner.store.write(write).await?.is_none() {
            return Ok(());
        }
        self.inner.platform.changed(Change::Enrolments);
        self.inner.deliver_waiting(Which::Possible, Some(enrolment)).await?;
        self.inner.send_changes(enrolment).await
    }

    /// Deletes an enrolment here only: its keys, requests and history, and what the bank was still
    /// to be told. The bank keeps the device until it is ended there.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn forget(&self, enrolment: &str) -> Result<(), ManageError> {
        let Some(record) = self.inner.record(enrolment).await? else { return Ok(()) };
        Ok(self.inner.forget(&record).await?)
    }
}

impl Inner {
    /// Whether nothing is left that the AS must hear before this device goes: no decision that can
    /// still arrive, and no report.
    pub(super) async fn is_all_told(&self, record: &EnrolmentRecord) -> Result<bool, ManageError> {
        let Some(now) = self.server(&record.issuer).map(|native| native.time.now()) else {
            return Ok(true);
        };
        let id = record.id.clone();
        let told = move |db: &_, seal: &_| {
            let record = EnrolmentRecord::by_id(db, seal, &id)?;
            let reported = record.is_none_or(|r| r.pending_changes.reports.is_empty());
            Ok(reported && !requests::is_on_its_way(db, &id, now)?)
        };
        Ok(self.store.read(told).await? || self.lost_transport_key(record))
    }

    pub(super) async fn send_removal(&self, record: &EnrolmentRecord) -> Result<(), ManageError> {
        if let Some(native) = self.server(&record.issuer) {
            match self.delete_device(native, record).await {
                Ok(()) => {}
                // Without its key this phone cannot call the AS any more.
                Err(ServerError::Key(KeyStoreError::Gone)) if self.lost_transport_key(record) => {}
                Err(error) if error.is_transient() => return Err(error.into()),
                // It may be gone already, as it is when an answer was lost. But an answer without
                // a signature may be anybody's: the AS has to sign that it is.
                Err(error) => match self.ask_state(native, record).await {
                    Ok(EnrolmentState::Revoked) => {}
                    _ => return Err(error.into()),
                },
            }
        }
        Ok(self.forget(record).await?)
    }

    async fn delete_device(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
    ) -> Result<(), ServerError> {
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, record)?;
        let url = &record.endpoints.device;
        caller.call(Method::DELETE, url, None, &Answer::Empty).await?;
        Ok(())
    }

    /// Deletes an enrolment here: first what is in the database, then the keys. What a crash
    /// leaves between the two is deleted at the next start.
    pub(super) async fn forget(&self, record: &EnrolmentRecord) -> Result<(), StoreError> {
        let id = record.id.clone();
        self.store.write(move |db, _| EnrolmentRecord::delete(db, &id)).await?;
        let keys: Vec<_> = record.aliases().cloned().collect();
        self.delete_keys(&keys);
        self.end_session(&record.id);
        self.platform.changed(Change::Enrolments);
        Ok(())
    }
}
