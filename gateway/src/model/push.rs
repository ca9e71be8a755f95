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

/// What is pushed to a device.
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
    /// Hands one message over. It is called outside every lock and awaited in a task of its own,
    /// and has to end in time: while 256 notices are under way, no other is sent.
    fn send(&self, push: Push) -> PushFuture;
}

/// Logs that something would have been sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogPush;

impl PushSender for LogPush {
    fn send(&self, push: Push) -> PushFuture {
        tracing::info!(device = %push.device, provider = %push.provider, "push");
        Box::pin(std::future::ready(Ok(())))
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
