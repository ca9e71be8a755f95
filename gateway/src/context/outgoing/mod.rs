//! Outgoing calls: to the AS's webhook, to Keycloak, to the bank's push service.

mod address;
mod webhook_push;

pub(crate) use address::may_be_called;
pub use webhook_push::{WebhookPush, WebhookPushError};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use rustls::pki_types::CertificateDer;
use std::sync::Arc;
use std::time::Duration;

/// The longest answer that is read.
const MAX_ANSWER: usize = 256 * 1024;

/// An HTTP client that follows no redirect and waits ten seconds at most.
#[derive(Clone)]
pub(crate) struct HttpClient(reqwest::Client);

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    /// The client could not be made.
    #[error("no HTTP client")]
    Setup,
    /// What would be said is not for everybody on the way.
    #[error("not a URL that may be called")]
    Address,
    /// The call could not be made, or was not answered.
    #[error("no answer")]
    NoAnswer,
    /// The answer is not what was asked for.
    #[error("an answer that cannot be used")]
    Answer,
}

impl HttpClient {
    /// A client that trusts the public roots and these.
    pub(crate) fn new(extra_roots: &[Vec<u8>]) -> Result<Self, CallError> {
        let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for der in extra_roots {
            roots.add(CertificateDer::from(der.clone())).map_err(|_| CallError::Setup)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| CallError::Setup)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .no_proxy()
            .build()
            .map(Self)
            .map_err(|_| CallError::Setup)
    }

    /// Posts JSON with a bearer token and returns the status; the answer's body is not read.
    pub(crate) async fn post(
        &self,
        uri: &str,
        bearer: &str,
        json: Vec<u8>,
    ) -> Result<u16, CallError> {
        self.send(uri, bearer, json, None).await
    }

    /// The same, with a key that says that calls with the same key are the same call: whoever is
    /// called can act once, however often it is called.
    pub(crate) async fn post_once(
        &self,
        uri: &str,
        bearer: &str,
        json: Vec<u8>,
        key: &str,
    ) -> Result<u16, CallError> {
        self.send(uri, bearer, json, Some(key)).await
    }

    async fn send(
        &self,
        uri: &str,
        bearer: &str,
        json: Vec<u8>,
        key: Option<&str>,
    ) -> Result<u16, CallError> {
        if !may_be_called(uri) {
            return Err(CallError::Address);
        }
        let mut secret =
            HeaderValue::try_from(format!("Bearer {bearer}")).map_err(|_| CallError::Setup)?;
        secret.set_sensitive(true);
        let mut call = self
            .0
            .post(uri)
            .header(AUTHORIZATION, secret)
            .header(CONTENT_TYPE, "application/json")
            .body(json);
        if let Some(key) = key {
            call = call.header("idempotency-key", key);
        }
        let answer = call.send().await.map_err(|_| CallError::NoAnswer)?;
        Ok(answer.status().as_u16())
    }

    /// Fetches a document.
    pub(crate) async fn fetch(&self, uri: &str) -> Result<Vec<u8>, CallError> {
        if !may_be_called(uri) {
            return Err(CallError::Address);
        }
        let mut answer = self.0.get(uri).send().await.map_err(|_| CallError::NoAnswer)?;
        if answer.status().as_u16() != 200 {
            return Err(CallError::Answer);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| CallError::NoAnswer)? {
            if bytes.len() + chunk.len() > MAX_ANSWER {
                return Err(CallError::Answer);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}
