//! What can be known of this device itself when the bank turns it away: what the AS signs of it,
//! and whether its own key is still there.

use super::Inner;
use crate::platform::Change;
use crate::server::native::{Answer, Native, ServerError};
use crate::store::{EnrolmentRecord, EnrolmentState};
use countersign_protocol::jose::Typ;
use countersign_protocol::tokens::DeviceStatus;
use countersign_transport::Method;

impl Inner {
    /// The state of this device, as the AS signs it.
    pub(super) async fn ask_state(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
    ) -> Result<EnrolmentState, ServerError> {
        Ok(self.ask_status(native, record).await?.state)
    }

    /// The status of this device, as the AS signs it.
    pub(super) async fn ask_status(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
    ) -> Result<DeviceStatus, ServerError> {
        let session = self.session(&record.id);
        let caller = self.caller(native, &session, record)?;
        let answer = Answer::Token(200, Typ::DeviceStatus);
        let token = caller.call(Method::GET, &record.endpoints.device, None, &answer).await?;
        let token = String::from_utf8(token).map_err(|_| ServerError::Answer)?;
        let verified = native.verify(&token, Typ::DeviceStatus, &record.endpoints.as_keys).await?;
        let (issuer, device, now) = (&record.issuer, &record.device_id, native.time.now());
        Ok(DeviceStatus::read(&verified, issuer, device, now)?)
    }

    /// Asks for the state after the bank turned this device away, and stores it if it explains
    /// that. It never makes a device active: that is for [`crate::Device::refresh`].
    pub(super) async fn note_state(
        &self,
        native: &Native,
        record: &EnrolmentRecord,
    ) -> Option<EnrolmentState> {
        let status = self.ask_status(native, record).await.ok()?;
        let state = status.state;
        if !matches!(state, EnrolmentState::Blocked | EnrolmentState::Revoked)
            || state == record.state
        {
            return Some(state);
        }
        let (id, closings, now) = (record.id.clone(), record.closings, native.time.now());
        let write = move |db: &_, seal: &_| {
            EnrolmentRecord::change(db, seal, &id, |record| {
                record.take_status(status, closings, now);
            })
        };
        if self.store.write(write).await.is_err() {
            tracing::warn!("the state of a device could not be stored; it will be asked again");
        }
        self.platform.changed(Change::Enrolments);
        Some(state)
    }

    /// Whether the transport key of an enrolment is gone for good, noted if it is, so that the
    /// person is told to enrol again. One word of a key store is not enough: it has to leave the
    /// key out of its list, too.
    pub(super) async fn note_lost_key(&self, record: &EnrolmentRecord) -> bool {
        if !self.lost_transport_key(record) {
            return false;
        }
        let id = record.id.clone();
        let write = move |db: &_, seal: &_| {
            EnrolmentRecord::change(db, seal, &id, |record| record.health.transport_lost = true)
        };
        if !record.health.transport_lost {
            if self.store.write(write).await.is_err() {
                tracing::warn!("the loss of a key could not be noted; it will be found again");
            }
            self.platform.changed(Change::Enrolments);
        }
        true
    }

    pub(super) fn lost_transport_key(&self, record: &EnrolmentRecord) -> bool {
        let alias = &record.transport_alias;
        self.platform.keys.list(&alias.0).is_ok_and(|there| !there.contains(alias))
    }
}
