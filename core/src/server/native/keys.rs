//! The AS's request keys, believed only because a vouching key signed the set.

use crate::claims::{ClaimError, Members};
use crate::jose::{JoseError, PublicKey, Typ, Unverified};
use crate::time::UnixSeconds;
use crate::transport::Issuer;

/// The longest a key set may be valid.
const MAX_LIFE_SECONDS: i64 = 366 * 24 * 3600;

/// A verified key set.
pub(crate) struct AsKeys {
    pub(crate) seq: i64,
    keys: Vec<(String, PublicKey)>,
}

impl AsKeys {
    /// Checks a `jwk-set+jwt` (docs/protocol.md §2.2). `now` is left out for a set that was
    /// checked when it came.
    pub(crate) fn verify(
        token: &str,
        issuer: &Issuer,
        now: Option<UnixSeconds>,
    ) -> Result<Self, JoseError> {
        let unverified = Unverified::parse(token, &[Typ::JwkSet])?;
        let kid = unverified.kid().to_owned();
        let vouching = issuer.vouching_keys().iter().find(|key| key.thumbprint() == kid);
        let verified = unverified.verify(vouching.ok_or(JoseError::UnknownKey)?)?;
        let (base, mut claims) = verified.claims()?;
        base.between(issuer.id(), issuer.id())?;
        if let Some(now) = now {
            base.valid_at(now, MAX_LIFE_SECONDS)?;
        }
        let seq = claims.integer("seq")?;
        let set = claims.optional_array("keys", 16)?.ok_or(ClaimError::Missing)?;
        claims.finish()?;
        let mut keys: Vec<(String, PublicKey)> = Vec::new();
        for jwk in set {
            let (kid, key) = request_key(Members::of(jwk)?)?;
            // A request key that could also vouch would undo the separation of roles.
            let vouches = issuer.vouching_keys().contains(&key);
            if vouches || keys.iter().any(|(other, _)| *other == kid) {
                return Err(JoseError::Claims(ClaimError::Wrong));
            }
            keys.push((kid, key));
        }
        if seq < 1 || keys.is_empty() {
            return Err(JoseError::Claims(ClaimError::Wrong));
        }
        Ok(Self { seq, keys })
    }

    /// The key with this `kid`.
    pub(crate) fn find(&self, kid: &str) -> Option<PublicKey> {
        self.keys.iter().find(|(name, _)| name == kid).map(|(_, key)| *key)
    }
}

fn request_key(mut jwk: Members) -> Result<(String, PublicKey), JoseError> {
    let kid = jwk.string("kid", 128)?;
    let used = jwk.string("use", 16)? == "sig" && jwk.string("alg", 16)? == "ES256";
    let key = PublicKey::from_jwk(jwk).ok().filter(|_| used);
    key.map(|key| (kid, key)).ok_or(JoseError::Claims(ClaimError::Wrong))
}
