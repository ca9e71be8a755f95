//! How often somebody may call.

use countersign_protocol::time::UnixSeconds;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Counts the calls of each device in the current minute.
#[derive(Default)]
pub(crate) struct Rate {
    counts: Mutex<(i64, HashMap<String, u32>)>,
}

impl Rate {
    /// Counts one call.
    ///
    /// # Errors
    ///
    /// The seconds to wait, if there were `most` in this minute.
    pub(crate) fn count(&self, device: &str, most: u32, now: UnixSeconds) -> Result<(), u32> {
        let minute = now.0.div_euclid(60);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.0 != minute {
            *counts = (minute, HashMap::new());
        }
        let count = counts.1.entry(device.to_owned()).or_default();
        if *count >= most {
            return Err(u32::try_from(60 - now.0.rem_euclid(60)).unwrap_or(60));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_minute_tells_how_long_to_wait() {
        let rate = Rate::default();

        assert_eq!(rate.count("phone", 2, UnixSeconds(60)), Ok(()));
        assert_eq!(rate.count("phone", 2, UnixSeconds(70)), Ok(()));
        assert_eq!(rate.count("phone", 2, UnixSeconds(75)), Err(45));
        assert_eq!(rate.count("other", 2, UnixSeconds(75)), Ok(()));
        assert_eq!(rate.count("phone", 2, UnixSeconds(120)), Ok(()));
    }
}
