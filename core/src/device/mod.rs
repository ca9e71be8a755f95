//! The face of the core: one [`Device`] for all enrolments of an app.

mod decide;
mod deliver;
mod device_state;
mod ending;
mod enrol;
#[cfg(all(test, feature = "software-keys"))]
mod full_disk;
mod hand;
mod heard;
mod history;
mod lockout;
mod manage;
mod mute;
mod not_me;
mod orphan_keys;
mod pending_changes;
mod prepare_error;
mod presentation;
mod receive;
mod register;
mod removal;
mod reset;
mod rotate;
mod schedule;
mod seal;

pub use decide::{DecideError, Prepared};
pub use deliver::{Delivery, Round};
pub use enrol::{EnrolError, Enrolment, Offer, PreparedEnrolment};
pub use hand::{Closed, MAX_IDLE_SECONDS};
pub use history::ExportError;
pub use lockout::{Approving, PromptFailure};
pub use manage::{ManageError, Told};
pub use mute::MAX_MUTE_SECONDS;
pub use not_me::Reported;
pub use prepare_error::PrepareError;
pub use receive::{Consent, FetchError, PendingRequest, Received};
pub use reset::{ResetError, Undelivered};
pub use rotate::{NewApprovalKey, PreparedRotation, RotateError, Rotation};

use crate::platform::{Platform, SecretStoreError};
use crate::server::native::{Caller, Native, ServerError, Session};
use crate::store::outbox::Resend;
use crate::store::{EnrolmentRecord, Retention, SealError, Store, StoreError};
use countersign_protocol::consent::Presentation;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::DeviceInfo;
use countersign_transport::{Issuer, PinError, connect};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the app decides once.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The AS's that the app may enrol at. No offer, link or push adds one.
    pub issuers: Vec<Issuer>,
    /// Where the database is; `None` keeps it in memory, for tests.
    pub database: Option<PathBuf>,
    /// Language and time zone of what is shown at first ([`Device::present_in`]), and the types
    /// that can be.
    pub presentation: Presentation,
    /// What kind of phone this is.
    pub device: DeviceInfo,
    /// How long the history is kept.
    pub retention: Retention,
}

/// Why a device cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Roots or pins cannot be used: the app's configuration is wrong.
    #[error(transparent)]
    Pins(#[from] PinError),
    /// Two issuers have the same identifier: the app's configuration is wrong.
    #[error("an issuer is configured twice")]
    DoubledIssuer,
    /// The secret store failed, or is locked.
    #[error(transparent)]
    Secrets(#[from] SecretStoreError),
    /// The secret is not a key: somebody else wrote it.
    #[error("the secret is not a key")]
    NotAKey,
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The authentication device: receives, shows, signs and returns consents for all enrolments of
/// the app. Cheap to clone; one per app is enough, and may be used from any thread.
///
/// Its futures need a tokio runtime with time and I/O enabled; it starts none.
#[derive(Clone)]
pub struct Device {
    inner: Arc<Inner>,
}

struct Inner {
    configuration: Configuration,
    presentation: Mutex<Presentation>,
    platform: Platform,
    store: Store,
    servers: HashMap<String, Native>,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
    hand: hand::Hand,
    /// When the pending changes of an enrolment are due again that did not all arrive.
    changes_due: Mutex<HashMap<String, Resend>>,
}

impl Device {
    /// Opens the database and gets ready. Makes no network call. Keys that belong to no enrolment
    /// of this database are deleted: those of an enrolment that was begun a day ago or longer and
    /// never finished, and those that outlived the app on a phone whose key store does.
    ///
    /// Blocks for a few milliseconds on the file system, the secret store and the key store.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: nothing is left half open. [`StoreError::WrongKey`]: the database came from
    /// another phone; see [`Device::reset`].
    pub fn open(configuration: Configuration, platform: Platform) -> Result<Self, OpenError> {
        let (database, secrets) = (configuration.database.as_deref(), platform.secrets.as_ref());
        let store = Store::open(database, secrets, &platform.random)?;
        let mut servers = HashMap::new();
        for issuer in &configuration.issuers {
            let http = connect(issuer)?;
            let native = Native::new(issuer.clone(), http, &platform, store.clone())?;
            if servers.insert(issuer.id().to_owned(), native).is_some() {
                return Err(OpenError::DoubledIssuer);
            }
        }
        if configuration.database.is_some() {
            let now = wall_clock(&platform);
            orphan_keys::delete_orphans(&store, platform.keys.as_ref(), now);
        }
        let presentation = Mutex::new(configuration.presentation.clone());
        let sessions = Mutex::default();
        let hand = hand::Hand::new(Arc::clone(&platform.clock));
        let changes_due = Mutex::default();
        let inner = Inner {
            configuration,
            presentation,
            platform,
            store,
            servers,
            sessions,
            hand,
            changes_due,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// All enrolments, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn enrolments(&self) -> Result<Vec<Enrolment>, StoreError> {
        let records = self.inner.store.records().await?;
        Ok(records.iter().map(|record| self.inner.describe(record)).collect())
    }
}

impl Inner {
    /// The AS of an enrolment, if the app is still configured with it.
    fn server(&self, issuer: &str) -> Option<&Native> {
        self.servers.get(issuer)
    }

    /// The time at an enrolment's AS.
    fn server_time(&self, record: &EnrolmentRecord) -> UnixSeconds {
        let native = self.server(&record.issuer);
        native.map_or_else(|| wall_clock(&self.platform), |native| native.time.now())
    }

    /// An enrolment as it is stored now.
    async fn record(&self, enrolment: &str) -> Result<Option<Arc<EnrolmentRecord>>, StoreError> {
        let records = self.store.records().await?;
        Ok(records.iter().find(|record| record.id == enrolment).map(Arc::clone))
    }

    /// Forgets what is kept in memory of an enrolment that is gone.
    fn end_session(&self, enrolment: &str) {
        lock(&self.sessions).remove(enrolment);
        lock(&self.changes_due).remove(enrolment);
    }

    fn session(&self, enrolment: &str) -> Arc<Session> {
        let mut sessions = lock(&self.sessions);
        Arc::clone(sessions.entry(enrolment.to_owned()).or_default())
    }

    fn caller<'a>(
        &'a self,
        native: &'a Native,
        session: &'a Session,
        record: &'a EnrolmentRecord,
    ) -> Result<Caller<'a>, ServerError> {
        Caller::of(native, session, record, &self.platform)
    }
}

/// A lock poisoned by a panic is taken all the same: no value behind one is ever half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The phone's own time, for what no server can say: how old something on this phone is.
fn wall_clock(platform: &Platform) -> UnixSeconds {
    UnixSeconds(platform.clock.read().wall_ms.div_euclid(1000))
}

impl From<SealError> for OpenError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Secrets(error) => Self::Secrets(error),
            SealError::NotAKey => Self::NotAKey,
            SealError::Store(error) => Self::Store(error),
        }
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device")
    }
}
