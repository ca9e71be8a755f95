//! Keys of the AS, made from a word so that every run has the same ones.

use countersign_protocol::jose::{
    Draft, PublicKey, SignError, Signature, Signer, Typ, from_base64url,
};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct Key {
    secret: SigningKey,
    public: PublicKey,
}

impl Key {
    pub(crate) fn of(word: &str) -> Self {
        let secret = SigningKey::from_slice(digest(&SHA256, word.as_bytes()).as_ref()).unwrap();
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(point.as_bytes()).unwrap();
        Self { secret, public }
    }

    /// As it stands in a key set.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = self.public.jwk();
        json!({
            "kty": jwk.kty, "crv": jwk.crv, "x": jwk.x, "y": jwk.y,
            "kid": self.kid(), "use": "sig", "alg": "ES256",
        })
    }

    pub(crate) fn sign_claims(&self, typ: Typ, claims: &Value) -> String {
        Draft::new(typ, &self.kid(), claims).sign(self).unwrap()
    }

    /// A token by this key that names another.
    pub(crate) fn sign_as(&self, kid: &str, typ: Typ, claims: &Value) -> String {
        Draft::new(typ, kid, claims).sign(self).unwrap()
    }
}

impl Signer for Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature: p256::ecdsa::Signature = self.secret.sign(message);
        Signature::from_raw(&signature.to_bytes()).map_err(|_| SignError)
    }
}

/// The claims of a token, unchecked.
pub(crate) fn claims_of(token: &str) -> Value {
    part_of(token, 1)
}

/// The header of a token, unchecked.
pub(crate) fn header_of(token: &str) -> Value {
    part_of(token, 0)
}

fn part_of(token: &str, n: usize) -> Value {
    let part = token.split('.').nth(n).unwrap();
    serde_json::from_slice(&from_base64url(part).unwrap()).unwrap()
}
