//! DPoP proofs (RFC 9449): making one, and checking one at the gateway.

use super::{Draft, JoseError, PublicKey, SignError, Signer, Typ, Unverified, sha256_base64url};
use crate::claims::Members;
use crate::time::UnixSeconds;
use serde::Serialize;

/// The call that a proof is for.
#[derive(Clone, Copy, Debug)]
pub struct DpopTarget<'a> {
    /// The HTTP method, upper case.
    pub method: &'a str,
    /// The URL, without query and fragment.
    pub url: &'a str,
    /// The access token that goes with it.
    pub access_token: Option<&'a str>,
    /// The server's last nonce.
    pub nonce: Option<&'a str>,
}

/// A proof whose signature, target and token hash are right. Its nonce and `jti` are for the
/// caller to check: only it knows which it gave and which it saw.
#[derive(Clone)]
pub struct DpopProof {
    /// The key that made it; its thumbprint is the `jkt` of the access token.
    pub key: PublicKey,
    /// Its id.
    pub jti: String,
    /// When, by the phone's idea of the server's time.
    pub iat: UnixSeconds,
    /// The nonce it carries.
    pub nonce: Option<String>,
}

#[derive(Serialize)]
struct DpopClaims<'a> {
    jti: &'a str,
    htm: &'a str,
    htu: &'a str,
    iat: UnixSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

impl DpopTarget<'_> {
    /// Makes the proof.
    ///
    /// # Errors
    ///
    /// [`SignError`] if the key cannot be used.
    pub fn prove(
        &self,
        signer: &dyn Signer,
        jti: &str,
        iat: UnixSeconds,
    ) -> Result<String, SignError> {
        let claims = DpopClaims {
            jti,
            htm: self.method,
            htu: self.url,
            iat,
            nonce: self.nonce,
            ath: self.access_token.map(|token| sha256_base64url(token.as_bytes())),
        };
        Draft::dpop(signer.public_key(), &claims).sign(signer)
    }
}

/// Checks a proof against the call that it came with. `target.nonce` is not looked at.
///
/// # Errors
///
/// [`JoseError`]: form, signature, claims, or [`JoseError::Party`] if it is for another call.
pub fn read_dpop(proof: &str, target: &DpopTarget<'_>) -> Result<DpopProof, JoseError> {
    let unverified = Unverified::parse(proof, &[Typ::Dpop])?;
    let key = unverified.jwk().ok_or(JoseError::Header)?;
    let verified = unverified.verify(&key)?;
    let mut claims = Members::parse(verified.payload_bytes())?;
    let jti = claims.id("jti")?;
    let method = claims.string("htm", 16)?;
    let url = claims.string("htu", 2048)?;
    let iat = claims.time("iat")?;
    let nonce = claims.optional_string("nonce", 128)?;
    let ath = claims.optional_string("ath", 43)?;
    claims.finish()?;
    let expected = target.access_token.map(|token| sha256_base64url(token.as_bytes()));
    if method != target.method || url != target.url || ath != expected {
        return Err(JoseError::Party);
    }
    Ok(DpopProof { key, jti, iat, nonce })
}

impl std::fmt::Debug for DpopProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DpopProof({:?})", self.key)
    }
}
