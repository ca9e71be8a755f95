//! The log of what happened.

use crate::model::Actor;
use countersign_protocol::time::UnixSeconds;
use countersign_verify::audit::{LogEnd, LogEntry};
use serde::{Deserialize, Serialize};

/// One entry for the log.
#[derive(Clone, Debug, Default)]
pub struct AuditEntry<'a> {
    /// What happened.
    pub event: &'a str,
    /// The offer.
    pub offer: Option<&'a str>,
    /// The device.
    pub device: Option<&'a str>,
    /// The consent.
    pub consent: Option<&'a str>,
    /// The request.
    pub request: Option<&'a str>,
    /// The check that failed.
    pub checked: Option<&'a str>,
    /// Who asked for it, if a person did.
    pub by: Option<&'a Actor>,
}

/// Which entries are wanted: those that have all that is named here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The device.
    pub device: Option<String>,
    /// The consent.
    pub consent: Option<String>,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    /// Its number, as the database gave it.
    pub number: i64,
    /// When.
    pub at: UnixSeconds,
    /// What happened.
    pub event: String,
    /// The offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The check that failed.
    #[serde(rename = "check", skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
    /// The credential that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The person who asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
}

/// The two ends of the sealed log, and its head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChain {
    /// The last entry that was deleted, or none.
    pub before: LogEnd,
    /// The newest entry.
    pub last: LogEnd,
    /// The signed statement of the newest end.
    pub head: String,
    /// The key that signed it: its `kid`.
    pub signed_by: String,
}

/// What is still to be sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsealed {
    /// What is sealed already; nothing at the first time.
    pub chain: Option<AuditChain>,
    /// The next entries, by their numbers.
    pub entries: Vec<LogEntry>,
}

/// One entry of the sealed log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealedEntry {
    /// Its position, without a gap.
    pub position: i64,
    /// What happened.
    #[serde(flatten)]
    pub entry: LogEntry,
    /// Its link.
    pub link: String,
}

/// A page of the sealed log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedPage {
    /// The end before its first entry.
    pub before: LogEnd,
    /// Its entries.
    pub entries: Vec<SealedEntry>,
    /// The signed statement of the newest end of the whole.
    pub head: String,
}
