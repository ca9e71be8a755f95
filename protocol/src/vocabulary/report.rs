//! Why a device wants to be blocked.

use serde::{Deserialize, Serialize};

/// Why a device wants to be blocked (docs/protocol.md §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// "This was not me."
    NotMe,
    /// Too many approvals failed on the phone.
    Failures,
}

impl ReportReason {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotMe => "not_me",
            Self::Failures => "failures",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::NotMe, Self::Failures].into_iter().find(|reason| reason.as_str() == name)
    }
}
