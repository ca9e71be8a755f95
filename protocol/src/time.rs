//! Points in time, with their unit in the type.

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z, in the server's time unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixSeconds(pub i64);

impl UnixSeconds {
    /// This many seconds later; never past the largest value.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this; negative if it is not earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// How far the clock of a token's signer may be ahead (docs/protocol.md §1.1).
pub const SKEW_SECONDS: i64 = 60;
