//! Pushes through the bank's own push service.

use super::HttpClient;
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

impl WebhookPush {
    /// Posts to this URI with this bearer secret.
    ///
    /// # Errors
    ///
    /// [`PushError`] if no HTTP client can be made of these roots.
    pub fn new(uri: &str, secret: Secret, extra_roots: &[Vec<u8>]) -> Result<Self, PushError> {
        let client = HttpClient::new(extra_roots).map_err(|_| PushError)?;
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
