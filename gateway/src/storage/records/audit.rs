//! The log of what happened.

use countersign_protocol::time::UnixSeconds;

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
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AuditRecord {
    /// Its place in the log.
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
}
