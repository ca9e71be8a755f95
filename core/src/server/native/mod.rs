//! The native protocol of docs/protocol.md.

mod access_token;
mod discovery;
mod error;
mod keys;
mod session;

pub use error::ServerError;
pub(crate) use session::{Answer, ApprovedBody, Caller, Session, TransportKey};

use crate::CORE_VERSION;
use crate::platform::Platform;
use crate::server::ServerTime;
use crate::store::{Store, StoreError, left_out};
use countersign_protocol::tokens::KeySet;
use countersign_transport::{Attempt, Call, Http, HttpAnswer, Issuer, Method, TransportError, Url};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why nothing may be approved at an AS for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// This version of the app is too old for it.
    UpdateRequired,
    /// Its key set has ended, or is not the newest.
    KeysOutdated,
}

/// One AS: its connections, its time and its keys.
pub(crate) struct Native {
    pub(crate) issuer: Issuer,
    pub(crate) time: ServerTime,
    http: Arc<dyn Http>,
    keys: Mutex<Option<Arc<KeySet>>>,
    hint: Mutex<keys::Hint>,
    /// Whether this version of the app was told that it is too old.
    too_old: AtomicBool,
    /// The same, as it is stored: by the discovery document alone.
    left_out: AtomicBool,
    store: Store,
}

impl Native {
    pub(crate) fn new(
        issuer: Issuer,
        http: Arc<dyn Http>,
        platform: &Platform,
        store: Store,
    ) -> Result<Self, StoreError> {
        let time = ServerTime::new(Arc::clone(&platform.clock));
        let id = issuer.id().to_owned();
        let left_out = store.read_now(move |db, _| left_out::is_noted(db, &id, CORE_VERSION))?;
        Ok(Self {
            issuer,
            time,
            http,
            keys: Mutex::default(),
            hint: Mutex::default(),
            too_old: AtomicBool::new(left_out),
            left_out: AtomicBool::new(left_out),
            store,
        })
    }

    /// Makes a call to this AS and learns its time.
    async fn send(&self, call: Call<'_>) -> Result<HttpAnswer, TransportError> {
        let answer = self.http.send(call).await?;
        if let Some(date) = answer.date {
            self.time.learn(date);
        }
        if let Some(seq) = answer.keys_seq {
            lock(&self.hint).hear(seq);
        }
        if answer.status == 426 {
            self.too_old.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// Whether the AS said that the app must be updated: its discovery document when it was last
    /// read, or any answer since then.
    pub(crate) fn asks_for_update(&self) -> bool {
        self.too_old.load(Ordering::Relaxed)
    }

    /// Whether an approval may be made now. A denial always may.
    pub(crate) fn may_approve(&self) -> Result<(), Unfit> {
        if self.asks_for_update() {
            return Err(Unfit::UpdateRequired);
        }
        if self.has_current_keys() { Ok(()) } else { Err(Unfit::KeysOutdated) }
    }

    /// Remembers whether the discovery document leaves this version out, beyond the next start.
    pub(crate) async fn note_support(&self, supported: bool) -> Result<(), StoreError> {
        self.too_old.store(!supported, Ordering::Relaxed);
        if self.left_out.swap(!supported, Ordering::Relaxed) != supported {
            return Ok(());
        }
        let id = self.issuer.id().to_owned();
        let note = move |db: &_, _: &_| left_out::note(db, &id, CORE_VERSION, !supported);
        self.store.write(note).await
    }

    /// A plain GET of one of its own URLs, made again if no answer came.
    pub(crate) async fn get(&self, url: &str, accept: &str) -> Result<HttpAnswer, ServerError> {
        match self.get_in(Attempt::First, url, accept).await {
            Err(ServerError::Transport(TransportError::Unreachable)) => {
                self.get_in(Attempt::Second, url, accept).await
            }
            answer => answer,
        }
    }

    /// The same for what is given once: it may have been given although no answer came.
    pub(crate) async fn get_once(
        &self,
        url: &str,
        accept: &str,
    ) -> Result<HttpAnswer, ServerError> {
        self.get_in(Attempt::Only, url, accept).await
    }

    async fn get_in(
        &self,
        attempt: Attempt,
        url: &str,
        accept: &str,
    ) -> Result<HttpAnswer, ServerError> {
        let url = self.own(url)?;
        let call = Call {
            method: Method::GET,
            url: &url,
            accept,
            body: None,
            access_token: None,
            dpop: None,
            attempt,
        };
        Ok(self.send(call).await?)
    }

    fn own(&self, url: &str) -> Result<Url, ServerError> {
        self.issuer.own(url).ok_or(ServerError::Answer)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
