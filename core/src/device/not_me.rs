//! "This was not me": a denial, and a device that is blocked until the bank has looked into it.

use super::decide::waiting;
use super::receive::Consent;
use super::{DecideError, Delivery, Device, ManageError, Told};
use crate::platform::Change;
use crate::store::{EnrolmentRecord, EnrolmentState, requests};
use countersign_protocol::vocabulary::{DenialReason, ReportReason};

/// What became of "this was not me". It is stored in any case, and sent until it arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// What became of the denial; `None` if the request was decided before, or is over.
    pub denial: Option<Delivery>,
    /// Whether the bank has blocked the device.
    pub report: Told,
}

impl Device {
    /// "This was not me": denies the request if it is still open, and has the bank block this
    /// device until it has looked. Both are stored in one transaction before anything is sent,
    /// so it works without a network; the denial is sent first.
    ///
    /// # Errors
    ///
    /// [`DecideError`]: nothing was stored.
    pub async fn not_me(&self, consent: &Consent) -> Result<Reported, DecideError> {
        let record = self.inner.record(&consent.enrolment.id).await?;
        let record = record.ok_or(DecideError::NotEnrolled)?;
        // The report goes out even if there can be no denial: the request is over, or the key
        // cannot be used now.
        let denial = self.denial(&record, consent, DenialReason::NotMe).ok();
        let report = self.inner.new_report(consent.id(), ReportReason::NotMe)?;
        let (enrolment, request, stored) =
            (record.id.clone(), consent.id().to_owned(), denial.clone());
        let now = self.inner.server_time(&record);
        let write = move |db: &_, seal: &_| {
            let made = match stored {
                Some(token) => requests::decide(db, seal, &enrolment, &request, false, &token)?,
                None => false,
            };
            let kept = EnrolmentRecord::change(db, seal, &enrolment, |record| {
                record.pending_changes.report(report);
                record.state = EnrolmentState::Blocked;
                record.close(now);
            })?;
            Ok(kept.map(|_| made))
        };
        let made = self.inner.store.write(write).await?.ok_or(DecideError::NotEnrolled)?;
        consent.hold.decided();
        self.inner.platform.changed(Change::Enrolments);
        let denial = match denial.filter(|_| made) {
            Some(token) => {
                let waiting = waiting(&record, consent.id(), &consent.deadline, false, token);
                Some(self.inner.send_made(&record, &waiting).await)
            }
            None => None,
        };
        let report = match self.inner.try_changes(&record.id).await {
            Ok(acknowledged) => acknowledged,
            Err(ManageError::Store(error)) => return Err(error.into()),
            Err(_) => Told::Later,
        };
        Ok(Reported { denial, report })
    }
}
