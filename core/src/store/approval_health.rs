//! Whether approvals can still be made on this phone: part of an enrolment's sealed record.

use serde::{Deserialize, Serialize};

/// Failed approvals in a row after which none is made any more (RTS Art. 4(3)(b)).
const MOST_FAILURES: u8 = 5;

/// What is known on this phone of its keys.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ApprovalHealth {
    /// The platform said that the key is gone or was invalidated.
    pub(crate) lost: bool,
    /// The transport key is gone, and with it every way to call the bank.
    pub(crate) transport_lost: bool,
    /// Failed approvals since the last good one.
    pub(crate) failures: u8,
}

impl ApprovalHealth {
    /// Whether a key is lost that nothing but a new enrolment replaces.
    pub(crate) const fn must_enrol_again(self) -> bool {
        self.lost || self.transport_lost
    }

    /// Whether too many approvals failed.
    pub(crate) const fn is_locked(self) -> bool {
        self.failures >= MOST_FAILURES
    }

    /// Ends a lockout: the bank says that the device may approve.
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
