//! The server's time, kept by the phone's monotonic clock.
//!
//! The `Date` of an answer over a checked connection is the anchor. From then on only monotonic
//! time counts, so that setting the phone's clock neither extends nor kills a request. Before
//! the first answer, and after the phone started again, the wall clock has to do; every decision
//! is preceded by an answer, so it never decides anything.

use crate::platform::{Clock, Reading};
use crate::time::UnixSeconds;
use std::sync::{Arc, Mutex, PoisonError};

/// The time at one AS.
pub(crate) struct ServerTime {
    clock: Arc<dyn Clock>,
    anchor: Mutex<Option<Anchor>>,
}

struct Anchor {
    server: UnixSeconds,
    at: Reading,
}

impl ServerTime {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, anchor: Mutex::new(None) }
    }

    /// Takes the time of an answer that just came.
    pub(crate) fn learn(&self, server: UnixSeconds) {
        let at = self.clock.read();
        *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = Some(Anchor { server, at });
    }

    /// The server's time, now.
    pub(crate) fn now(&self) -> UnixSeconds {
        let reading = self.clock.read();
        let anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        match anchor.as_ref().filter(|anchor| anchor.at.boot_id == reading.boot_id) {
            Some(anchor) => {
                let passed = reading.monotonic_ms.saturating_sub(anchor.at.monotonic_ms) / 1000;
                anchor.server.plus(i64::try_from(passed).unwrap_or(i64::MAX))
            }
            None => UnixSeconds(reading.wall_ms.div_euclid(1000)),
        }
    }
}

#[cfg(all(test, feature = "software-keys"))]
mod tests {
    use super::*;
    use crate::platform::software::ManualClock;

    #[test]
    fn the_server_says_what_time_it_is_and_the_wall_clock_does_not() {
        let clock = Arc::new(ManualClock::at(1000));
        let time = ServerTime::new(Arc::<ManualClock>::clone(&clock));
        assert_eq!(time.now(), UnixSeconds(1000));

        time.learn(UnixSeconds(5000));
        clock.advance(10);
        clock.set_wall(9_999_999);

        assert_eq!(time.now(), UnixSeconds(5010));
        clock.reboot("boot-2");
        assert_eq!(time.now(), UnixSeconds(9_999_999));
    }
}
