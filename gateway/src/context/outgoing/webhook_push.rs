//! Pushes through the bank's own push service.

use super::{HttpClient, may_be_called};
use crate::context::settings::Secret;
use crate::model::{Notice, Push, PushError, PushFuture, PushMessage, PushSender};
use serde::Serialize;

/// Posts `{"provider", "token", "notice"}` (or `"device_added": true` for `notice`) to the
/// bank's own push service.
#[derive(Clone)]
pub struct WebhookPush {
    client: HttpClient,
    uri: String,
    secret: Secret,
}

#[derive(Serialize)]
struct Body {
    provider: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Notice>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    device_added: bool,
}

/// Why a push service cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookPushError {
    /// Its URI is neither `https` nor plain HTTP to this machine: tokens of devices would be
    /// readable on the way.
    #[error("the URI of the push service may not be called")]
    Uri,
    /// No HTTP client can be made of these roots.
    #[error("the additional roots cannot be used")]
    Roots,
}

impl WebhookPush {
    /// Posts to this URI (`https`, or plain HTTP to this machine) with this bearer secret.
    ///
    /// # Errors
    ///
    /// [`WebhookPushError`].
    pub fn new(
        uri: &str,
        secret: Secret,
        extra_roots: &[Vec<u8>],
    ) -> Result<Self, WebhookPushError> {
        if !may_be_called(uri) {
            return Err(WebhookPushError::Uri);
        }
        let client = HttpClient::new(extra_roots).map_err(|_| WebhookPushError::Roots)?;
        Ok(Self { client, uri: uri.to_owned(), secret })
    }
}

impl PushSender for WebhookPush {
    fn send(&self, push: Push) -> PushFuture {
        let this = self.clone();
        Box::pin(async move {
            let (notice, device_added) = match push.message {
                PushMessage::Notice(notice) => (Some(notice), false),
                PushMessage::DeviceAdded => (None, true),
            };
            let body = Body { provider: push.provider, token: push.token, notice, device_added };
            let body = serde_json::to_vec(&body).map_err(|_| PushError)?;
            match this.client.post(&this.uri, this.secret.expose(), body).await {
                Ok(status) if (200..300).contains(&status) => Ok(()),
                _ => Err(PushError),
            }
        })
    }
}

impl std::fmt::Debug for WebhookPush {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookPush")
    }
}
