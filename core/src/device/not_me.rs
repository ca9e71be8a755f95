//! "This was not me": no, and nothing more from this phone until the bank has looked.

use super::decide::waiting;
use super::receive::Consent;
use super::{DecideError, Delivery, Device, ManageError, Told};
use crate::platform::Change;
use crate::store::{EnrolmentRecord, EnrolmentState, requests};
use countersign_protocol::vocabulary::{DenialReason, ReportReason};

/// What became of "this was not me". It is stored, whatever became of it.
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
        // Without a denial, because the time is over or the key cannot be used now, the report
        // is worth no less.
        let denial = self.denial(&record, consent, DenialReason::NotMe).ok();
        let report = self.inner.new_report(consent.id(), ReportReason::NotMe)?;
        let (enrolment, request, stored) =
            (record.id.clone(), consent.id().to_owned(), denial.clone());
        let write = move |db: &_, seal: &_| {
            let made = match stored {
                Some(token) => requests::decide(db, seal, &enrolment, &request, false, &token)?,
                None => false,
            };
            let kept = EnrolmentRecord::change(db, seal, &enrolment, |record| {
                record.duties.report(report);
                record.state = EnrolmentState::Blocked;
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
        let report = match self.inner.told(&record.id).await {
            Ok(told) => told,
            Err(ManageError::Store(error)) => return Err(error.into()),
            Err(_) => Told::Later,
        };
        Ok(Reported { denial, report })
    }
}
