//! Opening a gateway: checks its settings, opens its storage and starts its jobs.

mod check;

use crate::context::outgoing::HttpClient;
use crate::context::settings::{Database, Settings};
use crate::context::{Addresses, Gateway, Nonces};
use crate::jobs;
use crate::storage::{SqliteStorage, Storage, StorageError};
use check::wrong_setting;
use countersign_attestation::AttestationPolicy;
use std::sync::Arc;

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
    /// Opens the database and starts the jobs in the background: they report outcomes and end
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
        if let Some(name) = wrong_setting(&settings) {
            return Err(OpenError::Setting(name));
        }
        let client = HttpClient::new(&settings.extra_roots).map_err(|_| OpenError::Client)?;
        let nonces = Nonces::new(settings.random.as_ref()).map_err(|_| OpenError::Random)?;
        let addresses = Addresses::new(settings.random.as_ref()).map_err(|_| OpenError::Random)?;
        let gateway = Self::new(settings, storage, (nonces, addresses, client));
        let now = gateway.now();
        for consent in gateway.store(move |storage| storage.forget_callbacks(now)).await? {
            tracing::warn!(consent, "nobody knows whether a callback arrived");
        }
        gateway.publish_at_start().await?;
        jobs::start(&gateway);
        Ok(gateway)
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
        self.set_attestation(policy);
        Ok(())
    }
}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        Self::Database(error)
    }
}
