//! The gateway as its endpoints and jobs see it: settings, clock, signers, storage, and what lives
//! in memory alone. It knows none of them.

mod addresses;
pub(crate) mod keys;
mod nonces;
pub(crate) mod outgoing;
mod published;
mod rate;
pub(crate) mod settings;

pub(crate) use addresses::Addresses;
pub(crate) use nonces::{Nonces, Remembered, Window};
pub(crate) use published::PublishedKeys;
pub(crate) use rate::Limit;

use crate::model::{Actor, ChannelError, GatewayEvent};
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
use tokio::sync::{Semaphore, SemaphorePermit, broadcast, watch};

/// How many events, or ends of consents, a slow subscriber may be behind before it misses some.
const BACKLOG: usize = 1024;
/// How many notices may be on their way to the push service at the same time.
const NOTICES: usize = 256;
/// How many calls may be on their way to Keycloak at the same time.
const CALLBACKS: usize = 32;

/// A gateway. Cheap to clone; every clone is the same gateway.
///
/// [`Gateway::open`] opens one, [`Gateway::router`] serves it, and an AS in the same process calls
/// the methods that say what they do for it, such as [`Gateway::create_consent`].
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
    /// On whose behalf this clone acts.
    actor: Option<Arc<Actor>>,
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
    addresses: Addresses,
    /// Bytes of bodies that may still be held.
    bodies: Semaphore,
    client: HttpClient,
    notices: Arc<Semaphore>,
    callbacks: Arc<Semaphore>,
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
        (nonces, addresses, client): (Nonces, Addresses, HttpClient),
    ) -> Self {
        let bodies = usize::try_from(settings.limits.body_bytes).unwrap_or(usize::MAX);
        let inner = Inner {
            attestation: RwLock::new(Arc::new(settings.attestation.clone())),
            settings,
            storage,
            nonces,
            rate: Rate::default(),
            addresses,
            bodies: Semaphore::new(bodies),
            client,
            notices: Arc::new(Semaphore::new(NOTICES)),
            callbacks: Arc::new(Semaphore::new(CALLBACKS)),
            published: Published::default(),
            events: broadcast::Sender::new(BACKLOG),
            ended: broadcast::Sender::new(BACKLOG),
            work: watch::Sender::new(()),
        };
        Self { inner: Arc::new(inner), actor: None }
    }

    /// The same gateway, acting for somebody: what a person asks for is recorded with their name.
    ///
    /// ```no_run
    /// # use countersign_gateway::Gateway;
    /// # use countersign_gateway::channel::{Actor, ChannelError};
    /// # async fn unblock(gateway: Gateway) -> Result<(), ChannelError> {
    /// let desk = gateway.acting_as(Actor::new("help-desk", Some("op-17"))?);
    /// desk.unblock("device").await
    /// # }
    /// ```
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { inner: Arc::clone(&self.inner), actor: Some(Arc::new(actor)) }
    }

    /// Who asks for an act of a person.
    pub(crate) fn actor(&self) -> Result<Option<Arc<Actor>>, ChannelError> {
        let named = self.actor.as_ref().is_some_and(|actor| actor.operator().is_some());
        if self.inner.settings.require_operator && !named {
            return Err(ChannelError::NoOperator);
        }
        Ok(self.actor.clone())
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

    pub(crate) fn addresses(&self) -> &Addresses {
        &self.inner.addresses
    }

    /// Room for so many bytes of a body, if there is so much left.
    pub(crate) fn room_for(&self, bytes: usize) -> Option<SemaphorePermit<'_>> {
        self.inner.bodies.try_acquire_many(u32::try_from(bytes).ok()?).ok()
    }

    pub(crate) fn client(&self) -> &HttpClient {
        &self.inner.client
    }

    /// A place for each notice that may be on its way.
    pub(crate) fn notices(&self) -> Arc<Semaphore> {
        Arc::clone(&self.inner.notices)
    }

    /// A place for each call to Keycloak that may be on its way.
    pub(crate) fn callbacks(&self) -> Arc<Semaphore> {
        Arc::clone(&self.inner.callbacks)
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
        self.inner.upgrade().map(|inner| Gateway { inner, actor: None })
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gateway({})", self.inner.settings.issuer)
    }
}
