//! The phone's clocks, read without asking the app: a call into Kotlin or Swift at every look at
//! the clock would cost more than the rest of a consent.

use countersign::platform::{Clock, ClockReading};
use rustix::time::{ClockId, clock_gettime};

/// Wall time, and time since the start of the phone with its sleep counted in.
pub(crate) struct PhoneClock {
    boot_id: String,
}

/// Android's `elapsedRealtime`. `CLOCK_MONOTONIC` stops there while the phone sleeps.
#[cfg(any(target_os = "android", target_os = "linux"))]
const SINCE_BOOT: ClockId = ClockId::Boottime;
/// On Apple's systems `CLOCK_MONOTONIC` goes on while the device is asleep (clock_gettime(3)).
#[cfg(not(any(target_os = "android", target_os = "linux")))]
const SINCE_BOOT: ClockId = ClockId::Monotonic;

impl PhoneClock {
    /// `boot_id` is what the platform calls this run of the phone. A process does not outlive it.
    pub(crate) const fn of_boot(boot_id: String) -> Self {
        Self { boot_id }
    }
}

impl Clock for PhoneClock {
    fn read(&self) -> ClockReading {
        let now = clock_gettime(ClockId::Realtime);
        let since_boot = milliseconds(clock_gettime(SINCE_BOOT));
        ClockReading {
            wall_ms: milliseconds(now),
            monotonic_ms: u64::try_from(since_boot).unwrap_or(0),
            boot_id: self.boot_id.clone(),
        }
    }
}

fn milliseconds(time: rustix::time::Timespec) -> i64 {
    time.tv_sec.saturating_mul(1000).saturating_add(time.tv_nsec / 1_000_000)
}
