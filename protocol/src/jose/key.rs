//! P-256 public keys, as JWK and as point.

use super::{SignatureError, base64url, from_base64url, sha256_base64url};
use crate::claims::{ClaimError, Members};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Serialize;
use std::fmt;

/// A point on P-256 that signatures are checked with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 65]);

/// What comes before the point in the SubjectPublicKeyInfo of every P-256 key.
const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// Why something is not a P-256 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a JWK with exactly the members that are expected.
    #[error("not a P-256 JWK")]
    Jwk,
    /// Not a point on the curve in uncompressed form.
    #[error("not a point on P-256")]
    Point,
}

/// The public members of a P-256 JWK, in the order of RFC 7638 §3.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// Always `P-256`.
    pub crv: &'static str,
    /// Always `EC`.
    pub kty: &'static str,
    /// 32 bytes, base64url.
    pub x: String,
    /// 32 bytes, base64url.
    pub y: String,
}

impl PublicKey {
    /// Reads an uncompressed point (SEC 1 §2.3.3: `04 ‖ x ‖ y`).
    ///
    /// # Errors
    ///
    /// [`KeyError::Point`] if it is not one on the curve.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        let point: [u8; 65] = bytes.try_into().map_err(|_| KeyError::Point)?;
        if point[0] != 4 {
            return Err(KeyError::Point);
        }
        p256::PublicKey::from_sec1_bytes(&point).map_err(|_| KeyError::Point)?;
        Ok(Self(point))
    }

    /// Reads what a phone's key store gives: the point, or a SubjectPublicKeyInfo (RFC 5480).
    ///
    /// # Errors
    ///
    /// [`KeyError::Point`] if it is neither.
    pub fn from_platform(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::from_sec1(bytes.strip_prefix(SPKI_PREFIX.as_slice()).unwrap_or(bytes))
    }

    /// Reads a JWK that has `kty`, `crv`, `x`, `y` and nothing else.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it has more, less or other, or is off the curve.
    pub fn from_jwk(mut jwk: Members) -> Result<Self, KeyError> {
        let key = Self::take_from(&mut jwk).map_err(|_| KeyError::Jwk)??;
        jwk.finish().map_err(|_| KeyError::Jwk)?;
        Ok(key)
    }

    /// Takes `kty`, `crv`, `x` and `y` out of a JWK and leaves its other members.
    pub(crate) fn take_from(jwk: &mut Members) -> Result<Result<Self, KeyError>, ClaimError> {
        let kty = jwk.string("kty", 16)?;
        let crv = jwk.string("crv", 16)?;
        let x = jwk.string("x", 43)?;
        let y = jwk.string("y", 43)?;
        if kty != "EC" || crv != "P-256" {
            return Ok(Err(KeyError::Jwk));
        }
        let mut point = vec![4];
        for coordinate in [x, y] {
            point.extend(from_base64url(&coordinate).ok_or(ClaimError::Wrong)?);
        }
        Ok(Self::from_sec1(&point))
    }

    /// The uncompressed point.
    #[must_use]
    pub const fn sec1(&self) -> &[u8; 65] {
        &self.0
    }

    /// The key as a JWK.
    #[must_use]
    pub fn jwk(&self) -> Jwk {
        let (x, y) = self.0[1..].split_at(32);
        Jwk { crv: "P-256", kty: "EC", x: base64url(x), y: base64url(y) }
    }

    /// The RFC 7638 thumbprint, base64url: 43 characters.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let Jwk { crv, kty, x, y } = self.jwk();
        sha256_base64url(
            format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#).as_bytes(),
        )
    }

    /// Checks a signature over a message. High-S is accepted (FIPS 186-5, RFC 7518 §3.4).
    ///
    /// # Errors
    ///
    /// [`SignatureError::Wrong`] if it is not by this key.
    pub fn verify(
        &self,
        message: &[u8],
        signature: &super::Signature,
    ) -> Result<(), SignatureError> {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.0)
            .verify(message, signature.as_bytes())
            .map_err(|_| SignatureError::Wrong)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_rfc_9449() {
        let jwk = br#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;

        let key = PublicKey::from_jwk(Members::parse(jwk).unwrap()).unwrap();

        assert_eq!(key.thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn a_private_key_or_a_point_off_the_curve_is_no_public_key() {
        let private = br#"{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","d":"AA"}"#;
        let off = br#"{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"}"#;
        let short = br#"{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBA","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}"#;

        let read = |json: &[u8]| PublicKey::from_jwk(Members::parse(json).unwrap()).err();

        assert_eq!(read(private), Some(KeyError::Jwk));
        assert_eq!(read(off), Some(KeyError::Point));
        assert_eq!(read(short), Some(KeyError::Point));
    }
}
