//! When a decision without an answer is tried again: exponential backoff with full jitter, so
//! that a bank that comes back is not met by all phones in the same second.

use crate::platform::Random;
use crate::store::outbox::Resend;
use countersign_protocol::time::UnixSeconds;
use std::time::Duration;

/// The ceiling of the first wait; it doubles with every try. Seconds.
const FIRST: i64 = 2;
/// The highest ceiling while the request lives: somebody is waiting. Seconds.
const HIGHEST: i64 = 60;
/// The highest ceiling once it is over and all that is left is to ask how it ended, and the
/// highest for what has no end of its own. Seconds.
const HIGHEST_AFTERWARDS: i64 = 24 * 3600;
/// If the AS asks for more patience than a request has left, its decision is tried once more this
/// long before the end. Seconds.
const LAST_CHANCE: i64 = 10;

impl Resend {
    /// The try after one that failed at `now`. `patience` is what the AS asked for, in seconds.
    pub(super) fn after(
        last: Option<&Self>,
        now: UnixSeconds,
        expires_at: UnixSeconds,
        patience: Option<u32>,
        random: &dyn Random,
    ) -> Self {
        let tries = last.map_or(0, |last| last.tries).saturating_add(1);
        let over_for = now.since(expires_at);
        let ceiling = if over_for < 0 {
            FIRST.checked_shl(tries - 1).unwrap_or(HIGHEST).clamp(FIRST, HIGHEST)
        } else {
            // Twice as long as it has been over, more or less: this doubles, too.
            over_for.clamp(FIRST, HIGHEST_AFTERWARDS)
        };
        // The jitter comes on top of what the AS asked for, or all phones would call when that
        // ends.
        let due_at = now.plus(i64::from(patience.unwrap_or(0))).plus(jitter(ceiling, random));
        // A decision is of no use after its request, so patience does not last beyond it: it is
        // sent once more before the end, and asked about at the end.
        let last_chance =
            if over_for < -LAST_CHANCE { expires_at.plus(-LAST_CHANCE) } else { expires_at };
        let due_at = if over_for < 0 { due_at.min(last_chance) } else { due_at };
        Self {
            tries,
            tried_at: now,
            due_at,
            asked_for: patience.is_some_and(|seconds| seconds > 0),
        }
    }

    /// The try after one that failed at `now`, of something that has no end of its own: a change
    /// that the AS has not acknowledged.
    pub(super) fn of_change(
        last: Option<&Self>,
        now: UnixSeconds,
        patience: Option<u32>,
        random: &dyn Random,
    ) -> Self {
        let tries = last.map_or(0, |last| last.tries).saturating_add(1);
        let doubled = FIRST.checked_mul(1_i64.checked_shl(tries - 1).unwrap_or(i64::MAX));
        let ceiling = doubled.unwrap_or(HIGHEST_AFTERWARDS).clamp(FIRST, HIGHEST_AFTERWARDS);
        let asked_for = patience.is_some_and(|seconds| seconds > 0);
        let due_at = now.plus(i64::from(patience.unwrap_or(0))).plus(jitter(ceiling, random));
        Self { tries, tried_at: now, due_at, asked_for }
    }

    /// How long it is still to wait; zero if it is due.
    ///
    /// If it is earlier than the last try, the clock was set back or is another one, and how long
    /// is left cannot be known: then the try is due, or a wait of seconds could become one of
    /// years.
    pub(super) fn wait(&self, now: UnixSeconds) -> Duration {
        if now < self.tried_at {
            return Duration::ZERO;
        }
        Duration::from_secs(u64::try_from(self.due_at.since(now)).unwrap_or(0))
    }
}

