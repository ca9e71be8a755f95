//! Notices on their way to devices: a wake-up that holds nothing to believe.

use serde::Serialize;
use std::future::Future;
use std::pin::Pin;

/// The strings that a push carries, and nothing else (docs/protocol.md §4.1).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The version of this form, `"1"`.
    pub countersign: &'static str,
    /// The enrolment's handle.
    pub enrolment: String,
    /// The request's id.
    pub request: String,
}

/// What a device is to be told.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PushMessage {
    /// A request waits.
    Notice(Notice),
    /// Another device was added to the account. It goes to the customer's other devices; the
    /// sender shows a fixed text of the bank's.
    DeviceAdded,
}

/// One message for one device.
#[derive(Clone, PartialEq, Eq)]
pub struct Push {
    /// The device.
    pub device: String,
    /// `fcm`, `apns` or `none`.
    pub provider: String,
    /// The provider's token for the app on this phone.
    pub token: Option<String>,
    /// What to say.
    pub message: PushMessage,
}

/// A push that is under way.
pub type PushFuture = Pin<Box<dyn Future<Output = Result<(), PushError>> + Send>>;

/// The push was not taken. A device also lists what waits, so nothing is lost by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the push was not taken")]
pub struct PushError;

/// Carries messages to devices.
pub trait PushSender: Send + Sync {
    /// Hands one message over. It is called outside every lock and awaited in a task of its own.
    fn send(&self, push: Push) -> PushFuture;
}

/// Says in the log that something would have been sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogPush;

impl PushSender for LogPush {
    fn send(&self, push: Push) -> PushFuture {
        tracing::info!(device = %push.device, provider = %push.provider, "push");
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Posts `{"provider", "token", "notice"}` (or `"device_added": true` for `notice`) to the
/// bank's own push service.
#[derive(Clone)]
pub struct WebhookPush {
    client: crate::http::Client,
    uri: String,
    secret: crate::settings::Secret,
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
    pub fn new(
        uri: &str,
        secret: crate::settings::Secret,
        extra_roots: &[Vec<u8>],
    ) -> Result<Self, PushError> {
        let client = crate::http::Client::new(extra_roots).map_err(|_| PushError)?;
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

impl std::fmt::Debug for Push {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Push({})", self.device)
    }
}

impl std::fmt::Debug for PushMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Notice(_) => "Notice",
            Self::DeviceAdded => "DeviceAdded",
        })
    }
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notice({})", self.request)
    }
}
