//! The key of RFC 7515 A.3: published, so that an input found today means the same tomorrow.

use countersign_protocol::claims::Members;
use countersign_protocol::jose::{PublicKey, Typ, base64url, from_base64url};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use std::sync::LazyLock;

pub const PUBLIC_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
pub const PUBLIC_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const SECRET: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

/// A key pair that signs whatever it is given.
pub struct Key {
    pair: EcdsaKeyPair,
    pub public: PublicKey,
    pub kid: String,
}

static KEY: LazyLock<Key> = LazyLock::new(|| {
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{PUBLIC_X}","y":"{PUBLIC_Y}"}}"#);
    let public = PublicKey::from_jwk(Members::parse(jwk.as_bytes()).unwrap()).unwrap();
    let pair = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &from_base64url(SECRET).unwrap(),
        public.sec1(),
        &SystemRandom::new(),
    );
    Key { pair: pair.unwrap(), public, kid: public.thumbprint() }
});

impl Key {
    #[must_use]
    pub fn published() -> &'static Self {
        &KEY
    }

    /// A good signature over this header and this payload, whatever they are.
    #[must_use]
    pub fn jws(&self, header: &str, payload: &[u8]) -> String {
        let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload));
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", base64url(signature.as_ref()))
    }

    /// A token of this type with this payload.
    #[must_use]
    pub fn token(&self, typ: Typ, payload: &[u8]) -> String {
        let (typ, kid) = (typ.as_str(), &self.kid);
        self.jws(&format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"{kid}"}}"#), payload)
    }

    /// A DPoP proof with this payload.
    #[must_use]
    pub fn proof(&self, payload: &[u8]) -> String {
        let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{PUBLIC_X}","y":"{PUBLIC_Y}"}}"#);
        self.jws(&format!(r#"{{"alg":"ES256","typ":"dpop+jwt","jwk":{jwk}}}"#), payload)
    }
}
