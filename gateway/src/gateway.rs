//! The front door.

use crate::access::{Nonces, Rate};
use crate::background;
use crate::events::GatewayEvent;
use crate::http::Client;
use crate::keycloak::Realms;
use crate::settings::{Database, Settings};
use crate::storage::{SqliteStorage, Storage, StorageError};
use countersign_attestation::AttestationPolicy;
use countersign_protocol::jose::{PublicKey, SignError};
use countersign_protocol::random::{RandomError, new_id};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::Claims;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{broadcast, watch};

/// A gateway. Cheap to clone; every clone is the same gateway.
///
/// What it does for the AS ([`Gateway::create_consent`] and the like) stands in [`crate::channel`].
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    settings: Settings,
    /// What is accepted now; the settings say what was at first.
    attestation: RwLock<Arc<AttestationPolicy>>,
    storage: Arc<dyn Storage>,
    nonces: Nonces,
    rate: Rate,
    realms: Realms,
    client: Client,
    key_set_number: i64,
    events: broadcast::Sender<GatewayEvent>,
    /// Ids of consents that ended, for those who wait.
    ended: broadcast::Sender<String>,
    /// Wakes the work in the background.
    work: watch::Sender<()>,
}

/// Why a gateway does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// A setting breaks a rule.
    #[error("a setting is wrong: {0}")]
    Setting(&'static str),
    /// The database cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Database(StorageError),
    /// No randomness.
    #[error("no randomness")]
    Random,
    /// The roots for outgoing calls cannot be used.
    #[error("the HTTP client cannot be made")]
    Client,
}

