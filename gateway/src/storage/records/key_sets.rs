//! The set of request keys that phones are given.

use countersign_protocol::jose::{JoseError, PublicKey};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::KeySet;

/// A key set, verified before it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySetEntry {
    /// Its number.
    pub seq: i64,
    /// The same for the same keys, in whatever order.
    pub fingerprint: String,
    /// The token, as phones get it.
    pub token: String,
    /// When it ends.
    pub exp: UnixSeconds,
}

impl KeySetEntry {
    /// A set of this issuer that one of the vouching keys signed and that is valid now.
    ///
    /// # Errors
    ///
    /// [`JoseError`]: phones would refuse it too.
    pub fn verified(
        token: &str,
        issuer: &str,
        vouching_keys: &[PublicKey],
        now: UnixSeconds,
    ) -> Result<Self, JoseError> {
        let set = KeySet::verify(token, issuer, vouching_keys, Some(now))?;
        let fingerprint = Self::fingerprint(set.keys());
        Ok(Self { seq: set.seq, fingerprint, token: token.to_owned(), exp: set.exp })
    }

    /// The same for the same keys, in whatever order.
    pub(crate) fn fingerprint(keys: impl Iterator<Item = PublicKey>) -> String {
        let mut thumbprints: Vec<_> = keys.map(|key| key.thumbprint()).collect();
        thumbprints.sort_unstable();
        thumbprints.join(" ")
    }
}

countersign_protocol::silent_debug!(KeySetEntry);

/// Where a key set was signed. One from elsewhere is an act of the bank's, for the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySetSource {
    /// By the gateway itself.
    Here,
    /// Elsewhere.
    Elsewhere,
}

/// What came of installing a key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstalledKeySet {
    /// Phones get it from now on.
    Done,
    /// There is the same, or one with the same number and keys that ends later.
    Same,
    /// There is one with a greater number.
    Older,
    /// There is one with the same number and other keys.
    Conflict,
}
