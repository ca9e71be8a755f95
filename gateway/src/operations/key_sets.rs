//! The set of request keys: signed here or elsewhere, installed, given to phones, watched.

use crate::context::settings::Vouching;
use crate::context::{Gateway, PublishedKeys};
use crate::model::{ChannelError, KeySetRecord, Readiness};
use crate::storage::{InstalledKeySet, KeySetEntry, KeySetSource, Storage, StorageError};
use countersign_protocol::jose::{PublicKey, Signer};
use countersign_protocol::tokens::{Claims as _, KeySet, KeySetClaims, RequestJwk};

/// How long a key set is valid that the gateway signs itself. It signs the next one at half time.
const ONLINE_SECONDS: i64 = 86_400;
/// How long before the end of a set the bank is told to sign the next one.
const ALARM_SECONDS: i64 = 7 * 86_400;

impl Gateway {
    /// Gives phones a set of request keys that was signed elsewhere, by one of the vouching keys
    /// ([`Vouching::Offline`]). All gateways over the same records give it a second later.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Malformed`] if it is no set for this issuer that a vouching key signed and
    /// that is valid now; [`ChannelError::Conflict`] if there is a newer one, or one with the same
    /// number and other keys; [`ChannelError::Unavailable`].
    pub async fn install_key_set(&self, token: &str) -> Result<KeySetRecord, ChannelError> {
        let settings = self.settings();
        let (vouching, now) = (settings.vouching.public_keys(), self.now());
        let entry = KeySetEntry::verified(token, &settings.issuer, &vouching, now)
            .map_err(|_| ChannelError::Malformed)?;
        let seq = entry.seq;
        let install = move |storage: &dyn Storage| {
            storage.install_key_set(&entry, KeySetSource::Elsewhere, now)
        };
        match self.store(install).await? {
            InstalledKeySet::Done | InstalledKeySet::Same => {}
            InstalledKeySet::Older | InstalledKeySet::Conflict => {
                return Err(ChannelError::Conflict);
            }
        }
        tracing::info!(seq, "a key set was installed");
        self.publish_newest().await?;
        self.key_set().ok_or(ChannelError::Unavailable)
    }

    /// The key set that phones are given by this instance; `None` if there is none yet.
    #[must_use]
    pub fn key_set(&self) -> Option<KeySetRecord> {
        let published = self.published()?;
        Some(KeySetRecord {
            seq: published.seq,
            expires_at: published.exp,
            ends_soon: self.ends_soon(&published),
            keys: published.keys.iter().map(PublicKey::thumbprint).collect(),
            signs_with: self.settings().request_signer.public_key().thumbprint(),
        })
    }

    /// Whether this instance may be given work, for what stands in front of it.
    pub async fn readiness(&self) -> Readiness {
        if self.publish_newest().await.is_err() {
            return Readiness::Unavailable;
        }
        let Some(published) = self.published() else { return Readiness::NoKeySet };
        if !published.keys.contains(self.settings().request_signer.public_key()) {
            return Readiness::KeyNotPublished;
        }
        if self.now() >= published.exp { Readiness::KeySetEnded } else { Readiness::Ready }
    }

    /// Whether phones approve by the set they are given.
    pub(super) fn key_set_has_ended(&self) -> bool {
        self.published().is_none_or(|published| self.now() >= published.exp)
    }

    /// At the start: the set that is kept; where this gateway signs it, one with its own keys.
    pub(crate) async fn publish_at_start(&self) -> Result<(), StorageError> {
        self.publish_newest().await?;
        let Vouching::Online(signer) = &self.settings().vouching else { return Ok(()) };
        let keys = self.settings().request_keys();
        let held = self.store(|storage| storage.key_set()).await?;
        // Signed anew also if the vouching key is another one now.
        let is_right = self.published().is_some()
            && held.is_some_and(|held| {
                held.fingerprint == KeySetEntry::fingerprint(keys.iter().copied())
            });
        if !is_right {
            let number = self.store(|storage| storage.key_set_number()).await?;
            // Counting from the time keeps it increasing even if the database is lost.
            self.sign_set(signer.as_ref(), &keys, self.now().0.max(number + 1)).await?;
        }
        Ok(())
    }

    /// Gives phones the newest set that is kept, and signs it anew in time where the gateway signs.
    pub(crate) async fn keep_published(&self) -> Result<(), StorageError> {
        self.publish_newest().await?;
        let Some(published) = self.published() else { return Ok(()) };
        let left = published.exp.0 - self.now().0;
        if let Vouching::Online(signer) = &self.settings().vouching
            && left < ONLINE_SECONDS / 2
        {
            self.sign_set(signer.as_ref(), &published.keys, published.seq).await?;
        }
        Ok(())
    }

    /// Tells the log of a set that ends, for an alarm.
    pub(crate) fn watch_published(&self) {
        match self.published() {
            None => tracing::error!("there is no key set: phones can verify nothing"),
            Some(set) if self.now() >= set.exp => {
                tracing::error!(seq = set.seq, "the key set has ended: phones approve nothing");
            }
            Some(set) if self.ends_soon(&set) => {
                let days = (set.exp.0 - self.now().0) / 86_400;
                tracing::warn!(seq = set.seq, days, "the key set ends: sign the next one");
            }
            Some(_) => {}
        }
    }

    fn ends_soon(&self, set: &PublishedKeys) -> bool {
        let alarm = match self.settings().vouching {
            Vouching::Online(_) => ONLINE_SECONDS / 4, // it should have been signed anew by then
            Vouching::Offline(_) => ALARM_SECONDS,
        };
        set.exp.0 - self.now().0 < alarm
    }

    /// What another gateway, or a command, installed meanwhile.
    async fn publish_newest(&self) -> Result<(), StorageError> {
        let Some(held) = self.store(|storage| storage.key_set()).await? else { return Ok(()) };
        let known = self.published();
        if known.is_some_and(|known| known.token == held.token) {
            return Ok(());
        }
        let settings = self.settings();
        let vouching = settings.vouching.public_keys();
        match KeySet::verify(&held.token, &settings.issuer, &vouching, None) {
            Ok(set) => self.publish_keys(PublishedKeys::new(held.token, &set)),
            // Whoever can write the database cannot make phones believe it; nor this gateway.
            Err(_) => tracing::error!("the key set in the database is by no vouching key"),
        }
        Ok(())
    }

    async fn sign_set(
        &self,
        signer: &dyn Signer,
        keys: &[PublicKey],
        seq: i64,
    ) -> Result<(), StorageError> {
        let (issuer, now) = (self.settings().issuer.as_str(), self.now());
        let claims = KeySetClaims {
            iss: issuer,
            aud: issuer,
            iat: now,
            exp: now.plus(ONLINE_SECONDS),
            jti: self.new_id().map_err(|_| StorageError::Failed)?,
            seq,
            keys: keys.iter().map(RequestJwk::from).collect(),
        };
        let token = claims.draft(&signer.kid()).sign(signer).map_err(|_| StorageError::Failed)?;
        let entry = KeySetEntry {
            seq,
            fingerprint: KeySetEntry::fingerprint(keys.iter().copied()),
            token,
            exp: claims.exp,
        };
        self.store(move |storage| storage.install_key_set(&entry, KeySetSource::Here, now)).await?;
        self.publish_newest().await
    }
}
