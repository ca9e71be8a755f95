//! The native protocol of docs/protocol.md.

mod discovery;
mod error;
mod session;

pub use error::ServerError;
pub(crate) use session::{Answer, ApprovedBody, Caller, Session, TransportKey};

use crate::platform::Platform;
use crate::server::ServerTime;
use crate::store::{Store, StoredKeys};
use countersign_protocol::jose::{JoseError, Typ, Unverified, Verified};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::KeySet;
use countersign_transport::{Call, Http, HttpAnswer, Issuer, Method, TransportError, Url};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// One AS: its connections, its time and its keys.
pub(crate) struct Native {
    pub(crate) issuer: Issuer,
    pub(crate) time: ServerTime,
    http: Arc<dyn Http>,
    keys: Mutex<Option<Arc<KeySet>>>,
    /// Whether this version of the app was told that it is too old.
    too_old: AtomicBool,
    store: Store,
}

impl Native {
    pub(crate) fn new(
        issuer: Issuer,
        http: Arc<dyn Http>,
        platform: &Platform,
        store: Store,
    ) -> Self {
        let time = ServerTime::new(Arc::clone(&platform.clock));
        Self { issuer, time, http, keys: Mutex::new(None), too_old: AtomicBool::new(false), store }
    }

    /// Makes a call to this AS and learns its time.
    async fn send(&self, call: Call<'_>) -> Result<HttpAnswer, TransportError> {
        let answer = self.http.send(call).await?;
        if let Some(date) = answer.date {
            self.time.learn(date);
        }
        if answer.status == 426 {
            self.too_old.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// Whether the AS said, since the app was started, that it must be updated.
    pub(crate) fn asks_for_update(&self) -> bool {
        self.too_old.load(Ordering::Relaxed)
    }

    /// Remembers whether the discovery document leaves this version out.
    pub(crate) fn note_support(&self, supported: bool) {
        self.too_old.store(!supported, Ordering::Relaxed);
    }

    /// A plain GET of one of its own URLs.
    pub(crate) async fn get(&self, url: &str, accept: &str) -> Result<HttpAnswer, ServerError> {
        let url = self.own(url)?;
        let call = Call {
            method: Method::GET,
            url: &url,
            accept,
            body: None,
            access_token: None,
            dpop: None,
        };
        Ok(self.send(call).await?)
    }

    fn verify_keys(&self, token: &str, now: Option<UnixSeconds>) -> Result<KeySet, JoseError> {
        KeySet::verify(token, self.issuer.id(), self.issuer.vouching_keys(), now)
    }

    fn own(&self, url: &str) -> Result<Url, ServerError> {
        self.issuer.own(url).ok_or(ServerError::Answer)
    }

    /// Checks a token of the AS, with the keys that are held and, if its `kid` is none of them,
    /// once with a fresh set.
    pub(crate) async fn verify(
        &self,
        token: &str,
        typ: Typ,
        keys_url: &str,
    ) -> Result<Verified, ServerError> {
        let unverified = Unverified::parse(token, &[typ])?;
        let held = self.held_keys().await?;
        let key = held.and_then(|keys| keys.find(unverified.kid()));
        let key = match key {
            Some(key) => key,
            None => self
                .fetch_keys(keys_url)
                .await?
                .find(unverified.kid())
                .ok_or(ServerError::Token(JoseError::UnknownKey))?,
        };
        Ok(unverified.verify(&key)?)
    }

    /// The keys in memory, or those that were kept.
    async fn held_keys(&self) -> Result<Option<Arc<KeySet>>, ServerError> {
        if let Some(keys) = self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(Some(keys));
        }
        let id = self.issuer.id().to_owned();
        let kept = self.store.read(move |db, _| StoredKeys::load(db, &id)).await?;
        // A stored set was valid when it came; its request keys outlive the set's own `exp`.
        let keys = kept.and_then(|kept| self.verify_keys(&kept.token, None).ok()).map(Arc::new);
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&keys);
        Ok(keys)
    }

    /// Fetches the key set, and keeps it if it is not older than the one held.
    pub(crate) async fn fetch_keys(&self, url: &str) -> Result<Arc<KeySet>, ServerError> {
        let answer = self.get(url, &Typ::JwkSet.media_type()).await?;
        let token = error::token_in(&answer, 200, Typ::JwkSet)?;
        let keys = self.verify_keys(&token, Some(self.time.now()))?;
        if self.held_keys().await?.is_some_and(|held| held.seq > keys.seq) {
            return Err(ServerError::Token(JoseError::Time));
        }
        let (id, stored) = (self.issuer.id().to_owned(), StoredKeys { seq: keys.seq, token });
        self.store.write(move |db, _| stored.save(db, &id)).await?;
        let keys = Arc::new(keys);
        let mut held = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        // Another fetch may have brought a newer set in the meantime.
        if held.as_ref().is_none_or(|held| held.seq <= keys.seq) {
            *held = Some(Arc::clone(&keys));
        }
        drop(held);
        Ok(keys)
    }
}
