//! The HTTP client of the shop, of the server's notifications and of the script.

use std::time::Duration;

/// A client for plain http on loopback: no redirects, no proxy, five seconds at most.
///
/// # Errors
///
/// [`ClientError`] if it cannot be made.
pub fn client() -> Result<reqwest::Client, ClientError> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    // No root is trusted: everything here is http, and https must not work by accident.
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ClientError)?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(5))
        .no_proxy()
        .build()
        .map_err(|_| ClientError)
}

/// The HTTP client could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the HTTP client cannot be made")]
pub struct ClientError;
