//! The AS's request keys, trusted only because a vouching key signed the set
//! (docs/protocol.md §2.2).

use super::Claims;
use crate::claims::{ClaimError, Members};
use crate::jose::{JoseError, Jwk, PublicKey, Typ, Unverified};
use crate::time::UnixSeconds;
use serde::Serialize;

/// The longest a key set may be valid.
const MAX_LIFE_SECONDS: i64 = 366 * 24 * 3600;

/// A key set, to be signed by a vouching key.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §2.2")]
pub struct KeySetClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: String,
    /// A number that only grows.
    pub seq: i64,
    pub keys: Vec<RequestJwk>,
}

/// A request key as it stands in a set.
#[derive(Serialize)]
pub struct RequestJwk {
    #[serde(flatten)]
    jwk: Jwk,
    kid: String,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
}

/// A verified key set.
pub struct KeySet {
    /// Its number: a set with a smaller one is older.
    pub seq: i64,
    /// When it ends.
    pub exp: UnixSeconds,
    keys: Vec<(String, PublicKey)>,
}

impl Claims for KeySetClaims<'_> {
    const TYP: Typ = Typ::JwkSet;
}

impl From<&PublicKey> for RequestJwk {
    fn from(key: &PublicKey) -> Self {
        Self { jwk: key.jwk(), kid: key.thumbprint(), usage: "sig", alg: "ES256" }
    }
}

impl KeySet {
    /// Checks a set of this issuer, signed by one of these vouching keys. `now` is left out for a
    /// set that was checked when it came.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn verify(
        token: &str,
        issuer: &str,
        vouching_keys: &[PublicKey],
        now: Option<UnixSeconds>,
    ) -> Result<Self, JoseError> {
        let unverified = Unverified::parse(token, &[Typ::JwkSet])?;
        let kid = unverified.kid().to_owned();
        let vouching = vouching_keys.iter().find(|key| key.thumbprint() == kid);
        let verified = unverified.verify(vouching.ok_or(JoseError::UnknownKey)?)?;
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, issuer)?;
        if let Some(now) = now {
            base.valid_at(now, MAX_LIFE_SECONDS)?;
        }
        let exp = base.exp.ok_or(ClaimError::Missing)?;
        let seq = claims.integer("seq")?;
        let set = claims.optional_array("keys", 16)?.ok_or(ClaimError::Missing)?;
        claims.finish()?;
        let mut keys: Vec<(String, PublicKey)> = Vec::new();
        for jwk in set {
            let (kid, key) = request_key(Members::of(jwk)?)?;
            // A request key that could also vouch would undo the separation of roles.
            let vouches = vouching_keys.contains(&key);
            if vouches || keys.iter().any(|(other, _)| *other == kid) {
                return Err(JoseError::Claims(ClaimError::Wrong));
            }
            keys.push((kid, key));
        }
        if seq < 1 || keys.is_empty() {
            return Err(JoseError::Claims(ClaimError::Wrong));
        }
        Ok(Self { seq, exp, keys })
    }

    /// Every key in it.
    pub fn keys(&self) -> impl Iterator<Item = PublicKey> {
        self.keys.iter().map(|(_, key)| *key)
    }

    /// Whether it has the same keys under the same names, in any order.
    #[must_use]
    pub fn has_the_keys_of(&self, other: &Self) -> bool {
        self.keys.len() == other.keys.len() && other.keys.iter().all(|key| self.keys.contains(key))
    }

    /// The key with this `kid`.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<PublicKey> {
        self.keys.iter().find(|(name, _)| name == kid).map(|(_, key)| *key)
    }
}

fn request_key(mut jwk: Members) -> Result<(String, PublicKey), JoseError> {
    let kid = jwk.string("kid", 128)?;
    let used = jwk.string("use", 16)? == "sig" && jwk.string("alg", 16)? == "ES256";
    let key = PublicKey::from_jwk(jwk).ok().filter(|_| used);
    key.map(|key| (kid, key)).ok_or(JoseError::Claims(ClaimError::Wrong))
}

crate::silent_debug!(KeySet);