/// 1 to `ceiling`, each as likely; the ceiling itself if there is no randomness.
fn jitter(ceiling: i64, random: &dyn Random) -> i64 {
    let mut bytes = [0; 8];
    match random.fill(&mut bytes) {
        Ok(()) => {
            1 + i64::try_from(u64::from_be_bytes(bytes) % ceiling.unsigned_abs()).unwrap_or(0)
        }
        Err(_) => ceiling,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::RandomError;

    /// Gives the same number again and again.
    struct Always(u64);

    impl Random for Always {
        fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
            buffer.copy_from_slice(&self.0.to_be_bytes());
            Ok(())
        }
    }

    struct Nothing;

    impl Random for Nothing {
        fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
            Err(RandomError)
        }
    }

    const NOW: UnixSeconds = UnixSeconds(1000);
    const END: UnixSeconds = UnixSeconds(1300);

    /// The waits of tries that all fail at the same time, with this much luck.
    fn waits(random: &dyn Random, expires_at: UnixSeconds) -> Vec<i64> {
        let mut last = None;
        let mut waits = Vec::new();
        for _ in 0..8 {
            let next = Resend::after(last.as_ref(), NOW, expires_at, None, random);
            waits.push(next.due_at.since(NOW));
            last = Some(next);
        }
        waits
    }

    #[test]
    fn the_longest_wait_doubles_up_to_a_minute() {
        assert_eq!(waits(&Nothing, END), [2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn the_jitter_is_full() {
        assert_eq!(waits(&Always(0), END), [1; 8]);
        assert_eq!(waits(&Always(59), END), [2, 4, 4, 12, 28, 60, 60, 60]);
    }

    #[test]
    fn a_wait_never_overflows_however_often_it_was_tried() {
        let last = Resend { tries: u32::MAX, tried_at: NOW, due_at: NOW, asked_for: false };

        let next = Resend::after(Some(&last), NOW, END, None, &Nothing);

        assert_eq!((next.tries, next.due_at), (u32::MAX, NOW.plus(60)));
    }

    #[test]
    fn the_servers_wish_comes_first_and_the_jitter_on_top() {
        let next = Resend::after(None, NOW, END, Some(30), &Nothing);

        let none = Resend::after(None, NOW, END, Some(0), &Nothing);
        assert_eq!((next.due_at, next.asked_for), (NOW.plus(32), true));
        assert_eq!((none.due_at, none.asked_for), (NOW.plus(2), false));
    }

    #[test]
    fn patience_ends_shortly_before_the_request_and_then_with_it() {
        let at = |left: i64| {
            let next = Resend::after(None, END.plus(-left), END, Some(3600), &Nothing);
            next.due_at.since(END)
        };

        assert_eq!([300, 11, 10, 8, 1].map(at), [-10, -10, 0, 0, 0]);
    }

    #[test]
    fn a_change_is_tried_ever_more_rarely_up_to_once_a_day() {
        let wait = |tries| {
            let last = Resend { tries, tried_at: NOW, due_at: NOW, asked_for: false };
            Resend::of_change(Some(&last), NOW, None, &Nothing).due_at.since(NOW)
        };

        assert_eq!(
            [0, 1, 2, 10, 16, 62, 63, 64, u32::MAX].map(wait),
            [2, 4, 8, 2048, 86_400, 86_400, 86_400, 86_400, 86_400]
        );
    }

    #[test]
    fn after_the_end_asking_gets_rarer_up_to_once_a_day() {
        let longest = |over_for| {
            let next = Resend::after(None, END.plus(over_for), END, None, &Nothing);
            next.due_at.since(next.tried_at)
        };

        assert_eq!([0, 2, 100, 1_000_000].map(longest), [2, 2, 100, 86_400]);
    }

    #[test]
    fn it_waits_until_it_is_due_and_never_because_a_clock_was_set_back() {
        let resend = Resend { tries: 1, tried_at: NOW, due_at: NOW.plus(8), asked_for: true };

        let waits = [0, 3, 8, 9, -1, -1_000_000].map(|s| resend.wait(NOW.plus(s)).as_secs());

        assert_eq!(waits, [8, 5, 0, 0, 0, 0]);
    }
}
