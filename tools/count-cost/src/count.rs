//! What a step costs, counted while it runs: calls and transactions from the core's `tracing`
//! events, bytes by the [forwarder](crate::forwarder).

use crate::Failure;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// Round trips, bytes sent, bytes received and database transactions.
pub(crate) type Counts = [u64; 4];

/// Counts, from the device's side.
#[derive(Default)]
pub(crate) struct Counter {
    round_trips: AtomicU64,
    pub(crate) sent: AtomicU64,
    pub(crate) received: AtomicU64,
    transactions: AtomicU64,
}

impl Counter {
    /// Listens to the core from now on.
    pub(crate) fn install() -> Result<Arc<Self>, Failure> {
        let counter = Arc::new(Self::default());
        let subscriber = tracing_subscriber::registry().with(Listener(Arc::clone(&counter)));
        tracing::subscriber::set_global_default(subscriber)?;
        Ok(counter)
    }

    /// What was counted since the last time.
    pub(crate) fn take(&self) -> Counts {
        [&self.round_trips, &self.sent, &self.received, &self.transactions]
            .map(|count| count.swap(0, Ordering::SeqCst))
    }
}

struct Listener(Arc<Counter>);

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        let count = match (event.metadata().target(), message.0.as_str()) {
            ("countersign::http", "call") => &self.0.round_trips,
            ("countersign::store", "commit") => &self.0.transactions,
            _ => return,
        };
        count.fetch_add(1, Ordering::SeqCst);
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
