//! The set of request keys, and whether this instance may sign.

use countersign_protocol::time::UnixSeconds;
use serde::Serialize;

/// The key set that phones are given, as the bank sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeySetRecord {
    /// Its number: greater than that of any set before it.
    pub seq: i64,
    /// When it ends. From then on phones approve nothing; they still decline.
    pub expires_at: UnixSeconds,
    /// Whether it ends within a week: sign the next one.
    pub ends_soon: bool,
    /// The thumbprints of the request keys in it.
    pub keys: Vec<String>,
    /// The thumbprint of the key that this instance signs with.
    pub signs_with: String,
}

/// Whether an instance may be given work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It may.
    Ready,
    /// No key set was installed yet.
    NoKeySet,
    /// The newest key set does not hold the key that this instance signs with: phones could
    /// verify nothing of it. Publish the key first, or let the instance sign with one that is.
    KeyNotPublished,
    /// The key set has ended. Phones decline, and approve nothing.
    KeySetEnded,
    /// The storage does not answer.
    Unavailable,
}
