//! Attestation certificates that are no longer good, as a list that the bank gives.

use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// Serial numbers of certificates that were revoked or suspended. The gateway fetches no list:
/// the bank gives the newest one (docs/attestation.md).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Revocations(HashSet<String>);

/// The file is not a revocation list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a revocation list")]
pub struct RevocationsError;

/// The form in which Android's list is published.
#[derive(Deserialize)]
struct Published {
    entries: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    /// `REVOKED` or `SUSPENDED`. Neither is good, and a word that is new will not be better.
    #[serde(rename = "status")]
    _status: String,
}

impl Revocations {
    /// A list without entries: for tests, and for a maker that publishes none.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads the list as it is published (`https://android.googleapis.com/attestation/status`):
    /// `{"entries": {"<serial, hexadecimal>": {"status": …}}}`.
    ///
    /// # Errors
    ///
    /// [`RevocationsError`] if it is something else; then nothing is known, and nothing may be
    /// accepted.
    pub fn read(json: &[u8]) -> Result<Self, RevocationsError> {
        let list: Published = serde_json::from_slice(json).map_err(|_| RevocationsError)?;
        let serial = |text: String| {
            let hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex.then(|| text.trim_start_matches('0').to_ascii_lowercase()).ok_or(RevocationsError)
        };
        Ok(Self(list.entries.into_keys().map(serial).collect::<Result<_, _>>()?))
    }

    /// Whether this serial number (lower-case hexadecimal, no leading zeros) is on the list.
    pub(super) fn contain(&self, serial: &str) -> bool {
        self.0.contains(serial)
    }
}

impl std::fmt::Debug for Revocations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Revocations({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_entry_counts_whatever_its_status() {
        let json = br#"{"entries":{
            "2c8cdddfd5e03bfc":{"status":"REVOKED","expires":"2020-11-13","reason":"KEY_COMPROMISE"},
            "0C8966FCB2FBB0D7A":{"status":"SUSPENDED","comment":"x"}}}"#;

        let list = Revocations::read(json).unwrap();

        assert!(list.contain("2c8cdddfd5e03bfc") && list.contain("c8966fcb2fbb0d7a"));
        assert!(!list.contain("2c8cdddfd5e03bfd"));
    }

    #[test]
    fn what_is_no_list_is_not_an_empty_list() {
        for json in ["", "{}", r#"{"entries":[]}"#, r#"{"entries":{"xyz":{"status":"REVOKED"}}}"#] {
            assert_eq!(Revocations::read(json.as_bytes()), Err(RevocationsError), "{json}");
        }
    }
}
