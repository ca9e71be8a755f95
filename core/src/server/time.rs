//! The server's time, kept by the phone's monotonic clock.
//!
//! The `Date` of an answer over a checked connection is the anchor. From then on only monotonic
//! time counts, so that setting the phone's clock neither extends nor ends a request. Before the
//! first answer, and after a restart of the phone, the wall clock has to do. No decision rests on
//! it, because an answer comes before every decision.

use crate::platform::{Clock, ClockReading};
use countersign_protocol::time::UnixSeconds;
use std::sync::{Arc, Mutex, PoisonError};

/// The time at one AS.
pub(crate) struct ServerTime {
    clock: Arc<dyn Clock>,
    anchor: Mutex<Option<Anchor>>,
}

struct Anchor {
    server: UnixSeconds,
    at: ClockReading,
}

/// When something ends: at a time of the server, and after a time that is counted here, whichever
/// is first. A server whose own clock is set back does not extend it.
#[derive(Clone, Debug)]
pub(crate) struct Deadline {
    ends: UnixSeconds,
    taken: ClockReading,
    left_ms: u64,
}

impl Deadline {
    /// When it ends by the server's time.
    pub(crate) const fn ends(&self) -> UnixSeconds {
        self.ends
    }
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

    /// The end of something that just came and ends at this time.
    pub(crate) fn deadline(&self, ends: UnixSeconds) -> Deadline {
        let left = u64::try_from(ends.since(self.now())).unwrap_or(0);
        Deadline { ends, taken: self.clock.read(), left_ms: left.saturating_mul(1000) }
    }

    /// Whether it is over, by either clock.
    pub(crate) fn is_over(&self, deadline: &Deadline) -> bool {
        let reading = self.clock.read();
        let passed = reading.monotonic_ms.saturating_sub(deadline.taken.monotonic_ms);
        let counted = reading.boot_id == deadline.taken.boot_id && passed >= deadline.left_ms;
        counted || self.now() >= deadline.ends
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

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_testing::ManualClock;

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

    #[test]
    fn a_deadline_is_the_earlier_of_the_servers_time_and_the_time_counted_here() {
        let clock = Arc::new(ManualClock::at(1000));
        let time = ServerTime::new(Arc::<ManualClock>::clone(&clock));
        time.learn(UnixSeconds(5000));
        let deadline = time.deadline(UnixSeconds(5100));

        time.learn(UnixSeconds(5100));
        assert!(time.is_over(&deadline), "the server says so");
        time.learn(UnixSeconds(4000));
        assert!(!time.is_over(&deadline));
        clock.advance(99);
        clock.set_wall(0);
        assert!(!time.is_over(&deadline));
        clock.advance(1);

        assert!(time.is_over(&deadline), "a hundred seconds have passed");
    }

    #[test]
    fn after_the_phone_started_again_only_the_servers_time_counts() {
        let clock = Arc::new(ManualClock::at(1000));
        let time = ServerTime::new(Arc::<ManualClock>::clone(&clock));
        time.learn(UnixSeconds(5000));
        let deadline = time.deadline(UnixSeconds(5100));

        clock.advance(10_000);
        clock.reboot("boot-2");
        time.learn(UnixSeconds(5010));

        assert!(!time.is_over(&deadline));
    }
}
