//! What the phone provides, as traits that Android, iOS and tests implement.
//!
//! No method answers with nothing, a Boolean or a number that a decision rests on: it returns
//! evidence that the core checks. No method is called while the core holds a lock, and none may
//! call the core back. Methods may block for as long as a key operation takes (tens of
//! milliseconds); they are called on whichever thread polls the core's future.

mod keys;
mod secrets;
#[cfg(feature = "software-keys")]
pub mod software;

pub use countersign_protocol::clock::{Clock, ClockReading, SystemClock};
pub use countersign_protocol::random::{Random, RandomError, SystemRandom, new_id};
pub use countersign_protocol::tokens::app_attest_client_data_hash;
pub use countersign_protocol::vocabulary::{Attestation, KeyLevel, KeyPurpose, Unlock};
pub use keys::{CreatedKey, KeyAlias, KeyStore, KeyStoreError};
pub use secrets::{SecretStore, SecretStoreError};

use std::sync::Arc;

/// Is told that something changed, and decides nothing.
pub trait Observer: Send + Sync {
    /// Something changed that a screen may show. Called outside every lock; return quickly.
    fn changed(&self, change: Change);
}

/// What changed. Ids only: the app reads the rest when it wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An enrolment was made, confirmed, blocked or removed.
    Enrolments,
    /// A request arrived, was decided, or ended.
    Requests,
    /// A decision was answered, or given up.
    Deliveries,
}

/// Everything that the phone provides.
#[derive(Clone)]
pub struct Platform {
    /// Device-bound keys.
    pub keys: Arc<dyn KeyStore>,
    /// The few bytes that open the database.
    pub secrets: Arc<dyn SecretStore>,
    /// Wall and monotonic time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids and nonces.
    pub random: Arc<dyn Random>,
    /// Who is told of changes.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Platform {
    /// Tells the observer, if there is one.
    pub(crate) fn changed(&self, change: Change) {
        if let Some(observer) = &self.observer {
            observer.changed(change);
        }
    }
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Platform")
    }
}
