//! What the bank handed to the push service, for each device.

use countersign_gateway::events::GatewayEvent;
use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The data of a push.
pub(crate) type Push = HashMap<String, String>;

/// A letter box for each device.
#[derive(Default)]
pub(crate) struct Pushes {
    waiting: Mutex<HashMap<String, VecDeque<Push>>>,
    bell: Condvar,
}

impl Pushes {
    /// Puts every notice into its box, until the gateway is gone.
    pub(crate) async fn collect(&self, mut events: Receiver<GatewayEvent>) {
        loop {
            match events.recv().await {
                Ok(GatewayEvent::NoticeSent { device, request, enrolment, .. }) => {
                    let push =
                        [("countersign", "1"), ("enrolment", &enrolment), ("request", &request)];
                    let push = push.map(|(name, value)| (name.to_owned(), value.to_owned()));
                    let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                    waiting.entry(device).or_default().push_back(push.into());
                    self.bell.notify_all();
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// The next push to a device, if one comes in time.
    pub(crate) fn next(&self, device: &str, longest: Duration) -> Option<Push> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = |waiting: &mut HashMap<String, VecDeque<Push>>| {
            waiting.get(device).is_none_or(VecDeque::is_empty)
        };
        let waited = self.bell.wait_timeout_while(waiting, longest, empty);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        waiting.get_mut(device)?.pop_front()
    }
}
