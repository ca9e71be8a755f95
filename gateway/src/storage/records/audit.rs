//! The log of what happened.

use countersign::time::UnixSeconds;

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

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the log.
    pub number: i64,
    /// When.
    pub at: UnixSeconds,
    /// What happened.
    pub event: String,
    /// The offer.
    pub offer: Option<String>,
    /// The device.
    pub device: Option<String>,
    /// The consent.
    pub consent: Option<String>,
    /// The request.
    pub request: Option<String>,
    /// The check that failed.
    pub checked: Option<String>,
}
