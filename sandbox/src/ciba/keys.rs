//! A client's public keys (RFC 7517), for the two algorithms that FAPI allows.

use countersign_protocol::claims::Members;
use countersign_protocol::jose::{PublicKey, Signature, from_base64url};
use countersign_protocol::json::Json;
use ring::signature::{RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents};

/// An algorithm that a client may sign with. There is no other, and no `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alg {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
}

/// The keys that one client signs with.
#[derive(Clone, Debug)]
pub struct KeySet(Vec<Key>);

#[derive(Clone)]
struct Key {
    kid: Option<String>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    P256(PublicKey),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

/// Why a key set is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not an object with `keys`, or a key is malformed.
    #[error("not a JWK set")]
    Form,
    /// A private or symmetric key, which has no place here.
    #[error("a private key")]
    Private,
    /// No P-256 or RSA signing key of a sufficient size.
    #[error("no usable key")]
    Empty,
}

impl Alg {
    /// All of them, as metadata lists them.
    pub const NAMES: [&'static str; 2] = ["ES256", "PS256"];

    /// The algorithm of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "PS256" => Some(Self::Ps256),
            _ => None,
        }
    }
}

impl KeySet {
    /// Reads a JWK set. Keys for other uses or of other types are passed over (RFC 7517 §5).
    ///
    /// # Errors
    ///
    /// [`KeySetError`].
    pub fn read(set: Json) -> Result<Self, KeySetError> {
        let keys = Members::of(set)
            .and_then(|mut set| set.optional_array("keys", 32))
            .map_err(|_| KeySetError::Form)?
            .ok_or(KeySetError::Form)?;
        let keys: Vec<_> = keys
            .into_iter()
            .map(Key::read)
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect();
        if keys.is_empty() { Err(KeySetError::Empty) } else { Ok(Self(keys)) }
    }

    /// A set of one P-256 key.
    #[must_use]
    pub fn of_one(kid: &str, key: PublicKey) -> Self {
        Self(vec![Key { kid: Some(kid.to_owned()), material: Material::P256(key) }])
    }

    /// Whether a signature is by one of these keys. A `kid` leaves only the keys of that name.
    #[must_use]
    pub fn verify(&self, alg: Alg, kid: Option<&str>, message: &[u8], signature: &[u8]) -> bool {
        self.0
            .iter()
            .filter(|key| kid.is_none() || key.kid.as_deref() == kid)
            .any(|key| key.verify(alg, message, signature))
    }
}

impl Key {
    fn read(jwk: Json) -> Result<Option<Self>, KeySetError> {
        let malformed = |_| KeySetError::Form;
        let mut jwk = Members::of(jwk).map_err(malformed)?;
        if ["d", "p", "q", "k"].iter().any(|name| jwk.take(name).is_some()) {
            return Err(KeySetError::Private);
        }
        let kid = jwk.optional_string("kid", 256).map_err(malformed)?;
        let purpose = jwk.optional_string("use", 32).map_err(malformed)?;
        if purpose.is_some_and(|purpose| purpose != "sig") {
            return Ok(None);
        }
        let alg = jwk.optional_string("alg", 32).map_err(malformed)?;
        let kty = jwk.string("kty", 16).map_err(malformed)?;
        let material = match (kty.as_str(), alg.as_deref()) {
            ("EC", None | Some("ES256")) => p256(jwk)?,
            ("RSA", None | Some("PS256")) => Some(rsa(jwk)?),
            _ => None,
        };
        Ok(material.map(|material| Self { kid, material }))
    }

    fn verify(&self, alg: Alg, message: &[u8], signature: &[u8]) -> bool {
        match (alg, &self.material) {
            (Alg::Es256, Material::P256(key)) => Signature::from_raw(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            (Alg::Ps256, Material::Rsa { n, e }) => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PSS_2048_8192_SHA256, message, signature)
                .is_ok(),
            (Alg::Es256, Material::Rsa { .. }) | (Alg::Ps256, Material::P256(_)) => false,
        }
    }
}

fn p256(mut jwk: Members) -> Result<Option<Material>, KeySetError> {
    let mut part = |name| jwk.string(name, 64).map_err(|_| KeySetError::Form);
    let (crv, x, y) = (part("crv")?, part("x")?, part("y")?);
    if crv != "P-256" {
        return Ok(None);
    }
    let mut point = vec![4];
    for coordinate in [x, y] {
        let bytes = from_base64url(&coordinate).filter(|bytes| bytes.len() == 32);
        point.extend(bytes.ok_or(KeySetError::Form)?);
    }
    let key = PublicKey::from_sec1(&point).map_err(|_| KeySetError::Form)?;
    Ok(Some(Material::P256(key)))
}

fn rsa(mut jwk: Members) -> Result<Material, KeySetError> {
    let mut part = |name, max| {
        jwk.string(name, max).ok().and_then(|text| from_base64url(&text)).ok_or(KeySetError::Form)
    };
    let (n, e) = (part("n", 1400)?, part("e", 16)?);
    // ring checks the size again at each use; a short key should be refused when it is registered.
    if n.len() < 256 {
        return Err(KeySetError::Empty);
    }
    Ok(Material::Rsa { n, e })
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const X: &str = "YPczq3aBrd8PjtFsXX_HPZNwnzp89vAGjgQXm4cOgdQ";
    const Y: &str = "eqE4OZu0V07qXi9ojhQAeqKndWp0QwUfB3aNp4dYYPQ";

    fn read(keys: &str) -> Result<KeySet, KeySetError> {
        KeySet::read(Json::parse(format!(r#"{{"keys":[{keys}]}}"#).as_bytes()).unwrap())
    }

    #[test]
    fn a_private_or_symmetric_key_is_refused() {
        let private = format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{Y}","d":"AA"}}"#);
        let symmetric = r#"{"kty":"oct","k":"AAAA"}"#;

        assert_eq!(read(&private).err(), Some(KeySetError::Private));
        assert_eq!(read(symmetric).err(), Some(KeySetError::Private));
    }

    #[test]
    fn keys_for_other_uses_leave_nothing_to_verify_with() {
        let encryption = format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{Y}","use":"enc"}}"#);
        let other_curve = r#"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#;
        let rs256 = r#"{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RS256"}"#;
        let short = r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#;

        for key in [encryption.as_str(), other_curve, rs256, short, ""] {
            assert_eq!(read(key).err(), Some(KeySetError::Empty), "{key}");
        }
    }
}
