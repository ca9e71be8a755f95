//! What an enrolment still has to tell the AS, and what of its keys is not settled. Part of its
//! sealed record, so that it is kept and forgotten with it, in the same transactions.

use super::{EnrolmentRecord, Seal, StoreError};
use crate::platform::{KeyAlias, KeyLevel, KeyPurpose, Unlock};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{PushTarget, ReportReason};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Failed approvals in a row after which none is made any more (RTS Art. 4(3)(b)).
const MOST_FAILURES: u8 = 5;

/// What is still to be told. Each is tried until the AS takes it or refuses it for good.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Duties {
    /// A new key, about which the AS has not answered.
    pub(crate) rotation: Option<KeyRotation>,
    /// Where notices are to go.
    pub(crate) push: Option<PushTarget>,
    /// What is to be reported, oldest first.
    pub(crate) reports: Vec<Report>,
    /// The person removed the enrolment.
    pub(crate) removal: bool,
}

/// A rotation that was stored before it was sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyRotation {
    pub(crate) role: KeyPurpose,
    /// The very bytes.
    pub(crate) token: String,
    pub(crate) alias: KeyAlias,
    /// The new key: an uncompressed point, base64url.
    pub(crate) key: String,
    pub(crate) level: KeyLevel,
    pub(crate) unlock: Unlock,
    /// When the AS stops accepting it.
    pub(crate) exp: UnixSeconds,
}

/// "This was not me", or too many failed approvals.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// The `jti` of the token, however often it is sent: the AS does once what it is told twice.
    pub(crate) id: String,
    pub(crate) request: String,
    pub(crate) reason: ReportReason,
}

/// How the approval key is doing on this phone.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ApprovalHealth {
    /// The platform said that the key is gone or was invalidated.
    pub(crate) lost: bool,
    /// Failed approvals since the last good one.
    pub(crate) failures: u8,
}

impl Duties {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the AS is still to be told to block this device.
    pub(crate) fn asks_for_block(&self) -> bool {
        !self.reports.is_empty()
    }

    /// Adds a report, unless the same waits already.
    pub(crate) fn report(&mut self, report: Report) {
        let same =
            |other: &Report| other.request == report.request && other.reason == report.reason;
        if !self.reports.iter().any(same) {
            self.reports.push(report);
        }
    }
}

impl ApprovalHealth {
    /// Whether too many approvals failed.
    pub(crate) const fn is_locked(self) -> bool {
        self.failures >= MOST_FAILURES
    }

    /// The bank says that the device may approve.
    pub(crate) const fn unlock(&mut self) {
        if self.is_locked() {
            self.failures = 0;
        }
    }

    /// Counts a failure; true if it is the one that locks.
    pub(crate) fn fail(&mut self) -> bool {
        let before = self.is_locked();
        self.failures = self.failures.saturating_add(1);
        self.is_locked() && !before
    }
}

/// Whether approving is locked: looked at in the transaction that keeps an approval, since
/// several may have been prepared.
pub(crate) fn is_locked(db: &Connection, seal: &Seal, enrolment: &str) -> Result<bool, StoreError> {
    let record = EnrolmentRecord::by_id(db, seal, enrolment)?;
    Ok(record.is_some_and(|record| record.health.is_locked()))
}

/// Begins the count anew, in the transaction that keeps a good approval.
pub(crate) fn forget_failures(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
) -> Result<(), StoreError> {
    let record = EnrolmentRecord::by_id(db, seal, enrolment)?;
    if record.is_some_and(|record| record.health.failures > 0) {
        EnrolmentRecord::change(db, seal, enrolment, |record| record.health.failures = 0)?;
    }
    Ok(())
}
