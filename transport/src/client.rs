//! One HTTP call, bounded in size and time.

use super::http::{Answering, Attempt, Call, Http, HttpAnswer, TransportError};
use super::issuer::{Issuer, Security};
use super::tls::{PinError, client_config, no_tls};
use countersign_protocol::time::UnixSeconds;
use reqwest::Client;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE,
};
use std::time::{Duration, UNIX_EPOCH};

/// The most that is read of any answer: the longest token and some room for JSON around it.
const MAX_ANSWER: usize = 96 * 1024;
/// How long a call may take, connecting included.
const TIME_OUT: Duration = Duration::from_secs(20);
/// The same, for a call that is made again if it fails.
const FIRST_TIME_OUT: Duration = Duration::from_secs(5);

/// A connection pool to one issuer.
#[derive(Clone)]
pub(super) struct HttpClient {
    kept: Client,
    /// Keeps no connection.
    fresh: Client,
}

impl HttpClient {
    /// A client for this issuer's roots and pins.
    ///
    /// # Errors
    ///
    /// [`PinError`] if they cannot be used.
    pub(super) fn new(issuer: &Issuer) -> Result<Self, PinError> {
        Ok(Self { kept: client(issuer, usize::MAX)?, fresh: client(issuer, 0)? })
    }

    async fn call(&self, call: Call<'_>) -> Result<HttpAnswer, TransportError> {
        tracing::debug!(target: "countersign::http", method = %call.method, path = call.url.path().split('/').nth(2), "call");
        let (network, time_out) = match call.attempt {
            Attempt::Only => (&self.kept, TIME_OUT),
            Attempt::First => (&self.kept, FIRST_TIME_OUT),
            Attempt::Second => (&self.fresh, TIME_OUT),
        };
        let request = network.request(call.method, call.url.clone()).timeout(time_out);
        let mut request = request.header(ACCEPT, call.accept);
        if let Some((media_type, body)) = call.body {
            request = request.header(CONTENT_TYPE, media_type).body(body);
        }
        if let Some(token) = call.access_token {
            request = request.header(AUTHORIZATION, format!("DPoP {token}"));
        }
        if let Some(proof) = call.dpop {
            request = request.header(HeaderName::from_static("dpop"), proof);
        }
        let mut answer = request.send().await.map_err(|e| classify(&e))?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|e| classify(&e))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        tracing::debug!(target: "countersign::http", status = answer.status().as_u16(), bytes = body.len(), "answer");
        let headers = answer.headers();
        Ok(HttpAnswer {
            status: answer.status().as_u16(),
            content_type: text(headers, CONTENT_TYPE).unwrap_or_default().to_owned(),
            date: text(headers, DATE).and_then(date),
            dpop_nonce: text(headers, HeaderName::from_static("dpop-nonce")).map(str::to_owned),
            keys_seq: text(headers, HeaderName::from_static("as-keys-seq")).and_then(decimal),
            retry_after: text(headers, RETRY_AFTER).and_then(|seconds| seconds.parse().ok()),
            challenge: text(headers, WWW_AUTHENTICATE).unwrap_or_default().to_owned(),
            body,
        })
    }
}

impl Http for HttpClient {
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a> {
        Box::pin(self.call(call))
    }
}

/// Connections for this issuer's roots and pins, of which so many are kept.
fn client(issuer: &Issuer, idle: usize) -> Result<Client, PinError> {
    let builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .pool_max_idle_per_host(idle);
    let builder = match issuer.security() {
        Security::Tls { roots, pins } => {
            builder.https_only(true).tls_backend_preconfigured(client_config(roots, pins)?)
        }
        // Given so that reqwest does not look for a default verifier.
        Security::PlainLoopback => builder.tls_backend_preconfigured(no_tls()?),
    };
    builder.build().map_err(|_| PinError::Root)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A number of at most 15 decimal digits.
fn decimal(text: &str) -> Option<i64> {
    let digits = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// RFC 9110 §5.6.7.
fn date(text: &str) -> Option<UnixSeconds> {
    let since = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(UnixSeconds)
}

/// Tells a refusal by rustls from a network fault: only after the latter does it help to try again.
fn classify(error: &reqwest::Error) -> TransportError {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if is_refusal(cause) {
            return TransportError::NotTrusted;
        }
        source = cause.source();
    }
    TransportError::Unreachable
}

/// `io::Error::source` skips the error that it carries, and here one `io::Error` carries another.
fn is_refusal(error: &(dyn std::error::Error + 'static)) -> bool {
    let carried = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || carried.is_some_and(|carried| is_refusal(carried))
}
