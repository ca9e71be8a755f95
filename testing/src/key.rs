//! Keys in software, the same in every run, and tokens as they come: right, or as a test wants
//! them.

use countersign_protocol::jose::{
    Draft, PublicKey, SignError, Signature, Signer, Typ, base64url, from_base64url,
};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Key {
    secret: SigningKey,
    public: PublicKey,
}

impl Key {
    /// The key of a word.
    pub fn of(word: &str) -> Self {
        Self::from_scalar(digest(&SHA256, word.as_bytes()).as_ref())
    }

    /// The key of a number: its scalar is this byte 32 times.
    pub fn numbered(number: u8) -> Self {
        Self::from_scalar(&[number; 32])
    }

    fn from_scalar(scalar: &[u8]) -> Self {
        let secret = SigningKey::from_slice(scalar).unwrap();
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(point.as_bytes()).unwrap();
        Self { secret, public }
    }

    /// As it stands in a key set.
    pub fn jwk(&self) -> Value {
        let jwk = self.public.jwk();
        json!({
            "kty": jwk.kty, "crv": jwk.crv, "x": jwk.x, "y": jwk.y,
            "kid": self.kid(), "use": "sig", "alg": "ES256",
        })
    }

    /// A token with these claims.
    pub fn token(&self, typ: Typ, claims: &Value) -> String {
        self.token_as(&self.kid(), typ, claims)
    }

    /// A token by this key that names another.
    pub fn token_as(&self, kid: &str, typ: Typ, claims: &Value) -> String {
        Draft::new(typ, kid, claims).sign(self).unwrap()
    }

    /// A token of this type over exactly this payload.
    pub fn token_over(&self, typ: Typ, payload: impl AsRef<[u8]>) -> String {
        let header =
            format!(r#"{{"alg":"ES256","typ":"{}","kid":"{}"}}"#, typ.as_str(), self.kid());
        self.jws(&header, payload)
    }

    /// A compact JWS over exactly these bytes, whatever they are.
    pub fn jws(&self, header: &str, payload: impl AsRef<[u8]>) -> String {
        let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_ref()));
        let signature = self.sign(input.as_bytes()).unwrap();
        format!("{input}.{}", base64url(signature.as_bytes()))
    }
}

impl Signer for Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature: p256::ecdsa::Signature = self.secret.sign(message);
        Signature::from_raw(&signature.to_bytes()).map_err(|_| SignError::Failed)
    }
}

/// The claims of a token, unchecked.
pub fn claims_of(token: &str) -> Value {
    part_of(token, 1)
}

/// The header of a token, unchecked.
pub fn header_of(token: &str) -> Value {
    part_of(token, 0)
}

fn part_of(token: &str, n: usize) -> Value {
    let part = token.split('.').nth(n).unwrap();
    serde_json::from_slice(&from_base64url(part).unwrap()).unwrap()
}
