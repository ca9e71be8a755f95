//! Who signs the set of request keys.

use countersign_protocol::jose::{PublicKey, Signer};
use std::sync::Arc;

/// Who signs the set of request keys that phones trust (docs/protocol.md §2.2).
#[derive(Clone)]
pub enum Vouching {
    /// The gateway does, with a key that is in use at all times: whoever takes over its machine
    /// can add request keys.
    Online(Arc<dyn Signer>),
    /// The bank does, elsewhere: [`crate::Gateway::install_key_set`] takes the signed sets. These
    /// are the public keys that the app is configured with, one or more.
    Offline(Vec<PublicKey>),
}

impl Vouching {
    /// The keys that a set may be signed by.
    #[must_use]
    pub fn public_keys(&self) -> Vec<PublicKey> {
        match self {
            Self::Online(signer) => vec![*signer.public_key()],
            Self::Offline(keys) => keys.clone(),
        }
    }
}

impl<S: Signer + 'static> From<Arc<S>> for Vouching {
    fn from(signer: Arc<S>) -> Self {
        Self::Online(signer)
    }
}

impl From<Arc<dyn Signer>> for Vouching {
    fn from(signer: Arc<dyn Signer>) -> Self {
        Self::Online(signer)
    }
}

impl From<Vec<PublicKey>> for Vouching {
    fn from(keys: Vec<PublicKey>) -> Self {
        Self::Offline(keys)
    }
}

impl std::fmt::Debug for Vouching {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Online(_) => "Online",
            Self::Offline(_) => "Offline",
        })
    }
}
