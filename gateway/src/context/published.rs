//! The key set that phones are given, as this instance knows it.

use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::KeySet;
use std::sync::{Arc, PoisonError, RwLock};

/// The newest key set in the storage.
pub(crate) struct PublishedKeys {
    /// The token, as phones get it.
    pub(crate) token: String,
    /// Its number.
    pub(crate) seq: i64,
    /// Until when phones approve by it.
    pub(crate) exp: UnixSeconds,
    /// The request keys in it.
    pub(crate) keys: Vec<PublicKey>,
}

/// What this instance last read of it.
#[derive(Default)]
pub(crate) struct Published(RwLock<Option<Arc<PublishedKeys>>>);

impl PublishedKeys {
    /// A set that was verified when it was installed.
    pub(crate) fn new(token: String, set: &KeySet) -> Self {
        Self { token, seq: set.seq, exp: set.exp, keys: set.keys().collect() }
    }
}

impl Published {
    pub(crate) fn read(&self) -> Option<Arc<PublishedKeys>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a set, unless a newer one was taken meanwhile.
    pub(crate) fn take(&self, set: PublishedKeys) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let newer = |held: &Arc<PublishedKeys>| (held.seq, held.exp) > (set.seq, set.exp);
        if !held.as_ref().is_some_and(newer) {
            *held = Some(Arc::new(set));
        }
    }
}
