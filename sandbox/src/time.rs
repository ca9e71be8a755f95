//! The server's clock.

use countersign_protocol::time::UnixSeconds;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in seconds.
#[must_use]
pub fn now() -> UnixSeconds {
    UnixSeconds(now_ms() / 1000)
}

/// Now, in milliseconds.
#[must_use]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
