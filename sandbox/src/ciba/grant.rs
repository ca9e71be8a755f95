//! Requests that wait to be redeemed: pace, expiry and single use (CIBA §10.1, §11).

use super::error::OAuthError;
use crate::bank::Customer;
use countersign_gateway::channel::{ConsentRecord, ConsentState};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The interval that every client starts with.
pub(super) const INTERVAL: Duration = Duration::from_secs(2);
/// How much longer each `slow_down` makes it (CIBA §11).
const SLOWER_BY: Duration = Duration::from_secs(5);
/// Timers of clients are not exact to the millisecond.
const LEEWAY: Duration = Duration::from_millis(200);
/// An approval that came in time can be fetched a little later.
const GRACE: Duration = Duration::from_secs(60);
/// How long a request is remembered after its end.
const MEMORY: Duration = Duration::from_secs(600);

/// A request that was acknowledged.
#[derive(Clone)]
pub(super) struct Grant {
    /// The client it was acknowledged to.
    pub client: String,
    /// The gateway's id of the consent.
    pub consent: String,
    /// Whose consent it is.
    pub customer: &'static Customer,
    /// The scope asked for.
    pub scope: String,
    /// The details asked for.
    pub details: Option<Box<RawValue>>,
    /// The number that the person is to type, for the client's screen.
    pub number: Option<String>,
    /// When it ends.
    pub deadline: Instant,
}

/// All requests, by `auth_req_id`.
#[derive(Default)]
pub(super) struct Grants(Mutex<HashMap<String, Kept>>);

struct Kept {
    grant: Grant,
    interval: Duration,
    asked: Option<Instant>,
    redeemed: bool,
}

impl Grants {
    /// Keeps a request, and forgets those that ended long ago.
    pub(super) fn keep(&self, auth_req_id: String, grant: Grant, now: Instant) {
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants.retain(|_, kept| now < kept.grant.deadline + MEMORY);
        let kept = Kept { grant, interval: INTERVAL, asked: None, redeemed: false };
        grants.insert(auth_req_id, kept);
    }

    /// The consent behind a client's request.
    ///
    /// # Errors
    ///
    /// [`OAuthError::InvalidGrant`] if it is unknown, used, or another client's.
    pub(super) fn consent(&self, auth_req_id: &str, client: &str) -> Result<String, OAuthError> {
        let grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants
            .get(auth_req_id)
            .filter(|kept| kept.grant.client == client && !kept.redeemed)
            .map(|kept| kept.grant.consent.clone())
            .ok_or(OAuthError::InvalidGrant)
    }

    /// The number that belongs to a consent, if the person has to type one.
    #[must_use]
    pub(super) fn number(&self, consent: &str) -> Option<String> {
        let grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants
            .values()
            .find(|kept| kept.grant.consent == consent)
            .and_then(|kept| kept.grant.number.clone())
    }

    /// Answers a client that asks for its tokens: once with the request, if the person approved.
    ///
    /// # Errors
    ///
    /// What CIBA §11 has for each state.
    pub(super) fn redeem(
        &self,
        auth_req_id: &str,
        client: &str,
        record: &ConsentRecord,
        now: Instant,
    ) -> Result<Grant, OAuthError> {
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = grants
            .get_mut(auth_req_id)
            .filter(|kept| kept.grant.client == client && !kept.redeemed)
            .ok_or(OAuthError::InvalidGrant)?;
        match record.state {
            ConsentState::Pending if now < kept.grant.deadline => Err(kept.not_yet(now)),
            ConsentState::Approved if now < kept.grant.deadline + GRACE => {
                kept.redeemed = true;
                Ok(kept.grant.clone())
            }
            ConsentState::Denied | ConsentState::Failed | ConsentState::Withdrawn => {
                Err(OAuthError::AccessDenied)
            }
            ConsentState::Pending | ConsentState::Approved | ConsentState::Expired => {
                Err(OAuthError::ExpiredToken)
            }
        }
    }
}

impl Kept {
    fn not_yet(&mut self, now: Instant) -> OAuthError {
        let before = self.asked.replace(now);
        if before.is_some_and(|before| now + LEEWAY < before + self.interval) {
            self.interval += SLOWER_BY;
            OAuthError::SlowDown
        } else {
            OAuthError::AuthorizationPending
        }
    }
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Grant({})", self.consent)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::bank::{CUSTOMER, customer};

    fn record(state: ConsentState) -> ConsentRecord {
        ConsentRecord {
            consent: "c".into(),
            state,
            reason: None,
            amr: None,
            key_level: None,
            selection: None,
            authentication_code: None,
            decided_at: None,
            decision: None,
            reported: None,
        }
    }

    fn kept_until(seconds: u64) -> (Grants, Instant) {
        let (grants, start) = (Grants::default(), Instant::now());
        let grant = Grant {
            client: "a".into(),
            consent: "c".into(),
            customer: customer(CUSTOMER).unwrap(),
            scope: "openid".into(),
            details: None,
            number: None,
            deadline: start + Duration::from_secs(seconds),
        };
        grants.keep("id".into(), grant, start);
        (grants, start)
    }

    #[test]
    fn each_hasty_question_adds_five_seconds() {
        let (grants, start) = kept_until(100);
        let ask = |seconds| {
            let now = start + Duration::from_secs(seconds);
            grants.redeem("id", "a", &record(ConsentState::Pending), now).err().unwrap()
        };

        assert_eq!(ask(0), OAuthError::AuthorizationPending);
        assert_eq!(ask(2), OAuthError::AuthorizationPending);
        assert_eq!(ask(3), OAuthError::SlowDown); // 7 from here on
        assert_eq!(ask(9), OAuthError::SlowDown); // 12
        assert_eq!(ask(20), OAuthError::SlowDown); // 17
        assert_eq!(ask(37), OAuthError::AuthorizationPending);
    }

    #[test]
    fn an_approval_is_redeemed_once_and_by_its_client() {
        let (grants, start) = kept_until(100);
        let approved = record(ConsentState::Approved);
        let redeem = |client| grants.redeem("id", client, &approved, start).err();

        assert_eq!(redeem("b"), Some(OAuthError::InvalidGrant));
        assert_eq!(redeem("a"), None);
        assert_eq!(redeem("a"), Some(OAuthError::InvalidGrant));
        assert_eq!(grants.consent("id", "a").err(), Some(OAuthError::InvalidGrant));
    }

    #[test]
    fn every_other_end_has_its_error() {
        let (grants, start) = kept_until(10);
        let ask = |state, seconds| {
            let now = start + Duration::from_secs(seconds);
            grants.redeem("id", "a", &record(state), now).err().unwrap()
        };

        assert_eq!(ask(ConsentState::Denied, 1), OAuthError::AccessDenied);
        assert_eq!(ask(ConsentState::Failed, 1), OAuthError::AccessDenied);
        assert_eq!(ask(ConsentState::Withdrawn, 1), OAuthError::AccessDenied);
        assert_eq!(ask(ConsentState::Expired, 1), OAuthError::ExpiredToken);
        assert_eq!(ask(ConsentState::Pending, 10), OAuthError::ExpiredToken);
        assert_eq!(ask(ConsentState::Approved, 70), OAuthError::ExpiredToken);
    }
}
