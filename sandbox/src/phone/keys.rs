//! The phone's key store: software keys, and a list of what was made.

use countersign::platform::software::SoftwareKeys;
use countersign::platform::{
    CreatedKey, KeyAlias, KeyPurpose, KeyStore, KeyStoreError, SystemRandom,
};
use countersign_protocol::jose::{PublicKey, SignError, Signature, Signer};
use std::sync::{Arc, Mutex, PoisonError};

/// Software keys. The last transport key is remembered for the thief, who steals it.
#[derive(Debug)]
pub struct PhoneKeys {
    keys: SoftwareKeys,
    transport: Mutex<Option<(KeyAlias, PublicKey)>>,
}

/// A transport key in the hands of somebody else.
#[derive(Debug)]
pub struct StolenKey {
    keys: Arc<PhoneKeys>,
    alias: KeyAlias,
    public: PublicKey,
}

impl PhoneKeys {
    /// An empty key store.
    #[must_use]
    pub fn new() -> Self {
        let keys = SoftwareKeys::in_memory(Arc::new(SystemRandom::new()));
        Self { keys, transport: Mutex::default() }
    }

    /// What the platform does after a fingerprint: signs with the approval key. DER.
    ///
    /// # Errors
    ///
    /// [`KeyStoreError::Gone`] if the key was invalidated.
    pub fn sign_with_finger(
        &self,
        alias: &KeyAlias,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyStoreError> {
        self.keys.sign_as_platform(alias, message)
    }

    /// Loses a key, as when a new finger is added.
    pub fn invalidate(&self, alias: &KeyAlias) {
        self.keys.invalidate(alias);
    }

    /// Steals the transport key made last. The approval key cannot be had without a finger.
    #[must_use]
    pub fn steal(self: &Arc<Self>) -> Option<StolenKey> {
        let transport = self.transport.lock().unwrap_or_else(PoisonError::into_inner);
        let (alias, public) = transport.clone()?;
        Some(StolenKey { keys: Arc::clone(self), alias, public })
    }
}

impl Default for PhoneKeys {
    fn default() -> Self {
        Self::new()
    }
}

impl KeyStore for PhoneKeys {
    fn create(
        &self,
        alias: &KeyAlias,
        purpose: KeyPurpose,
        challenge: &[u8],
    ) -> Result<CreatedKey, KeyStoreError> {
        let created = self.keys.create(alias, purpose, challenge)?;
        if purpose == KeyPurpose::Transport
            && let Ok(public) = PublicKey::from_platform(&created.public_key)
        {
            let mut transport = self.transport.lock().unwrap_or_else(PoisonError::into_inner);
            *transport = Some((alias.clone(), public));
        }
        Ok(created)
    }

    fn sign(&self, alias: &KeyAlias, message: &[u8]) -> Result<Vec<u8>, KeyStoreError> {
        self.keys.sign(alias, message)
    }

    fn delete(&self, aliases: &[KeyAlias]) -> Result<Vec<KeyAlias>, KeyStoreError> {
        self.keys.delete(aliases)
    }

    fn list(&self, prefix: &str) -> Result<Vec<KeyAlias>, KeyStoreError> {
        self.keys.list(prefix)
    }
}

impl Signer for StolenKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let der = self.keys.sign(&self.alias, message).map_err(|_| SignError::Failed)?;
        Signature::from_der(&der).map_err(|_| SignError::Failed)
    }
}
