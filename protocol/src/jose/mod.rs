//! Tokens: strict reading, verification and building of compact JWS, ES256 only.
//!
//! Small on purpose. A general JOSE library offers what must be refused here (other algorithms,
//! keys from headers, lenient parsing), and none lets the signature come from a phone's key
//! between the building of the signing input and that of the token. RFC 7515, 7518, 7638, 8725.

mod dpop;
mod draft;
mod key;
mod signature;
mod token;
mod typ;

pub use dpop::{DpopProof, DpopTarget, read_dpop};
pub use draft::{Claims, Draft, SignError, Signer};
pub use key::{Jwk, KeyError, PublicKey};
pub use signature::{Signature, SignatureError};
pub use token::{Base, JoseError, Unverified, Verified};
pub use typ::Typ;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Base64url without padding (RFC 7515 §2).
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url strictly: no padding, no white space, no stray trailing bits.
#[must_use]
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Base64url of the SHA-256 of these bytes: the form of every hash in docs/protocol.md.
#[must_use]
pub fn sha256_base64url(bytes: &[u8]) -> String {
    base64url(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}
