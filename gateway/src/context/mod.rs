//! The gateway as its endpoints and jobs see it: settings, clock, signers, storage, and what lives
//! in memory alone. It knows none of them.

pub(crate) mod keys;
mod nonces;
pub(crate) mod outgoing;
mod published;
mod rate;
pub(crate) mod settings;

pub(crate) use nonces::{Nonces, Prover, Remembered, Window};
pub(crate) use published::PublishedKeys;

use crate::model::GatewayEvent;
use crate::storage::{Storage, StorageError};
use countersign_attestation::AttestationPolicy;
use countersign_protocol::jose::{PublicKey, SignError};
use countersign_protocol::random::{RandomError, new_id};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::Claims;
use outgoing::HttpClient;
use published::Published;
use rate::Rate;
use settings::Settings;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use tokio::sync::{broadcast, watch};

/// How many events, or ends of consents, a slow subscriber may be behind before it misses some.
const BACKLOG: usize = 1024;

/// A gateway. Cheap to clone; every clone is the same gateway.
///
/// [`Gateway::open`] opens one, [`Gateway::router`] serves it, and an AS in the same process calls
/// the methods that say what they do for it, such as [`Gateway::create_consent`].
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

/// A gateway that a task in the background works for without keeping it alive.
#[derive(Clone)]
pub(crate) struct WeakGateway {
    inner: Weak<Inner>,
}

/// What all clones share.
struct Inner {
    settings: Settings,
    /// What is accepted now; the settings say what was at first.
    attestation: RwLock<Arc<AttestationPolicy>>,
    storage: Arc<dyn Storage>,
    nonces: Nonces,
    rate: Rate,
    client: HttpClient,
    published: Published,
    events: broadcast::Sender<GatewayEvent>,
    /// Ids of consents that ended, for those who wait.
    ended: broadcast::Sender<String>,
    /// Wakes the work in the background.
    work: watch::Sender<()>,
}

impl Gateway {
    /// A gateway over a storage that is ready, with settings that were checked.
    pub(crate) fn new(
        settings: Settings,
        storage: Arc<dyn Storage>,
        (nonces, client): (Nonces, HttpClient),
    ) -> Self {
        let inner = Inner {
            attestation: RwLock::new(Arc::new(settings.attestation.clone())),
            settings,
            storage,
            nonces,
            rate: Rate::default(),
            client,
            published: Published::default(),
            events: broadcast::Sender::new(BACKLOG),
            ended: broadcast::Sender::new(BACKLOG),
            work: watch::Sender::new(()),
        };
        Self { inner: Arc::new(inner) }
    }

    /// What the bank sees from now on; nothing unless [`Settings::publish_events`].
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<GatewayEvent> {
        self.inner.events.subscribe()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Which evidence is accepted now.
    pub(crate) fn attestation(&self) -> Arc<AttestationPolicy> {
        let held = self.inner.attestation.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }

    /// Accepts other evidence from now on.
    pub(crate) fn set_attestation(&self, policy: AttestationPolicy) {
        let mut held = self.inner.attestation.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(policy);
    }

    pub(crate) fn nonces(&self) -> &Nonces {
        &self.inner.nonces
    }

    pub(crate) fn rate(&self) -> &Rate {
        &self.inner.rate
    }

    pub(crate) fn client(&self) -> &HttpClient {
        &self.inner.client
    }

    /// The key set that phones are given.
    pub(crate) fn published(&self) -> Option<Arc<PublishedKeys>> {
        self.inner.published.read()
    }

    /// Gives phones this set from now on, unless a newer one is known.
    pub(crate) fn publish_keys(&self, set: PublishedKeys) {
        self.inner.published.take(set);
    }

    /// Every request key whose signature is known for the AS's own: those in the settings, and
    /// those that are published.
    pub(crate) fn request_keys(&self) -> Vec<PublicKey> {
        let mut keys = self.inner.settings.request_keys();
        if let Some(published) = self.published() {
            keys.extend(published.keys.iter().copied());
        }
        keys
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.inner.settings.now()
    }

    /// A new id or nonce.
    pub(crate) fn new_id(&self) -> Result<String, RandomError> {
        new_id(self.inner.settings.random.as_ref())
    }

    /// Signs with the request key, once it is published: not before, or phones could not verify
    /// what it signed.
    pub(crate) fn sign(&self, claims: &impl Claims) -> Result<String, SignError> {
        let signer = &self.inner.settings.request_signer;
        let published = self.published().ok_or(SignError::Failed)?;
        if !published.keys.contains(signer.public_key()) {
            return Err(SignError::Failed);
        }
        claims.draft(&signer.kid()).sign(signer.as_ref())
    }

    /// Runs one transaction where it may block. It is finished even if the caller goes away.
    pub(crate) async fn store<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn Storage) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let storage = Arc::clone(&self.inner.storage);
        tokio::task::spawn_blocking(move || call(storage.as_ref()))
            .await
            .map_err(|_| StorageError::Failed)?
    }

    /// Publishes an event to all subscribers, if [`Settings::publish_events`] is set.
    pub(crate) fn publish(&self, event: impl FnOnce() -> GatewayEvent) {
        if self.inner.settings.publish_events {
            // No subscriber is no error.
            let _ = self.inner.events.send(event());
        }
    }

    /// Ids of consents that end from now on.
    pub(crate) fn endings(&self) -> broadcast::Receiver<String> {
        self.inner.ended.subscribe()
    }

    /// Lets everybody know who waits for this consent that it ended.
    pub(crate) fn publish_ending(&self, consent: &str) {
        let _ = self.inner.ended.send(consent.to_owned());
    }

    /// Wakes the jobs: there is work.
    pub(crate) fn wake(&self) {
        self.inner.work.send_replace(());
    }

    /// Changes when there is work, and ends when the last clone of the gateway is dropped.
    pub(crate) fn work(&self) -> watch::Receiver<()> {
        self.inner.work.subscribe()
    }

    pub(crate) fn downgrade(&self) -> WeakGateway {
        WeakGateway { inner: Arc::downgrade(&self.inner) }
    }
}

impl WeakGateway {
    /// The gateway, unless its last clone was dropped.
    pub(crate) fn upgrade(&self) -> Option<Gateway> {
        self.inner.upgrade().map(|inner| Gateway { inner })
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gateway({})", self.inner.settings.issuer)
    }
}
