//! Trouble at the push of a button: a lost network, a wrong clock.

use countersign::platform::{Clock, ClockReading, SystemClock};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How far the wrong clock is off: three days behind.
const OFF_BY_MS: i64 = -3 * 24 * 60 * 60 * 1000;

/// What is wrong at the moment. Cheap to clone; every clone is the same trouble.
#[derive(Clone, Debug, Default)]
pub struct Trouble(Arc<Switches>);

#[derive(Debug, Default)]
struct Switches {
    lost_network: AtomicBool,
    wrong_clock: AtomicBool,
}

/// The state of the switches, for the pages.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Shown {
    lost_network: bool,
    wrong_clock: bool,
}

impl Trouble {
    /// Takes the phone off the network, or puts it back.
    pub fn lose_network(&self, on: bool) {
        self.0.lost_network.store(on, Ordering::Relaxed);
    }

    /// Whether the phone is off the network.
    #[must_use]
    pub fn is_network_lost(&self) -> bool {
        self.0.lost_network.load(Ordering::Relaxed)
    }

    /// Turns the phone's clock back, or sets it right.
    pub fn turn_clock(&self, on: bool) {
        self.0.wrong_clock.store(on, Ordering::Relaxed);
    }

    /// The state of the switches.
    #[must_use]
    pub fn shown(&self) -> Shown {
        Shown {
            lost_network: self.is_network_lost(),
            wrong_clock: self.0.wrong_clock.load(Ordering::Relaxed),
        }
    }
}

/// The phone's clock: right, until somebody turns it.
#[derive(Debug)]
pub struct PhoneClock {
    right: SystemClock,
    trouble: Trouble,
}

impl PhoneClock {
    /// A clock that this trouble can turn.
    #[must_use]
    pub fn new(trouble: Trouble) -> Self {
        Self { right: SystemClock::new(), trouble }
    }
}

impl Clock for PhoneClock {
    fn read(&self) -> ClockReading {
        let mut reading = self.right.read();
        if self.trouble.0.wrong_clock.load(Ordering::Relaxed) {
            reading.wall_ms = reading.wall_ms.saturating_add(OFF_BY_MS);
        }
        reading
    }
}