impl Gateway {
    /// Opens the database and starts the work in the background: it reports outcomes and ends
    /// what has expired, until the last clone is dropped.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub async fn open(settings: Settings) -> Result<Self, OpenError> {
        let (database, keys) = (settings.database.clone(), settings.sealing_keys.clone());
        if matches!(database, Database::File(_)) && keys.is_empty() {
            return Err(OpenError::Setting("sealing_keys"));
        }
        let opened = tokio::task::spawn_blocking(move || match database {
            Database::InMemory => SqliteStorage::in_memory(),
            Database::File(path) => SqliteStorage::open(&path, &keys),
        });
        let storage = opened.await.map_err(|_| StorageError::Failed)??;
        Self::with_storage(settings, Arc::new(storage)).await
    }

    /// The same with a database of one's own; [`Settings::database`] is not looked at.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub async fn with_storage(
        settings: Settings,
        storage: Arc<dyn Storage>,
    ) -> Result<Self, OpenError> {
        check(&settings)?;
        let client = Client::new(&settings.extra_roots).map_err(|_| OpenError::Client)?;
        let nonces = Nonces::new(settings.random.as_ref()).map_err(|_| OpenError::Random)?;
        let fingerprint = fingerprint(&request_keys(&settings));
        let (opening, now) = (Arc::clone(&storage), wall(&settings));
        let numbered = tokio::task::spawn_blocking(move || {
            for consent in opening.forget_callbacks(now)? {
                tracing::warn!(consent, "nobody knows whether a callback arrived");
            }
            opening.key_set_number(&fingerprint, now)
        });
        let key_set_number = numbered.await.map_err(|_| StorageError::Failed)??;
        let work = watch::Sender::new(());
        let inner = Arc::new(Inner {
            storage,
            nonces,
            rate: Rate::default(),
            realms: Realms::new(&settings.realms),
            client,
            key_set_number,
            events: broadcast::Sender::new(1024),
            ended: broadcast::Sender::new(1024),
            work,
            attestation: RwLock::new(Arc::new(settings.attestation.clone())),
            settings,
        });
        background::start(&Arc::downgrade(&inner), &inner.work);
        Ok(Self { inner })
    }

    /// Every route: discovery, devices, the channel API, Keycloak's channel, the OpenAPI document.
    pub fn router(&self) -> axum::Router {
        crate::routes::router(self)
    }

    /// Accepts other evidence from now on, at enrolment and when keys are replaced: for a new
    /// list of revoked certificates. What was accepted before stays.
    ///
    /// # Errors
    ///
    /// [`OpenError::Setting`] if the policy makes no sense; then the old one holds.
    pub fn replace_attestation(&self, policy: AttestationPolicy) -> Result<(), OpenError> {
        if let Some(name) = policy.problem() {
            return Err(OpenError::Setting(name));
        }
        let mut held = self.inner.attestation.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(policy);
        Ok(())
    }

    /// What the bank sees from now on; nothing unless [`Settings::publish_events`].
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<GatewayEvent> {
        self.inner.events.subscribe()
    }

    pub(crate) const fn of(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn attestation(&self) -> Arc<AttestationPolicy> {
        let held = self.inner.attestation.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }

    pub(crate) fn nonces(&self) -> &Nonces {
        &self.inner.nonces
    }

    pub(crate) fn rate(&self) -> &Rate {
        &self.inner.rate
    }

    pub(crate) fn realms(&self) -> &Realms {
        &self.inner.realms
    }

    pub(crate) fn client(&self) -> &Client {
        &self.inner.client
    }

    pub(crate) fn key_set_number(&self) -> i64 {
        self.inner.key_set_number
    }

    /// Every request key that is published.
    pub(crate) fn request_keys(&self) -> Vec<PublicKey> {
        request_keys(&self.inner.settings)
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        wall(&self.inner.settings)
    }

    /// A new id or nonce.
    pub(crate) fn new_id(&self) -> Result<String, RandomError> {
        new_id(self.inner.settings.random.as_ref())
    }

    /// Signs with the request key.
    pub(crate) fn sign(&self, claims: &impl Claims) -> Result<String, SignError> {
        let signer = &self.inner.settings.request_signer;
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

    /// Tells what happened to whoever listens, if that is wanted at all.
    pub(crate) fn tell(&self, event: impl FnOnce() -> GatewayEvent) {
        if self.inner.settings.publish_events {
            // No listener is no error.
            let _ = self.inner.events.send(event());
        }
    }

    /// Tells those who wait that a consent ended, and starts the reporting.
    pub(crate) async fn ended(&self, consent: &str) {
        let _ = self.inner.ended.send(consent.to_owned());
        self.wake();
        if self.inner.settings.publish_events
            && let Ok(record) = self.consent(consent).await
        {
            self.tell(|| GatewayEvent::ConsentEnded { record });
        }
    }

    /// Has the work in the background look at once.
    pub(crate) fn wake(&self) {
        self.inner.work.send_replace(());
    }

    /// Ids of consents that end from now on.
    pub(crate) fn endings(&self) -> broadcast::Receiver<String> {
        self.inner.ended.subscribe()
    }
}

fn check(settings: &Settings) -> Result<(), OpenError> {
    let limits = &settings.limits;
    let no_slash = !settings.issuer.ends_with('/');
    let origin = settings.issuer.starts_with("https://") || is_loopback(&settings.issuer);
    let plain = settings.issuer.bytes().all(|b| b.is_ascii_graphic() && b != b'?' && b != b'#');
    let seconds = 1..=3600;
    let vouching = settings.vouching_signer.public_key();
    let apart = !request_keys(settings).contains(vouching);
    let rules = [
        (no_slash && origin && plain, "issuer"),
        (apart, "vouching_signer is a request key"),
        (settings.channel_secret.expose().len() >= 16, "channel_secret"),
        (seconds.contains(&limits.request_expiry_max), "limits.request_expiry_max"),
        ((1..=600).contains(&limits.offer_expiry), "limits.offer_expiry"),
        (seconds.contains(&limits.confirmation_expiry), "limits.confirmation_expiry"),
        (seconds.contains(&limits.access_token_expiry), "limits.access_token_expiry"),
        ((1..=5).contains(&limits.failures), "limits.failures"),
        ((1..=10).contains(&limits.confirmation_tries), "limits.confirmation_tries"),
        (settings.other_request_keys.len() < 16, "other_request_keys"),
        (settings.retention.is_right(), "retention"),
    ];
    match rules.iter().find(|(kept, _)| !kept) {
        Some((_, name)) => Err(OpenError::Setting(name)),
        None => settings.attestation.problem().map_or(Ok(()), |name| Err(OpenError::Setting(name))),
    }
}

/// Plain HTTP is for one machine alone (docs/protocol.md §1.2).
fn is_loopback(issuer: &str) -> bool {
    ["127.0.0.1", "[::1]", "localhost"].iter().any(|host| {
        let rest = issuer.strip_prefix("http://").and_then(|rest| rest.strip_prefix(host));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    })
}

fn wall(settings: &Settings) -> UnixSeconds {
    UnixSeconds(settings.clock.read().wall_ms.div_euclid(1000))
}

fn request_keys(settings: &Settings) -> Vec<PublicKey> {
    let mut keys = vec![*settings.request_signer.public_key()];
    for key in &settings.other_request_keys {
        if !keys.contains(key) {
            keys.push(*key);
        }
    }
    keys
}

/// The same for the same keys, in whatever order.
fn fingerprint(keys: &[PublicKey]) -> String {
    let mut thumbprints: Vec<_> = keys.iter().map(PublicKey::thumbprint).collect();
    thumbprints.sort_unstable();
    thumbprints.join(" ")
}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        Self::Database(error)
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gateway({})", self.inner.settings.issuer)
    }
}
