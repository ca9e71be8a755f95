//! The discovery document (docs/protocol.md §2.1).

use super::{Native, ServerError};
use crate::claims::{ClaimError, Members};
use crate::json::Json;
use crate::store::Endpoints;
use crate::transport::Issuer;

impl Native {
    /// Reads where the AS's endpoints are.
    pub(crate) async fn discover(&self) -> Result<Endpoints, ServerError> {
        let url = format!("{}/.well-known/authentication-device", self.issuer.id());
        let answer = self.get(&url, "application/json").await?;
        if answer.status != 200 {
            return Err(ServerError::of(&answer));
        }
        let document = Members::parse(&answer.body).map_err(|_| ServerError::Answer)?;
        let read = endpoints(&self.issuer, document);
        match read {
            Ok(_) => self.note_support(true),
            Err(ServerError::UpdateRequired) => self.note_support(false),
            Err(_) => {}
        }
        read
    }
}

/// Reads the document, for this issuer.
pub(crate) fn endpoints(issuer: &Issuer, mut document: Members) -> Result<Endpoints, ServerError> {
    let wrong = |_: ClaimError| ServerError::Answer;
    if document.string("issuer", 512).map_err(wrong)? != issuer.id() {
        return Err(ServerError::Answer);
    }
    let versions = document.strings("protocol_versions_supported", 16).map_err(wrong)?;
    let minimum = document.string("minimum_core_version", 32).map_err(wrong)?;
    let new_enough = match (version(&minimum), version(env!("CARGO_PKG_VERSION"))) {
        (Some(minimum), Some(ours)) => ours >= minimum,
        _ => return Err(ServerError::Answer),
    };
    if !new_enough || !versions.iter().any(|version| version == "1") {
        return Err(ServerError::UpdateRequired);
    }
    let mut endpoint = |name| match document.take(name) {
        Some(Json::String(url)) if issuer.own(&url).is_some_and(|url| url.query().is_none()) => {
            Ok(url)
        }
        _ => Err(ServerError::Answer),
    };
    Ok(Endpoints {
        as_keys: endpoint("as_keys_endpoint")?,
        registration: endpoint("device_registration_endpoint")?,
        requests: endpoint("requests_endpoint")?,
        device: endpoint("device_endpoint")?,
        token: endpoint("token_endpoint")?,
    })
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
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("0.10.0") > version("0.9.9"));
        assert_eq!(version("1.2"), None);
        assert_eq!(version("1.2.x"), None);
    }
}
