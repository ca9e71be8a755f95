//! Building a token in two steps, so that the signature can come from a key that is not here.

use super::{Jwk, PublicKey, Signature, Typ, base64url};
use serde::Serialize;

/// A token that lacks only its signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    signing_input: String,
}

/// The claims of a token, ready to be written.
pub trait Claims: Serialize + Sized {
    /// The type of the token.
    const TYP: Typ;

    /// The token but for its signature, by the key of this `kid`.
    fn draft(&self, kid: &str) -> Draft {
        Draft::new(Self::TYP, kid, self)
    }
}

/// Something that can sign at once: a key of the AS, or the device's silent transport key.
pub trait Signer: Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// The `kid` that goes into headers.
    fn kid(&self) -> String {
        self.public_key().thumbprint()
    }

    /// Signs a message with ECDSA over P-256 and SHA-256.
    ///
    /// # Errors
    ///
    /// [`SignError`] if the key cannot be used.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// Why there is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// Not now: what holds the key is locked. Try again when it is not.
    #[error("the key is locked")]
    Locked,
    /// The key is gone, and trying again is of no use.
    #[error("the key is gone")]
    Gone,
    /// The key could not be used, or gave a signature that does not verify. Trying again may help.
    #[error("the key cannot sign")]
    Failed,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<Jwk>,
}

impl Draft {
    /// A token of this type, by the key with this `kid`, with these claims.
    #[must_use]
    pub fn new(typ: Typ, kid: &str, claims: &impl Serialize) -> Self {
        Self::with_header(
            &Header { alg: "ES256", typ: typ.as_str(), kid: Some(kid), jwk: None },
            claims,
        )
    }

    /// A DPoP proof: its header carries the key itself (RFC 9449 §4.2).
    #[must_use]
    pub(super) fn dpop(key: &PublicKey, claims: &impl Serialize) -> Self {
        let typ = Typ::Dpop.as_str();
        Self::with_header(&Header { alg: "ES256", typ, kid: None, jwk: Some(key.jwk()) }, claims)
    }

    fn with_header(header: &Header<'_>, claims: &impl Serialize) -> Self {
        // Both are structs of ours with string keys: serialising them cannot fail.
        let part = |json: Result<Vec<u8>, _>| base64url(&json.unwrap_or_default());
        let header = part(serde_json::to_vec(header));
        let payload = part(serde_json::to_vec(claims));
        Self { signing_input: format!("{header}.{payload}") }
    }

    /// The ASCII bytes to sign (RFC 7515 §5.1).
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// The finished token.
    #[must_use]
    pub fn attach(self, signature: &Signature) -> String {
        format!("{}.{}", self.signing_input, base64url(signature.as_bytes()))
    }

    /// Signs at once.
    ///
    /// # Errors
    ///
    /// [`SignError`] if the signer fails.
    pub fn sign(self, signer: &dyn Signer) -> Result<String, SignError> {
        let signature = signer.sign(self.signing_input())?;
        Ok(self.attach(&signature))
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft")
    }
}
