//! Counting from the core's `tracing` events.

use crate::scene::Failure;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// What one step cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) round_trips: u64,
    pub(crate) sent: u64,
    pub(crate) received: u64,
    pub(crate) transactions: u64,
}

/// Counts while a step runs.
#[derive(Clone, Default)]
pub(crate) struct Counter {
    calls: Arc<AtomicU64>,
    commits: Arc<AtomicU64>,
}

impl Counter {
    /// The calls and transactions since the last time.
    pub(crate) fn take(&self) -> (u64, u64) {
        (self.calls.swap(0, Ordering::SeqCst), self.commits.swap(0, Ordering::SeqCst))
    }
}

/// Listens to the core from now on.
pub(crate) fn install() -> Result<Counter, Failure> {
    let counter = Counter::default();
    let subscriber = tracing_subscriber::registry().with(counter.clone());
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(counter)
}

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        let count = match (event.metadata().target(), message.0.as_str()) {
            ("countersign::http", "call") => &self.calls,
            ("countersign::store", "commit") => &self.commits,
            _ => return,
        };
        count.fetch_add(1, Ordering::SeqCst);
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
