//! For this project's own benches: a device whose calls are answered from memory, so that what
//! it does can be timed without the network. Not for apps.

use crate::transport::{Call, HttpAnswer};
use std::sync::Arc;

/// What a device asked for.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The path of the URL.
    pub path: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// What it gets.
#[derive(Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The media type.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Answers calls.
#[derive(Clone)]
pub struct Answers(Arc<dyn Fn(&Asked<'_>) -> Answered + Send + Sync>);

impl Answers {
    /// Answers calls with this function.
    #[must_use]
    pub fn by(answer: impl Fn(&Asked<'_>) -> Answered + Send + Sync + 'static) -> Self {
        Self(Arc::new(answer))
    }

    pub(crate) fn answer(&self, call: &Call<'_>) -> HttpAnswer {
        let body = call.body.as_ref().map_or(&[][..], |(_, body)| body);
        let answered = (self.0)(&Asked { path: call.url.path(), body });
        HttpAnswer {
            status: answered.status,
            content_type: answered.content_type,
            body: answered.body,
            date: None,
            dpop_nonce: None,
            retry_after: None,
            challenge: String::new(),
        }
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}
