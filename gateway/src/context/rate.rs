//! How often something may happen: counted before anything is remembered or worked out.

use countersign_protocol::time::UnixSeconds;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How much of one thing is taken from one source in a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// What is counted. Each thing is counted apart from every other.
    what: &'static str,
    most: u32,
    seconds: i64,
}

impl Limit {
    pub(crate) const fn per_minute(what: &'static str, most: u32) -> Self {
        Self { what, most, seconds: 60 }
    }

    pub(crate) const fn per_hour(what: &'static str, most: u32) -> Self {
        Self { what, most, seconds: 3600 }
    }

    pub(crate) const fn per_day(what: &'static str, most: u32) -> Self {
        Self { what, most, seconds: 86_400 }
    }

    pub(super) const fn what(self) -> &'static str {
        self.what
    }

    pub(super) const fn most(self) -> u32 {
        self.most
    }

    /// The span that a time is in, by its number.
    pub(super) const fn span(self, now: UnixSeconds) -> i64 {
        now.0.div_euclid(self.seconds)
    }

    /// The seconds until the next span.
    pub(super) fn wait(self, now: UnixSeconds) -> u32 {
        u32::try_from(self.seconds - now.0.rem_euclid(self.seconds)).unwrap_or(u32::MAX)
    }
}

/// Counts what is done by those whom the bank made itself: devices and offers. So a limit has as
/// many entries at most as there are of those, and only until its span is over. Strangers are
/// counted as one, or by [`super::Addresses`].
#[derive(Default)]
pub(crate) struct Rate {
    /// By what is counted, and in spans of how many seconds.
    counts: Mutex<HashMap<(&'static str, i64), Span>>,
}

#[derive(Default)]
struct Span {
    number: i64,
    counts: HashMap<String, u32>,
}

impl Rate {
    /// Counts once.
    ///
    /// # Errors
    ///
    /// The seconds to wait, if there were as many as may be in this span.
    pub(crate) fn count(&self, limit: Limit, who: &str, now: UnixSeconds) -> Result<(), u32> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let span = counts.entry((limit.what, limit.seconds)).or_default();
        if span.number != limit.span(now) {
            *span = Span { number: limit.span(now), counts: HashMap::new() };
        }
        match span.counts.get_mut(who) {
            Some(count) if *count >= limit.most => return Err(limit.wait(now)),
            Some(count) => *count += 1,
            None if limit.most == 0 => return Err(limit.wait(now)),
            None => drop(span.counts.insert(who.to_owned(), 1)),
        }
        Ok(())
    }

    /// The seconds to wait, if there were as many as may be; nothing is counted.
    pub(crate) fn full(&self, limit: Limit, who: &str, now: UnixSeconds) -> Option<u32> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let span = counts.get(&(limit.what, limit.seconds))?;
        let count = span.counts.get(who).filter(|_| span.number == limit.span(now))?;
        (*count >= limit.most).then(|| limit.wait(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLS: Limit = Limit::per_minute("calls", 2);

    #[test]
    fn a_full_minute_tells_how_long_to_wait() {
        let rate = Rate::default();

        assert_eq!(rate.count(CALLS, "phone", UnixSeconds(60)), Ok(()));
        assert_eq!(rate.count(CALLS, "phone", UnixSeconds(70)), Ok(()));
        assert_eq!(rate.count(CALLS, "phone", UnixSeconds(75)), Err(45));
        assert_eq!(rate.full(CALLS, "phone", UnixSeconds(75)), Some(45));
        assert_eq!(rate.count(CALLS, "other", UnixSeconds(75)), Ok(()));
        assert_eq!(rate.count(CALLS, "phone", UnixSeconds(120)), Ok(()));
        assert_eq!(rate.full(CALLS, "other", UnixSeconds(120)), None);
    }

    #[test]
    fn what_is_counted_takes_nothing_from_anything_else() {
        let rate = Rate::default();
        let (now, tokens) = (UnixSeconds(7200), Limit::per_hour("tokens", 1));

        assert_eq!(rate.count(tokens, "phone", now), Ok(()));
        assert_eq!(rate.count(tokens, "phone", now), Err(3600));
        assert_eq!(rate.count(Limit::per_day("tokens", 1), "phone", now), Ok(()));
        assert_eq!(rate.count(CALLS, "phone", now), Ok(()));
        assert_eq!(rate.count(Limit::per_minute("none", 0), "phone", now), Err(60));
    }
}
