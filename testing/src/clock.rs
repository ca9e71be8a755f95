//! Time that passes when a test says so.

use countersign_protocol::clock::{Clock, ClockReading};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    reading: Mutex<ClockReading>,
}

impl ManualClock {
    /// A clock that says this, in the first boot.
    pub fn at(wall_seconds: i64) -> Self {
        let reading = ClockReading {
            wall_ms: wall_seconds * 1000,
            monotonic_ms: 0,
            boot_id: "boot-1".to_owned(),
        };
        Self { reading: Mutex::new(reading) }
    }

    /// Seconds since 1970, as a token says them.
    pub fn now(&self) -> i64 {
        self.reading().wall_ms / 1000
    }

    /// Time passes.
    pub fn advance(&self, seconds: i64) {
        let mut reading = self.reading();
        reading.wall_ms += seconds * 1000;
        reading.monotonic_ms += u64::try_from(seconds * 1000).unwrap_or(0);
    }

    /// Somebody sets the wall clock; monotonic time does not care.
    pub fn set_wall(&self, wall_seconds: i64) {
        self.reading().wall_ms = wall_seconds * 1000;
    }

    /// The phone starts again.
    pub fn reboot(&self, boot_id: &str) {
        let mut reading = self.reading();
        reading.monotonic_ms = 0;
        boot_id.clone_into(&mut reading.boot_id);
    }

    /// A panic elsewhere leaves the reading whole, so a poisoned lock is as good as any.
    fn reading(&self) -> MutexGuard<'_, ClockReading> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn read(&self) -> ClockReading {
        self.reading().clone()
    }
}
