//! Tells the pages that something is different now.

use std::sync::Arc;
use tokio::sync::watch;

/// A bell that every room can ring and any number of pages listen to.
#[derive(Clone, Debug)]
pub struct Changes(Arc<watch::Sender<u64>>);

impl Changes {
    /// A bell.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::channel(0).0))
    }

    /// Says that something changed.
    pub fn tell(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}
