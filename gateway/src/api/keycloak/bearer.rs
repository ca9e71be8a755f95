//! The realm's token that proves a call to be Keycloak's: RS256 or ES256.
//!
//! Not one of our own tokens: its type is `JWT`, it may be RSA, and it may have any claim. So it
//! has a reader of its own, for this one place.

use countersign_protocol::claims::{ClaimError, Members};
use countersign_protocol::jose::{PublicKey, Signature, from_base64url};
use countersign_protocol::json::Json;
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

/// The longest token that is read, in bytes.
const MAX_LENGTH: usize = 16 * 1024;

/// What the token says, verified.
pub(super) struct Bearer {
    /// The token itself, to be sent back.
    pub(super) token: String,
    /// `jti`: Keycloak's id of the authentication.
    pub(super) id: String,
    /// `azp`: the client that asks.
    pub(super) client: String,
    /// `sub`: the customer.
    pub(super) subject: String,
    /// `exp`
    pub(super) exp: UnixSeconds,
}

/// Why a call is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BearerError {
    /// The token is not right.
    #[error("the token is not right")]
    Refused,
    /// The realm's keys cannot be had.
    #[error("the realm's keys cannot be had")]
    NoKeys,
}

/// One of the realm's keys.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RealmKey {
    pub(super) kid: String,
    material: Material,
}

#[derive(Clone, PartialEq, Eq)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(PublicKey),
}

/// A token taken apart.
pub(super) struct Unchecked<'a> {
    pub(super) kid: String,
    algorithm: String,
    input: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
    token: &'a str,
}

/// The signing keys of a JWK set. Keys of other kinds, and for encryption, are passed over.
pub(super) fn read_keys(bytes: &[u8]) -> Option<Vec<RealmKey>> {
    let keys = Members::parse(bytes).ok()?.optional_array("keys", 64).ok()??;
    Some(keys.into_iter().filter_map(read_key).collect())
}

fn read_key(key: Json) -> Option<RealmKey> {
    let text = |name| key.member(name).and_then(Json::as_str);
    if text("use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let bytes = |name| text(name).and_then(from_base64url);
    let material = match (text("kty")?, text("crv")) {
        ("RSA", _) => Material::Rsa { n: bytes("n")?, e: bytes("e")? },
        ("EC", Some("P-256")) => {
            let (x, y) = (bytes("x")?, bytes("y")?);
            Material::P256(PublicKey::from_sec1(&[&[4], x.as_slice(), &y].concat()).ok()?)
        }
        _ => return None,
    };
    Some(RealmKey { kid: text("kid")?.to_owned(), material })
}

impl<'a> Unchecked<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, BearerError> {
        Self::take_apart(token).ok_or(BearerError::Refused)
    }

    fn take_apart(token: &'a str) -> Option<Self> {
        if token.len() > MAX_LENGTH {
            return None;
        }
        let (input, signature) = token.rsplit_once('.')?;
        let (header, payload) = input.split_once('.')?;
        let mut members = Members::parse(&from_base64url(header)?).ok()?;
        let algorithm = members.string("alg", 16).ok()?;
        let kid = members.string("kid", 256).ok()?;
        members.optional_string("typ", 16).ok()?;
        members.finish().ok()?; // `crit`, `jwk` and the like are nothing that Keycloak sends
        Some(Self {
            kid,
            algorithm,
            input,
            payload: from_base64url(payload)?,
            signature: from_base64url(signature)?,
            token,
        })
    }

    /// Checks the signature, for whom it is, and its time.
    pub(super) fn verify(
        self,
        key: &RealmKey,
        issuer: &str,
        now: UnixSeconds,
    ) -> Result<Bearer, BearerError> {
        let input = self.input.as_bytes();
        // The algorithm is the key's; the header may only agree.
        let genuine = match (&key.material, self.algorithm.as_str()) {
            (Material::Rsa { n, e }, "RS256") => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, input, &self.signature)
                .is_ok(),
            (Material::P256(key), "ES256") => Signature::from_raw(&self.signature)
                .is_ok_and(|signature| key.verify(input, &signature).is_ok()),
            _ => false,
        };
        if !genuine {
            return Err(BearerError::Refused);
        }
        self.claims(issuer, now).map_err(|_| BearerError::Refused)
    }

    fn claims(self, issuer: &str, now: UnixSeconds) -> Result<Bearer, ClaimError> {
        let mut members = Members::parse(&self.payload)?;
        let for_us = match members.take("aud") {
            Some(Json::String(aud)) => aud == issuer,
            Some(Json::Array(all)) => all.iter().any(|aud| aud.as_str() == Some(issuer)),
            _ => false,
        };
        let bearer = Bearer {
            token: self.token.to_owned(),
            id: members.id("jti")?,
            client: members.string("azp", 255)?,
            subject: members.string("sub", 255)?,
            exp: members.time("exp")?,
        };
        let issued = members.time("iat")? <= now.plus(SKEW_SECONDS);
        let by_realm = members.string("iss", 512)? == issuer;
        let in_time = issued && now < bearer.exp;
        if for_us && by_realm && in_time { Ok(bearer) } else { Err(ClaimError::Wrong) }
    }
}

impl std::fmt::Debug for Bearer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bearer")
    }
}
