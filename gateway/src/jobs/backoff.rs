//! How long to wait before another try.

/// The longest pause between two tries, in seconds.
const MAX_PAUSE: i64 = 300;

/// The most that one round takes on.
pub(super) const BATCH: u32 = 50;

/// The pause after this many failed tries: 1, 2, 4, ... seconds, up to five minutes.
pub(super) fn pause(attempts: u32) -> i64 {
    1_i64.checked_shl(attempts.min(16)).unwrap_or(MAX_PAUSE).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_five_minutes() {
        assert_eq!([pause(0), pause(1), pause(5), pause(9), pause(4000)], [1, 2, 32, 300, 300]);
    }
}
