//! The discovery document (docs/protocol.md §2.1): where an AS's endpoints are, and whether it
//! still serves this version of the core.

use crate::PROTOCOL_VERSION;
use crate::claims::{ClaimError, Members};
use crate::json::Json;
use serde::{Deserialize, Serialize};
use url::Url;

/// The document, as an AS writes it.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the members of docs/protocol.md §2.1")]
pub struct DiscoveryDocument<'a> {
    pub issuer: &'a str,
    pub bank_name: &'a str,
    pub protocol_versions_supported: [&'static str; 1],
    pub minimum_core_version: &'a str,
    pub as_keys_endpoint: String,
    pub device_registration_endpoint: String,
    pub requests_endpoint: String,
    pub device_endpoint: String,
    pub token_endpoint: String,
    pub authorization_details_types_supported: Vec<String>,
    pub templates_supported: Vec<&'static str>,
    pub push_providers_supported: &'a [&'a str],
    pub request_expiry_max: i64,
}

/// The longest life that any AS may give a request, in seconds.
const LONGEST_LIFE: i64 = 3600;

/// For what was stored before the AS's own bound was.
const fn longest_life() -> i64 {
    LONGEST_LIFE
}

/// An AS's endpoints, each of the issuer's own origin, and the bound it sets to its requests.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// The key set.
    pub as_keys: String,
    /// Where a device registers.
    pub registration: String,
    /// A device's requests.
    pub requests: String,
    /// The device itself.
    pub device: String,
    /// Access tokens.
    pub token: String,
    /// The longest life of a request, in seconds.
    #[serde(default = "longest_life")]
    pub request_expiry_max: i64,
}

/// Why a discovery document cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// It is not one, or is another issuer's, or leads away from it.
    #[error("not a discovery document of this issuer")]
    Document,
    /// It leaves this version of the core, or of the protocol, out.
    #[error("the app must be updated")]
    UpdateRequired,
}

impl Endpoints {
    /// Reads the document of this issuer, for a core of this version.
    ///
    /// # Errors
    ///
    /// [`DiscoveryError`].
    pub fn read(
        mut document: Members,
        issuer: &str,
        core_version: &str,
    ) -> Result<Self, DiscoveryError> {
        let wrong = |_: ClaimError| DiscoveryError::Document;
        if document.string("issuer", 512).map_err(wrong)? != issuer {
            return Err(DiscoveryError::Document);
        }
        let versions = document.strings("protocol_versions_supported", 16).map_err(wrong)?;
        let minimum = document.string("minimum_core_version", 32).map_err(wrong)?;
        let new_enough = match (version(&minimum), version(core_version)) {
            (Some(minimum), Some(ours)) => ours >= minimum,
            _ => return Err(DiscoveryError::Document),
        };
        if !new_enough || !versions.iter().any(|version| version == PROTOCOL_VERSION) {
            return Err(DiscoveryError::UpdateRequired);
        }
        let mut endpoint = |name| match document.take(name) {
            Some(Json::String(url)) if is_endpoint(issuer, &url) => Ok(url),
            _ => Err(DiscoveryError::Document),
        };
        let endpoints = Self {
            as_keys: endpoint("as_keys_endpoint")?,
            registration: endpoint("device_registration_endpoint")?,
            requests: endpoint("requests_endpoint")?,
            device: endpoint("device_endpoint")?,
            token: endpoint("token_endpoint")?,
            request_expiry_max: document.integer("request_expiry_max").map_err(wrong)?,
        };
        let bounded = (1..=LONGEST_LIFE).contains(&endpoints.request_expiry_max);
        if bounded { Ok(endpoints) } else { Err(DiscoveryError::Document) }
    }
}

/// The URL, if it has this issuer's scheme, host and port (docs/protocol.md §1.2), and is written
/// so that every reader finds these: in visible ASCII, without a backslash.
#[must_use]
pub fn own_url(issuer: &str, url: &str) -> Option<Url> {
    if !url.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return None;
    }
    let (issuer, url) = (Url::parse(issuer).ok()?, Url::parse(url).ok()?);
    let own = url.origin() == issuer.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    own.then_some(url)
}

/// Whether paths can be added to it: one of the issuer's own URLs, without a query, and written as
/// every reader reads it, so that no backslash, dot segment, tab or empty user hides in it.
fn is_endpoint(issuer: &str, url: &str) -> bool {
    own_url(issuer, url)
        .is_some_and(|read| read.as_str() == url && read.query().is_none() && !url.ends_with('/'))
}

/// `1.2.3` as numbers, so that 0.10 comes after 0.9.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(major)), Some(Some(minor)), Some(Some(patch)), None) => {
            Some([major, minor, patch])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("0.10.0") > version("0.9.9"));
        assert_eq!(version("1.2"), None);
        assert_eq!(version("1.2.x"), None);
    }

    #[test]
    fn an_endpoint_is_written_in_the_one_way_in_which_every_reader_finds_it() {
        let issuer = "https://as.bank.example";
        let read = |endpoint: &str| {
            let document = serde_json::json!({
                "issuer": issuer,
                "protocol_versions_supported": ["1"],
                "minimum_core_version": "0.1.0",
                "as_keys_endpoint": endpoint,
                "device_registration_endpoint": endpoint,
                "requests_endpoint": endpoint,
                "device_endpoint": endpoint,
                "token_endpoint": endpoint,
                "request_expiry_max": 600,
            });
            let members = Members::parse(document.to_string().as_bytes()).unwrap();
            Endpoints::read(members, issuer, "1.0.0").is_ok()
        };

        assert!(read("https://as.bank.example/ad"));
        for endpoint in [
            "https://as.bank.example/ad/",
            "https://as.bank.example/ad?a",
            "https://as.bank.example/ad#a",
            "https://as.bank.example/a\\d",
            "https:\\\\as.bank.example/ad",
            "https://as.bank.example/a d",
            " https://as.bank.example/ad",
            "https://as.bank.example/a\td",
            "https://as.bank.example/\u{e4}",
            "https://as.bank.example.evil.example/ad",
            "https://user@as.bank.example/ad",
        ] {
            assert!(!read(endpoint), "{endpoint}");
        }
    }
}
