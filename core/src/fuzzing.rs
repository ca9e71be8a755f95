//! Readers that are not public, for this project's own fuzz targets. Not for apps.

use crate::claims::Members;
use crate::enrolment::OfferSource;
use crate::server::native::{AsKeys, endpoints};
use crate::time::UnixSeconds;
use crate::transport::Issuer;

/// Reads the link of an offer: what it carries by value, or where to fetch it.
#[must_use]
pub fn offer_link(link: &str) -> Option<(bool, String)> {
    match OfferSource::parse(link)? {
        OfferSource::Value(token) => Some((true, token)),
        OfferSource::Reference(url) => Some((false, url)),
    }
}

/// Reads a discovery document; gives the endpoints if it is good.
#[must_use]
pub fn discovery(issuer: &Issuer, document: &[u8]) -> Option<Vec<String>> {
    let found = endpoints(issuer, Members::parse(document).ok()?).ok()?;
    Some(vec![found.as_keys, found.registration, found.requests, found.device, found.token])
}

/// Verifies and reads a key set; gives its sequence number if it is good.
#[must_use]
pub fn key_set(issuer: &Issuer, token: &str, now: UnixSeconds) -> Option<i64> {
    AsKeys::verify(token, issuer, Some(now)).ok().map(|set| set.seq)
}
