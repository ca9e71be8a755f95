//! The lockout: approvals that fail on the phone are counted here, beside the bank's own count and
//! across restarts, and the fifth in a row locks approving (RTS Art. 4(3)(b)).

use super::decide::Prepared;
use super::{Device, Inner};
use crate::platform::Change;
use crate::store::{EnrolmentRecord, StoreError};
use countersign_protocol::vocabulary::ReportReason;

/// What the platform's prompt gave instead of a signature. If the person closed it, that is no
/// failure: report nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptFailure {
    /// The finger or face was not the right one.
    NotRecognised,
    /// The platform accepts no biometric for now, or until the phone is unlocked otherwise.
    LockedOut,
    /// The key was invalidated, or is gone: Android's `KeyPermanentlyInvalidatedException`,
    /// Apple's `errSecItemNotFound` after the biometrics changed.
    KeyInvalidated,
    /// Nobody was asked, or nobody answered: no sensor for now, or a fault. Not a failed attempt,
    /// and not counted.
    Other,
}

/// Whether approving is still possible. What failed is not in it: show one message for all
/// failures (RTS Art. 4(3)(a)), and what is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approving {
    /// Prepare again.
    Possible,
    /// Too many approvals failed. This is reported to the bank, which has to unblock the device.
    /// Denying works.
    Locked,
    /// The person must enrol again. Denying works.
    ReEnrol,
}

impl Device {
    /// Counts an approval that failed at the platform's prompt. The fifth in a row locks approving
    /// on this phone and blocks the device at the bank; a good approval sets the count to zero.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn prompt_failed(
        &self,
        prepared: &Prepared,
        failure: PromptFailure,
    ) -> Result<Approving, StoreError> {
        let (enrolment, request) = prepared.place();
        match failure {
            PromptFailure::KeyInvalidated => self.approval_key_lost(enrolment).await,
            PromptFailure::NotRecognised | PromptFailure::LockedOut => {
                self.inner.count_failure(enrolment, request).await
            }
            PromptFailure::Other => Ok(approving(self.inner.record(enrolment).await?.as_deref())),
        }
    }

    /// Notes that an enrolment's approval key is lost: for an app that finds out elsewhere than at
    /// a prompt.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn approval_key_lost(&self, enrolment: &str) -> Result<Approving, StoreError> {
        let id = enrolment.to_owned();
        let write = move |db: &_, seal: &_| {
            EnrolmentRecord::change(db, seal, &id, |record| record.health.lost = true)
        };
        self.inner.store.write(write).await?;
        self.inner.platform.changed(Change::Enrolments);
        Ok(Approving::ReEnrol)
    }
}

impl Inner {
    /// Counts a failure; the one that locks is reported to the bank.
    pub(super) async fn count_failure(
        &self,
        enrolment: &str,
        request: &str,
    ) -> Result<Approving, StoreError> {
        let report = self.new_report(request, ReportReason::Failures);
        let report = report.map_err(|_| StoreError::Random)?;
        let Some(known) = self.record(enrolment).await? else { return Ok(approving(None)) };
        let now = self.server_time(&known);
        let id = enrolment.to_owned();
        let write = move |db: &_, seal: &_| {
            EnrolmentRecord::change(db, seal, &id, |record| {
                let locks = record.health.fail();
                if locks {
                    record.close(now);
                    record.pending_changes.report(report);
                }
                locks
            })
        };
        let Some((record, locks)) = self.store.write(write).await? else {
            return Ok(approving(None));
        };
        if locks {
            self.platform.changed(Change::Enrolments);
            tracing::warn!("approving is locked after too many failures");
            // The lockout holds without the bank; the report can wait.
            if let Err(error) = self.try_changes(enrolment).await {
                tracing::info!(%error, "a lockout could not be reported to the bank");
            }
        }
        Ok(approving(Some(&record)))
    }
}

/// Whether an enrolment's key can still approve. An enrolment that is gone cannot: enrol again.
fn approving(record: Option<&EnrolmentRecord>) -> Approving {
    match record.map(|record| &record.health) {
        Some(health) if !health.must_enrol_again() && health.is_locked() => Approving::Locked,
        Some(health) if !health.must_enrol_again() => Approving::Possible,
        _ => Approving::ReEnrol,
    }
}
