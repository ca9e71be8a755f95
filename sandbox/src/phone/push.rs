//! The push service between the bank and the phone: it carries three strings, as FCM would.

use crate::trouble::Trouble;
use countersign_gateway::push::{Push, PushError, PushFuture, PushMessage, PushSender};
use std::collections::HashMap;
use tokio::sync::mpsc;

/// The data of a message, as the app is given it.
pub(super) type Data = HashMap<String, String>;

/// What the phone registered as its push token.
pub(super) const TOKEN: &str = "sandbox-phone";

/// Hands messages to the phone, as long as it has a network.
pub struct PhonePush {
    phone: mpsc::UnboundedSender<Data>,
    trouble: Trouble,
}

impl PhonePush {
    /// A push service, and the end of it in the phone.
    #[must_use]
    pub fn new(trouble: Trouble) -> (Self, mpsc::UnboundedReceiver<Data>) {
        let (phone, messages) = mpsc::unbounded_channel();
        (Self { phone, trouble }, messages)
    }

    fn carry(&self, push: &Push) -> Result<(), PushError> {
        // Other phones at this bank have no push service here; they ask by themselves.
        if push.token.as_deref() != Some(TOKEN) {
            return Ok(());
        }
        let PushMessage::Notice(notice) = &push.message else { return Ok(()) };
        if self.trouble.is_network_lost() {
            return Err(PushError);
        }
        let data = serde_json::to_value(notice).and_then(serde_json::from_value);
        self.phone.send(data.map_err(|_| PushError)?).map_err(|_| PushError)
    }
}

impl PushSender for PhonePush {
    fn send(&self, push: Push) -> PushFuture {
        Box::pin(std::future::ready(self.carry(&push)))
    }
}

impl std::fmt::Debug for PhonePush {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhonePush")
    }
}
