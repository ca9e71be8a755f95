//! Ids that may be used once: the `jti` of assertions and signed requests.

use countersign_protocol::time::UnixSeconds;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most ids that are kept; when it is reached, new ones are refused.
const MOST: usize = 10_000;

/// The ids seen, each until its token has expired by itself.
#[derive(Default)]
pub(super) struct SeenOnce(Mutex<HashMap<(String, String), UnixSeconds>>);

impl SeenOnce {
    /// Takes an id. False if it was there already, or if there is no room left.
    #[must_use]
    pub(super) fn take(
        &self,
        client: &str,
        jti: &str,
        until: UnixSeconds,
        now: UnixSeconds,
    ) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, until| now < *until);
        seen.len() < MOST && seen.insert((client.to_owned(), jti.to_owned()), until).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_once_for_each_client_while_its_token_lives() {
        let seen = SeenOnce::default();
        let take = |client, now| seen.take(client, "1", UnixSeconds(100), UnixSeconds(now));

        assert!(take("a", 10));
        assert!(!take("a", 99));
        assert!(take("b", 99));
        assert!(take("a", 100));
    }
}
