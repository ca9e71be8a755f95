//! A call and its answer, reduced to what the protocol uses.

use countersign_protocol::time::UnixSeconds;
use reqwest::{Method, Url};
use std::pin::Pin;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection, or it broke. Try again later.
    #[error("the server could not be reached")]
    Unreachable,
    /// The server is not the one it should be: wrong root, wrong pin, expired certificate. Do
    /// not try again before the network changes.
    #[error("the server could not be trusted")]
    NotTrusted,
    /// The answer is larger than any answer may be.
    #[error("the answer is too large")]
    TooLarge,
}

/// Makes calls to one issuer.
pub trait Http: Send + Sync {
    /// Makes a call.
    ///
    /// # Errors
    ///
    /// [`TransportError`]. Whether the server saw the call is then not known.
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a>;
}

/// A call that is being answered.
pub type Answering<'a> =
    Pin<Box<dyn Future<Output = Result<HttpAnswer, TransportError>> + Send + 'a>>;

/// A call to make.
pub struct Call<'a> {
    /// The method.
    pub method: Method,
    /// Where to: one of the issuer's own URLs.
    pub url: &'a Url,
    /// The media type that is expected.
    pub accept: &'a str,
    /// The body and its media type.
    pub body: Option<(&'a str, Vec<u8>)>,
    /// The access token.
    pub access_token: Option<&'a str>,
    /// The proof of possession.
    pub dpop: Option<&'a str>,
    /// Whether it can be made again.
    pub attempt: Attempt,
}

/// Whether a call can be made again, which says how long it may take and over which connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It is made once: 20 seconds.
    Only,
    /// The first of two: 5 seconds, so that a kept connection that died without a word costs no
    /// more than that.
    First,
    /// The second of two: 20 seconds, over a connection of its own.
    Second,
}

/// What came back.
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// `Content-Type`, or nothing.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// `Date`.
    pub date: Option<UnixSeconds>,
    /// `DPoP-Nonce`, as it came: whether it is one is for the reader to judge.
    pub dpop_nonce: Option<String>,
    /// `AS-Keys-Seq`: the number of the AS's newest key set. Unsigned.
    pub keys_seq: Option<i64>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// `WWW-Authenticate`, or nothing.
    pub challenge: String,
}

impl HttpAnswer {
    /// Whether its body is of this media type: type and subtype in any case, whatever parameters
    /// follow (RFC 9110 §8.3.1).
    #[must_use]
    pub fn is_of(&self, media_type: &str) -> bool {
        let essence = self.content_type.split(';').next().unwrap_or_default();
        essence.trim_matches([' ', '\t']).eq_ignore_ascii_case(media_type)
    }
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({})", self.method)
    }
}

impl std::fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpAnswer({})", self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer_with(content_type: &str) -> HttpAnswer {
        HttpAnswer {
            status: 200,
            content_type: content_type.to_owned(),
            body: Vec::new(),
            date: None,
            dpop_nonce: None,
            keys_seq: None,
            retry_after: None,
            challenge: String::new(),
        }
    }

    #[test]
    fn a_media_type_may_have_parameters_and_capitals() {
        let expected = "application/consent-request+jwt";
        let is_of = |named: &str| answer_with(named).is_of(expected);

        for named in [
            expected,
            "application/consent-request+jwt;charset=UTF-8",
            "Application/Consent-Request+JWT ; a=b",
        ] {
            assert!(is_of(named), "{named}");
        }
        for named in [
            "",
            "application/jwt",
            "application/consent-receipt+jwt",
            "a;application/consent-request+jwt",
        ] {
            assert!(!is_of(named), "{named}");
        }
    }
}
