//! Managing an enrolment: status, push target, reports, removal (docs/protocol.md §6).

use super::{Device, Enrolment};
use crate::platform::{Change, RandomError, new_id};
use crate::server::native::ServerError;
use crate::store::{EnrolmentRecord, EnrolmentState, Report, StoreError};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::DeviceStatus;
use countersign_protocol::vocabulary::PushTarget;
use countersign_protocol::vocabulary::ReportReason;

/// Why something could not be done to an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManageError {
    /// No such enrolment is on this phone.
    #[error("no such enrolment")]
    NotEnrolled,
    /// The enrolment is being removed, and what was decided or reported on it has not arrived yet.
    /// [`Device::deliver`] goes on.
    #[error("a decision or a report has not arrived yet")]
    Undelivered,
    /// The AS could not be reached, or refused. [`ServerError::UpdateRequired`]: say that the app
    /// must be updated; requests in hand can still be denied.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// Whether the bank has acknowledged a change that is stored here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It has.
    Now,
    /// Not yet: it could not be reached, or did not take it. [`Device::deliver`] and
    /// [`Device::refresh`] send it again.
    Later,
    /// There is nobody left to tell: the bank signed that it has revoked this device.
    Refused,
}

impl Device {
    /// Asks the AS how far the enrolment is (confirmed, blocked, revoked), where its endpoints
    /// are and which request keys it has now, and whether this version of the app is still new
    /// enough; sends it the changes that it has not acknowledged, what this version of the app can
    /// do among them, and renews the access token. Do this when the app starts.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn refresh(&self, enrolment: &str) -> Result<Enrolment, ManageError> {
        let known = self.inner.record(enrolment).await?.ok_or(ManageError::NotEnrolled)?;
        let native = self.inner.server(&known.issuer).ok_or(ManageError::NotEnrolled)?;
        let endpoints = native.discover().await?;
        // A request key that the AS took back is dropped now, not when its successor first signs.
        native.fetch_keys(&endpoints.as_keys).await?;
        if !known.pending_changes.is_empty()
            && let Err(error) = self.inner.send_changes(enrolment).await
        {
            tracing::info!(%error, "not every change reached the bank");
        }
        let record = self.inner.record(enrolment).await?.ok_or(ManageError::NotEnrolled)?;
        let record = EnrolmentRecord { endpoints, ..EnrolmentRecord::clone(&record) };
        let status = self.inner.ask_status(native, &record).await?;
        let session = self.inner.session(&record.id);
        self.inner.caller(native, &session, &record)?.renew_ahead().await;
        let record = self.keep_status(record, status, native.time.now()).await?;
        if record.state == EnrolmentState::Active
            && let Err(error) = self.inner.send_changed_capabilities(&record).await
        {
            tracing::info!(%error, "what the app can do did not reach the bank");
        }
        Ok(self.inner.describe(&record))
    }

    /// Stores what the AS says of an enrolment, if it is new.
    async fn keep_status(
        &self,
        asked: EnrolmentRecord,
        status: DeviceStatus,
        now: UnixSeconds,
    ) -> Result<EnrolmentRecord, ManageError> {
        let (endpoints, closings) = (asked.endpoints, asked.closings);
        let take = move |record: &mut EnrolmentRecord| {
            record.endpoints = endpoints;
            record.take_status(status, closings, now);
        };
        let id = asked.id;
        let before = self.inner.record(&id).await?.ok_or(ManageError::NotEnrolled)?;
        let mut after = EnrolmentRecord::clone(&before);
        take.clone()(&mut after);
        if after.is_as(&before) {
            return Ok(after);
        }
        let write = move |db: &_, seal: &_| EnrolmentRecord::change(db, seal, &id, take);
        let (record, ()) = self.inner.store.write(write).await?.ok_or(ManageError::NotEnrolled)?;
        self.inner.platform.changed(Change::Enrolments);
        Ok(record)
    }

    /// Tells the AS where notices go from now on. The change is stored before it is sent: after
    /// [`Told::Later`] the app need not call again.
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn update_push(
        &self,
        enrolment: &str,
        push: &PushTarget,
    ) -> Result<Told, ManageError> {
        let push = push.clone();
        self.store_and_send(enrolment, move |record| record.pending_changes.push = Some(push)).await
    }

    /// Tells the AS what this version of the app can do, whether or not it knows. Stored before it is
    /// sent, as in [`Device::update_push`]. [`Device::refresh`] does so after an update.
    ///
    /// # Errors
    ///
    /// [`ManageError`]. After [`ManageError::Server`] it is sent again by [`Device::deliver`].
    pub async fn update_capabilities(&self, enrolment: &str) -> Result<(), ManageError> {
        self.inner.tell_capabilities(enrolment).await
    }

    /// "This was not me", of a request that is over or was decided: the AS blocks the device
    /// until the bank unblocks it. Stored before it is sent, as in [`Device::update_push`]. For a
    /// request that still waits for a decision see [`Device::not_me`].
    ///
    /// # Errors
    ///
    /// [`ManageError`].
    pub async fn report(&self, enrolment: &str, request: &str) -> Result<Told, ManageError> {
        let report = self.inner.new_report(request, ReportReason::NotMe)?;
        let known = self.inner.record(enrolment).await?.ok_or(ManageError::NotEnrolled)?;
        let now = self.inner.server_time(&known);
        let acknowledged = self
            .store_and_send(enrolment, move |record| {
                record.pending_changes.report(report);
                record.state = EnrolmentState::Blocked;
                record.close(now);
            })
            .await;
        self.inner.platform.changed(Change::Enrolments);
        acknowledged
    }

    /// Stores a change, then sends it.
    async fn store_and_send(
        &self,
        enrolment: &str,
        change: impl FnOnce(&mut EnrolmentRecord) + Send + 'static,
    ) -> Result<Told, ManageError> {
        let id = enrolment.to_owned();
        let write = move |db: &_, seal: &_| EnrolmentRecord::change(db, seal, &id, change);
        self.inner.store.write(write).await?.ok_or(ManageError::NotEnrolled)?;
        self.inner.try_changes(enrolment).await
    }
}

impl super::Inner {
    /// Sends the pending changes, and says whether the AS has acknowledged them. That it cannot be
    /// reached is no error.
    pub(super) async fn try_changes(&self, enrolment: &str) -> Result<Told, ManageError> {
        match self.send_changes(enrolment).await {
            Ok(()) => {
                let record = self.record(enrolment).await?;
                let waits = record.is_some_and(|record| !record.pending_changes.is_empty());
                Ok(if waits { Told::Later } else { Told::Now })
            }
            Err(ManageError::Server(_) | ManageError::Undelivered) => {
                let record = self.record(enrolment).await?;
                let revoked = record.is_some_and(|record| {
                    record.state == EnrolmentState::Revoked && record.pending_changes.is_empty()
                });
                Ok(if revoked { Told::Refused } else { Told::Later })
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn new_report(
        &self,
        request: &str,
        reason: ReportReason,
    ) -> Result<Report, RandomError> {
        let id = new_id(self.platform.random.as_ref())?;
        Ok(Report { id, request: request.to_owned(), reason })
    }
}
