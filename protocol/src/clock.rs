//! The phone's clocks. Neither decides what has expired: that is for the server's time, which the
//! monotonic clock only carries on between two answers.

/// Both clocks, read together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The wall clock, milliseconds since 1970. The person can set it.
    pub wall_ms: i64,
    /// Milliseconds since the phone started, sleep included (Android `elapsedRealtime`, Apple
    /// `mach_continuous_time`). Rust's `Instant` stops while a phone sleeps and will not do.
    pub monotonic_ms: u64,
    /// Changes whenever the phone starts, so that two monotonic readings can be compared.
    pub boot_id: String,
}

/// Reads the phone's clocks.
pub trait Clock: Send + Sync {
    /// Both clocks, now.
    fn read(&self) -> ClockReading;
}

/// The clocks of the machine this runs on, for servers and tests. A phone brings its own: this
/// one's monotonic time may stand still during sleep.
#[derive(Debug)]
pub struct SystemClock {
    started: std::time::Instant,
}

impl SystemClock {
    /// Starts counting now.
    #[must_use]
    pub fn new() -> Self {
        Self { started: std::time::Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> ClockReading {
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        ClockReading {
            wall_ms: wall.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)),
            monotonic_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            boot_id: "process".to_owned(),
        }
    }
}
