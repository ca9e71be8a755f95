//! Changes of this device that the AS has not acknowledged yet (docs/protocol.md §6): part of an
//! enrolment's sealed record, so that they are stored and deleted with it, in the same
//! transactions.

use crate::platform::{KeyAlias, KeyLevel, KeyPurpose, Unlock};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{PushTarget, ReportReason};
use serde::{Deserialize, Serialize};

/// What the AS is still to be told. Each change is sent until the AS acknowledges it, or signs that
/// the device is revoked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PendingChanges {
    /// A new key; the AS has not said whether it has it.
    pub(crate) rotation: Option<KeyRotation>,
    /// Where the AS is to send notices.
    pub(crate) push: Option<PushTarget>,
    /// What this version of the app can do is to be told.
    pub(crate) capabilities: bool,
    /// Reports, oldest first.
    pub(crate) reports: Vec<Report>,
    /// The person removed the enrolment.
    pub(crate) removal: bool,
}

/// A rotation of a key, stored before it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyRotation {
    pub(crate) role: KeyPurpose,
    /// The token to send, byte for byte.
    pub(crate) token: String,
    pub(crate) alias: KeyAlias,
    /// The new key: an uncompressed point, base64url.
    pub(crate) key: String,
    pub(crate) level: KeyLevel,
    pub(crate) unlock: Unlock,
    /// When it ends: the AS takes it no later.
    pub(crate) exp: UnixSeconds,
}

/// "This was not me", or too many failed approvals.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// The `jti` of the token, the same however often it is sent, so that the AS can tell a copy.
    pub(crate) id: String,
    pub(crate) request: String,
    pub(crate) reason: ReportReason,
}

impl PendingChanges {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this device has asked to be blocked, and the AS has not acknowledged it.
    pub(crate) fn asks_for_block(&self) -> bool {
        !self.reports.is_empty()
    }

    /// Drops what a revoked device has nobody to tell; a removal is for this phone to finish.
    pub(crate) fn drop_untold(&mut self) {
        *self = Self { removal: self.removal, ..Self::default() };
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
