//! Reading a token: parse, then verify, then claims. Each step is a type.

use super::{PublicKey, Signature, Typ, from_base64url, sha256_base64url};
use crate::claims::{ClaimError, Members};
use crate::time::{SKEW_SECONDS, UnixSeconds};

/// Why a token is refused (docs/protocol.md §1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// Longer than its type allows.
    #[error("the token is too long")]
    TooLong,
    /// Not three parts of strict base64url, or the signature is not 64 bytes.
    #[error("not a compact JWS")]
    Form,
    /// The header is not `alg`, `typ` and `kid` (or `jwk`), each a string, once.
    #[error("the header is not allowed")]
    Header,
    /// `alg` is not `ES256`.
    #[error("the algorithm is not allowed")]
    Algorithm,
    /// `typ` is none of those expected here.
    #[error("the type is not expected here")]
    Type,
    /// `kid` names no key that is held for this role.
    #[error("the key is not known for this role")]
    UnknownKey,
    /// The signature does not verify.
    #[error("the signature is wrong")]
    Signature,
    /// The claims are not those of the type.
    #[error("the claims are wrong: {0}")]
    Claims(#[from] ClaimError),
    /// `iss`, `aud` or another identifier is not the one expected.
    #[error("the token is by or for somebody else")]
    Party,
    /// Not yet valid, no longer valid, or valid for longer than allowed.
    #[error("the token is outside its time")]
    Time,
}

/// A token whose form is right and whose signature has not been checked: trust nothing in it.
#[derive(Clone)]
pub struct Unverified {
    typ: Typ,
    kid: Option<String>,
    jwk: Option<PublicKey>,
    payload: Vec<u8>,
    signed: usize,
    signature: Signature,
    token: String,
}

/// A token whose signature is good. Its claims are still to be read.
#[derive(Clone)]
pub struct Verified {
    typ: Typ,
    payload: Vec<u8>,
    token: String,
}

/// The claims that all tokens share (DPoP proofs apart).
#[derive(Clone, PartialEq, Eq)]
pub struct Base {
    /// Who signed.
    pub iss: String,
    /// For whom.
    pub aud: String,
    /// When it was signed.
    pub iat: UnixSeconds,
    /// When it ends; `None` for receipts.
    pub exp: Option<UnixSeconds>,
    /// Its id.
    pub jti: String,
}

impl Unverified {
    /// Takes a token apart. `expected` are the types that may stand here.
    ///
    /// # Errors
    ///
    /// [`JoseError`] up to [`JoseError::Type`].
    pub fn parse(token: &str, expected: &[Typ]) -> Result<Self, JoseError> {
        let longest = expected.iter().map(|typ| typ.max_length()).max().unwrap_or(0);
        if token.len() > longest {
            return Err(JoseError::TooLong);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JoseError::Form);
        };
        let signed = header.len() + 1 + payload.len();
        let decode =
            |part: &str| from_base64url(part).filter(|b| !b.is_empty()).ok_or(JoseError::Form);
        let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
        let signature = Signature::from_raw(&signature).map_err(|_| JoseError::Form)?;

        let refused = |_| JoseError::Header;
        let mut members = Members::parse(&header).map_err(refused)?;
        let alg = members.string("alg", 16).map_err(refused)?;
        let typ = members.string("typ", 64).map_err(refused)?;
        let kid = members.optional_string("kid", 128).map_err(refused)?;
        let jwk = members.optional_object("jwk").map_err(refused)?;
        members.finish().map_err(refused)?;
        if alg != "ES256" {
            return Err(JoseError::Algorithm);
        }
        let typ =
            Typ::from_header(&typ).filter(|typ| expected.contains(typ)).ok_or(JoseError::Type)?;
        if token.len() > typ.max_length() {
            return Err(JoseError::TooLong);
        }
        let jwk = jwk.map(PublicKey::from_jwk).transpose().map_err(|_| JoseError::Header)?;
        if (typ == Typ::Dpop) != jwk.is_some() || jwk.is_some() == kid.is_some() {
            return Err(JoseError::Header);
        }
        Ok(Self { typ, kid, jwk, payload, signed, signature, token: token.to_owned() })
    }

    /// Its type.
    #[must_use]
    pub const fn typ(&self) -> Typ {
        self.typ
    }

    /// The key it names; empty for a DPoP proof.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.kid.as_deref().unwrap_or_default()
    }

    /// The issuer that it names. Unverified: it only says whose keys to check it with.
    #[must_use]
    pub fn claimed_issuer(&self) -> Option<String> {
        Members::parse(&self.payload).ok()?.string("iss", 512).ok()
    }

    /// The key it carries: only a DPoP proof does.
    pub(super) const fn jwk(&self) -> Option<PublicKey> {
        self.jwk
    }

    /// Takes the token as verified without checking it again: for one that was verified when it
    /// came and has been sealed in the database since. The keys it was signed with may be gone by
    /// now.
    #[must_use]
    pub fn verified_when_it_came(self) -> Verified {
        Verified { typ: self.typ, payload: self.payload, token: self.token }
    }

    /// Checks the signature over the bytes as received.
    ///
    /// # Errors
    ///
    /// [`JoseError::Signature`] if it is not by this key.
    pub fn verify(self, key: &PublicKey) -> Result<Verified, JoseError> {
        let input = self.token.as_bytes().get(..self.signed).ok_or(JoseError::Form)?;
        key.verify(input, &self.signature).map_err(|_| JoseError::Signature)?;
        Ok(Verified { typ: self.typ, payload: self.payload, token: self.token })
    }
}

impl Verified {
    /// Its type.
    #[must_use]
    pub const fn typ(&self) -> Typ {
        self.typ
    }

    /// The token as received.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The payload's bytes.
    pub(super) fn payload_bytes(&self) -> &[u8] {
        &self.payload
    }

    /// Base64url SHA-256 of the token as received.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256_base64url(self.token.as_bytes())
    }

    /// The shared claims, and the members that are left for the type's own reader.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claims`] if they are missing or wrong.
    pub fn claims(&self) -> Result<(Base, Members), JoseError> {
        let mut members = Members::parse(&self.payload)?;
        let base = Base {
            iss: members.string("iss", 512)?,
            aud: members.string("aud", 512)?,
            iat: members.time("iat")?,
            exp: if self.typ.is_receipt() { None } else { Some(members.time("exp")?) },
            jti: members.id("jti")?,
        };
        Ok((base, members))
    }
}

impl Base {
    /// Checks who signed and for whom.
    ///
    /// # Errors
    ///
    /// [`JoseError::Party`].
    pub fn between(&self, iss: &str, aud: &str) -> Result<(), JoseError> {
        if self.iss == iss && self.aud == aud { Ok(()) } else { Err(JoseError::Party) }
    }

    /// Checks that it is valid now and does not live longer than `max_life` seconds.
    ///
    /// # Errors
    ///
    /// [`JoseError::Time`].
    pub fn valid_at(&self, now: UnixSeconds, max_life: i64) -> Result<(), JoseError> {
        let begun = self.iat <= now.plus(SKEW_SECONDS);
        let right = match self.exp {
            None => begun,
            Some(exp) => begun && now < exp && (1..=max_life).contains(&exp.since(self.iat)),
        };
        if right { Ok(()) } else { Err(JoseError::Time) }
    }
}

impl std::fmt::Debug for Unverified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unverified({})", self.typ.as_str())
    }
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verified({})", self.typ.as_str())
    }
}

impl std::fmt::Debug for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Base")
    }
}
