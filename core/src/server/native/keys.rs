//! The request keys of an AS: held, fetched anew, and believed as long as their set lives
//! (docs/protocol.md §2.2).

use super::error::token_in;
use super::{Native, ServerError, lock};
use crate::store::StoredKeys;
use countersign_protocol::jose::{JoseError, PublicKey, Typ, Unverified, Verified};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::KeySet;
use std::sync::Arc;

/// For how long hints at a newer set are not followed after one that came to nothing: whoever
/// invents them buys one fetch a minute.
const QUIET_SECONDS: i64 = 60;

/// What the AS hinted at, unsigned: that there is a newer key set.
#[derive(Default)]
pub(super) struct Hint {
    /// The greatest number that an answer named.
    seq: i64,
    /// No hint is followed before then.
    quiet_until: Option<UnixSeconds>,
}

impl Hint {
    /// Notes the number that an answer named.
    pub(super) fn hear(&mut self, seq: i64) {
        self.seq = self.seq.max(seq);
    }

    /// Whether it says that this set is not the newest, and is to be followed.
    fn is_beyond(&self, held: i64, now: UnixSeconds) -> bool {
        // A time of quiet that lies further ahead than it can was set by another clock.
        let quiet =
            self.quiet_until.is_some_and(|until| now < until && until.since(now) <= QUIET_SECONDS);
        self.seq > held && !quiet
    }

    /// Settles it with the set that was fetched: a number that the set has not is a false one.
    fn settle(&mut self, fetched: i64, now: UnixSeconds) {
        if self.seq > fetched {
            *self = Self { seq: 0, quiet_until: Some(now.plus(QUIET_SECONDS)) };
        }
    }
}

impl Native {
    /// Checks a token of the AS with the keys that are held. A set that has ended, that the AS
    /// hints is no longer the newest, or that has not the token's `kid`, is fetched anew, once. If
    /// that fails, the held set is still believed for what ends something, and for nothing that
    /// could lead to an approval.
    pub(crate) async fn verify(
        &self,
        token: &str,
        typ: Typ,
        keys_url: &str,
    ) -> Result<Verified, ServerError> {
        let unverified = Unverified::parse(token, &[typ])?;
        let kid = unverified.kid();
        let held = self.held_keys().await?;
        let good = held.as_ref().filter(|keys| self.is_current(keys));
        let key = match good.and_then(|keys| keys.find(kid)) {
            Some(key) => key,
            None => match self.fetch_keys(keys_url).await {
                Ok(keys) => keys.find(kid).ok_or(ServerError::Token(JoseError::UnknownKey))?,
                Err(error) => {
                    let left = held.filter(|_| ends_something(typ));
                    left.and_then(|keys| keys.find(kid)).ok_or(error)?
                }
            },
        };
        Ok(unverified.verify(&key)?)
    }

    /// Whether the keys that are held may lead to an approval now: their set has not ended, and no
    /// answer hints at a newer one.
    pub(crate) fn has_current_keys(&self) -> bool {
        lock(&self.keys).as_ref().is_some_and(|keys| self.is_current(keys))
    }

    fn is_current(&self, keys: &KeySet) -> bool {
        let now = self.time.now();
        now < keys.exp && !lock(&self.hint).is_beyond(keys.seq, now)
    }

    /// The keys in memory, or those that were kept.
    async fn held_keys(&self) -> Result<Option<Arc<KeySet>>, ServerError> {
        if let Some(keys) = lock(&self.keys).clone() {
            return Ok(Some(keys));
        }
        let id = self.issuer.id().to_owned();
        let kept = self.store.read(move |db, _| StoredKeys::load(db, &id)).await?;
        // A stored set was valid when it came; whether it still is, is asked where it is used.
        let keys = kept.and_then(|kept| self.verify_keys(&kept.token, None).ok()).map(Arc::new);
        lock(&self.keys).clone_from(&keys);
        Ok(keys)
    }

    /// Fetches the key set, and keeps it if it is not older than the one held.
    pub(crate) async fn fetch_keys(&self, url: &str) -> Result<Arc<KeySet>, ServerError> {
        let answer = self.get(url, &Typ::JwkSet.media_type()).await?;
        let token = token_in(&answer, 200, Typ::JwkSet)?;
        let keys = self.verify_keys(&token, Some(self.time.now()))?;
        if let Some(held) = self.held_keys().await? {
            if held.seq > keys.seq {
                return Err(ServerError::Token(JoseError::Time));
            }
            // A set that changed without a new number is not the AS's, or the AS does not know
            // which one counts.
            if held.seq == keys.seq && !held.has_the_keys_of(&keys) {
                return Err(ServerError::Token(JoseError::UnknownKey));
            }
        }
        let (id, stored) = (self.issuer.id().to_owned(), StoredKeys { seq: keys.seq, token });
        self.store.write(move |db, _| stored.save(db, &id)).await?;
        let keys = Arc::new(keys);
        let mut held = lock(&self.keys);
        // Another fetch may have brought a newer set in the meantime.
        if held.as_ref().is_none_or(|held| held.seq <= keys.seq) {
            *held = Some(Arc::clone(&keys));
        }
        drop(held);
        lock(&self.hint).settle(keys.seq, self.time.now());
        Ok(keys)
    }

    fn verify_keys(&self, token: &str, now: Option<UnixSeconds>) -> Result<KeySet, JoseError> {
        let vouching: &[PublicKey] = self.issuer.vouching_keys();
        KeySet::verify(token, self.issuer.id(), vouching, now)
    }
}

/// Whether a token says how a decision ended, and so can lead to no approval.
const fn ends_something(typ: Typ) -> bool {
    matches!(typ, Typ::ConsentReceipt | Typ::ConsentStatus)
}
