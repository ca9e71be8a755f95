//! An entry of the sealed log, and its link.

use countersign_protocol::claims::{ClaimError, Members};
use countersign_protocol::jose::sha256_base64url;
use countersign_protocol::time::UnixSeconds;
use serde::{Deserialize, Serialize};

/// The link before the first entry: 32 zero bytes.
const NO_LINK: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The longest text of an entry: an id has 128 characters at most.
const MAX_TEXT: usize = 128;

/// One end of a chain: an entry's position and its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    /// The position of the entry, counted from 1; 0 is before the first.
    pub position: i64,
    /// Its link, base64url.
    pub link: String,
}

/// What happened, as the chain covers it. Ids and names of checks, never content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// Its number in the log as it was written.
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
    /// The check that failed, or the reason of a change of state.
    #[serde(rename = "check", skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
    /// The credential of the channel that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The person who asked for it, as the caller named them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
}

impl LogEnd {
    /// The end before the first entry.
    #[must_use]
    pub fn none() -> Self {
        Self { position: 0, link: NO_LINK.to_owned() }
    }

    /// The end after this entry.
    #[must_use]
    pub fn then(&self, entry: &LogEntry) -> Self {
        let position = self.position.saturating_add(1);
        Self { position, link: link(&self.link, position, entry) }
    }

    /// Takes an end out of an object.
    pub(super) fn take(members: &mut Members, name: &str) -> Result<Self, ClaimError> {
        let mut end = members.object(name)?;
        let (position, link) = (end.integer("position")?, end.string("link", 43)?);
        end.finish()?;
        if position < 0 || link.len() != 43 {
            return Err(ClaimError::Wrong);
        }
        Ok(Self { position, link })
    }
}

impl LogEntry {
    /// Takes the members of an entry that its link covers.
    pub(super) fn take(members: &mut Members) -> Result<Self, ClaimError> {
        Ok(Self {
            number: members.integer("number")?,
            at: members.time("at")?,
            event: text(members, "event")?.ok_or(ClaimError::Missing)?,
            offer: text(members, "offer")?,
            device: text(members, "device")?,
            consent: text(members, "consent")?,
            request: text(members, "request")?,
            checked: text(members, "check")?,
            credential: text(members, "credential")?,
            operator: text(members, "operator")?,
        })
    }
}

/// A text without white space or controls: nothing in it can look like the border of two.
fn text(members: &mut Members, name: &str) -> Result<Option<String>, ClaimError> {
    match members.optional_string(name, MAX_TEXT)? {
        Some(text) if !text.bytes().all(|byte| byte.is_ascii_graphic()) => Err(ClaimError::Wrong),
        text => Ok(text),
    }
}

/// The link of an entry: a hash over it and the link before it, and so over all before it.
fn link(before: &str, position: i64, entry: &LogEntry) -> String {
    let or_nothing = |text: &Option<String>| text.clone().unwrap_or_default();
    let parts = [
        "countersign-audit-1".to_owned(),
        before.to_owned(),
        position.to_string(),
        entry.number.to_string(),
        entry.at.0.to_string(),
        entry.event.clone(),
        or_nothing(&entry.offer),
        or_nothing(&entry.device),
        or_nothing(&entry.consent),
        or_nothing(&entry.request),
        or_nothing(&entry.checked),
        or_nothing(&entry.credential),
        or_nothing(&entry.operator),
    ];
    sha256_base64url(parts.join("\0").as_bytes())
}
