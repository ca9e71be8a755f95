//! From an issuer to what calls it.

use super::client::HttpClient;
use super::http::Http;
use super::issuer::Issuer;
use super::tls::PinError;
use std::sync::Arc;

/// What calls this issuer: a pool of connections of its own.
///
/// # Errors
///
/// [`PinError`] if its roots and pins cannot be used.
pub fn connect(issuer: &Issuer) -> Result<Arc<dyn Http>, PinError> {
    match issuer.memory() {
        Some(http) => Ok(Arc::clone(http)),
        None => Ok(Arc::new(HttpClient::new(issuer)?)),
    }
}
