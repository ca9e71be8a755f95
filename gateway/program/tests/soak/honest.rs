//! A phone that does what phones do, and has to be answered right each time.

use super::office::{Office, go_on, now};
use countersign_testing::phone::Phone;
use std::time::{Duration, Instant};

/// The most consents that are asked of it: fewer than an account may be asked in an hour.
const MOST_ASKED: u64 = 24;
/// Calls between two of its consents.
const BETWEEN: u64 = 20;
/// The most calls in a minute: fewer than it may make, so that whatever is refused is refused by
/// the fault of others.
const MOST_IN_A_MINUTE: usize = 4000;
/// How long it uses an access token, in seconds: one ends after 600.
const TOKEN_USE: i64 = 300;

pub(crate) struct Honest {
    phone: Phone,
    office: Office,
    made: u64,
    /// A minute, and its calls in it.
    minute: (i64, usize),
    asked: u64,
    renewed_at: i64,
}

impl Honest {
    pub(crate) fn new(phone: Phone, office: Office) -> Self {
        Self { phone, office, made: 0, minute: (0, 0), asked: 0, renewed_at: now() }
    }

    /// Makes so many calls, and tells how long each took until its answer was read.
    pub(crate) async fn calls(&mut self, count: usize) -> Vec<Duration> {
        let mut took = Vec::new();
        while took.len() < count {
            go_on(&self.phone);
            if self.made.is_multiple_of(BETWEEN) && self.asked < MOST_ASKED {
                took.extend(self.decide().await);
            } else {
                took.push(self.look().await);
            }
            self.made += 1;
        }
        let (minute, calls) = self.minute;
        let before = if minute == now() / 60 { calls } else { 0 };
        self.minute = (now() / 60, before + took.len());
        took
    }

    /// The same once, unless it has made as many calls in this minute as it wants to.
    pub(crate) async fn call(&mut self) -> Vec<Duration> {
        let (minute, calls) = self.minute;
        if minute == now() / 60 && calls >= MOST_IN_A_MINUTE {
            return Vec::new();
        }
        self.calls(1).await
    }

    /// A call that changes nothing, or a new token when it is time.
    async fn look(&mut self) -> Duration {
        let begun = Instant::now();
        if now() - self.renewed_at > TOKEN_USE {
            let renewed = self.phone.renew().await;
            assert_eq!(renewed.status, 200, "{}", renewed.text());
            self.renewed_at = now();
        } else if self.made.is_multiple_of(2) {
            assert_eq!(self.phone.state().await, "active");
        } else {
            assert_eq!(self.phone.pending().await, Vec::<String>::new());
        }
        begun.elapsed()
    }

    /// It is asked, fetches, and approves: one call to list, one to fetch, one to decide.
    async fn decide(&mut self) -> [Duration; 3] {
        let asked = self.office.ask("honest").await;
        assert_eq!(asked.status, 201, "{}", asked.text());
        self.asked += 1;
        let begun = Instant::now();
        let waiting = self.phone.pending().await;
        let listed = begun.elapsed();
        assert_eq!(waiting.len(), 1);
        let begun = Instant::now();
        let request = self.phone.fetch(&waiting[0]).await;
        let fetched = begun.elapsed();
        let begun = Instant::now();
        let approved = self.phone.approve(&request).await;
        let decided = begun.elapsed();
        assert_eq!(approved.status, 200, "{}", approved.text());
        [listed, fetched, decided]
    }
}
