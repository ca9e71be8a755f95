//! JWTs that others made: client assertions, signed requests, hints. And the id token of ours.
//!
//! The core reads only its own types of token, by design. A general JOSE crate would bring other
//! algorithms or another crypto library, so these few steps stand here: parse strictly (the
//! core's JSON), take two algorithms, check with ring.

use super::keys::{Alg, KeySet};
use countersign_protocol::claims::Members;
use countersign_protocol::jose::{SignError, Signer, base64url, from_base64url};
use countersign_protocol::json::Json;
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// The longest JWT that is read.
const MAX_LENGTH: usize = 32 * 1024;

/// A JWT whose form is right. Its signature has not been checked.
pub struct Jwt {
    alg: Alg,
    kid: Option<String>,
    typ: Option<String>,
    claims: Claims,
    signing_input: String,
    signature: Vec<u8>,
}

/// The claims of a JWT: strictly parsed, and as they were written.
#[derive(Clone)]
pub struct Claims {
    json: Json,
    payload: Vec<u8>,
}

/// Why a JWT is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// Too long, or not a compact JWS of strict base64url and JSON objects.
    #[error("not a JWT")]
    Form,
    /// Another algorithm than ES256 and PS256, or `crit`.
    #[error("the algorithm or an extension is not allowed")]
    Algorithm,
    /// Another `typ` than may stand here.
    #[error("the type is not expected here")]
    Type,
    /// Not by one of the client's keys.
    #[error("the signature is wrong")]
    Signature,
    /// A required claim is missing or has another form.
    #[error("a claim is missing or malformed")]
    Claim,
    /// By or for somebody else.
    #[error("the JWT is by or for somebody else")]
    Party,
    /// Not yet valid, expired, or valid for too long.
    #[error("the JWT is outside its time")]
    Time,
}

impl Jwt {
    /// Takes a JWT apart. `typs` may stand in its header, beside `JWT` and no type at all.
    ///
    /// # Errors
    ///
    /// [`JwtError`] up to [`JwtError::Type`].
    pub fn parse(token: &str, typs: &[&str]) -> Result<Self, JwtError> {
        if token.len() > MAX_LENGTH {
            return Err(JwtError::Form);
        }
        let (signing_input, signature) = token.rsplit_once('.').ok_or(JwtError::Form)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwtError::Form)?;
        let bytes = |part: &str| from_base64url(part).ok_or(JwtError::Form);
        let (header, payload, signature) = (bytes(header)?, bytes(payload)?, bytes(signature)?);

        let malformed = |_| JwtError::Form;
        let mut header = Members::parse(&header).map_err(malformed)?;
        let alg = header.string("alg", 16).map_err(malformed)?;
        let kid = header.optional_string("kid", 256).map_err(malformed)?;
        let typ = header.optional_string("typ", 64).map_err(malformed)?;
        let alg = Alg::from_name(&alg).ok_or(JwtError::Algorithm)?;
        if header.take("crit").is_some() || header.take("b64").is_some() {
            return Err(JwtError::Algorithm);
        }
        let json = Json::parse(&payload).map_err(|_| JwtError::Form)?;
        let Json::Object(_) = json else { return Err(JwtError::Form) };
        let jwt = Self {
            alg,
            kid,
            typ,
            claims: Claims { json, payload },
            signing_input: signing_input.to_owned(),
            signature,
        };
        if jwt.is_typed(typs) { Ok(jwt) } else { Err(JwtError::Type) }
    }

    fn is_typed(&self, typs: &[&str]) -> bool {
        self.typ.as_deref().is_none_or(|typ| {
            typ.eq_ignore_ascii_case("JWT") || typs.iter().any(|t| t.eq_ignore_ascii_case(typ))
        })
    }

    /// Its algorithm.
    #[must_use]
    pub const fn alg(&self) -> Alg {
        self.alg
    }

    /// The `iss` it says it has: only to look up whose keys to check it with.
    #[must_use]
    pub fn claimed_issuer(&self) -> Option<&str> {
        self.claims.text("iss")
    }

    /// Checks the signature and gives the claims.
    ///
    /// # Errors
    ///
    /// [`JwtError::Signature`] if it is not by one of these keys.
    pub fn verify(self, keys: &KeySet) -> Result<Claims, JwtError> {
        let input = self.signing_input.as_bytes();
        if keys.verify(self.alg, self.kid.as_deref(), input, &self.signature) {
            Ok(self.claims)
        } else {
            Err(JwtError::Signature)
        }
    }
}

impl Claims {
    /// A string claim, if it is there and one.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.json.member(name).and_then(Json::as_str)
    }

    /// A claim as parsed.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Json> {
        self.json.member(name)
    }

    /// A claim's JSON as it was written.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<String> {
        let members: HashMap<String, &RawValue> = serde_json::from_slice(&self.payload).ok()?;
        members.get(name).map(|raw| raw.get().to_owned())
    }

    /// A required NumericDate.
    ///
    /// # Errors
    ///
    /// [`JwtError::Claim`] if it is missing or no integer.
    pub fn time(&self, name: &str) -> Result<UnixSeconds, JwtError> {
        self.optional_time(name)?.ok_or(JwtError::Claim)
    }

    /// A NumericDate, if it is there.
    ///
    /// # Errors
    ///
    /// [`JwtError::Claim`] if it is no integer.
    pub fn optional_time(&self, name: &str) -> Result<Option<UnixSeconds>, JwtError> {
        let seconds = |value: &Json| {
            value.as_integer().filter(|seconds| (0..=1 << 53).contains(seconds)).map(UnixSeconds)
        };
        self.value(name).map(|value| seconds(value).ok_or(JwtError::Claim)).transpose()
    }

    /// A required string of 1 to 256 bytes.
    ///
    /// # Errors
    ///
    /// [`JwtError::Claim`] if it is missing or something else.
    pub fn id(&self, name: &str) -> Result<&str, JwtError> {
        self.text(name).filter(|text| (1..=256).contains(&text.len())).ok_or(JwtError::Claim)
    }

    /// Checks that `aud` is, or holds, one of these.
    ///
    /// # Errors
    ///
    /// [`JwtError::Claim`] if there is none, [`JwtError::Party`] if it is for somebody else.
    pub fn is_for(&self, audiences: &[&str]) -> Result<(), JwtError> {
        let here = |value: &Json| value.as_str().is_some_and(|aud| audiences.contains(&aud));
        let found = match self.value("aud") {
            Some(value @ Json::String(_)) => here(value),
            Some(Json::Array(values)) => values.iter().any(here),
            _ => return Err(JwtError::Claim),
        };
        if found { Ok(()) } else { Err(JwtError::Party) }
    }

    /// Checks `exp`, and `nbf` and `iat` where they are there.
    ///
    /// # Errors
    ///
    /// [`JwtError::Claim`] or [`JwtError::Time`].
    pub fn is_current(&self, now: UnixSeconds, max_life: i64) -> Result<(), JwtError> {
        let exp = self.time("exp")?;
        let begun = [self.optional_time("nbf")?, self.optional_time("iat")?]
            .into_iter()
            .flatten()
            .all(|time| time <= now.plus(SKEW_SECONDS));
        if begun && now < exp && exp.since(now) <= max_life { Ok(()) } else { Err(JwtError::Time) }
    }
}

/// Makes a JWT of ours: ES256, with this `typ`.
///
/// # Errors
///
/// [`SignError`] if the key cannot sign.
pub fn sign(typ: &str, claims: &impl Serialize, signer: &dyn Signer) -> Result<String, SignError> {
    #[derive(Serialize)]
    struct Header<'a> {
        alg: &'static str,
        typ: &'a str,
        kid: String,
    }
    let header = Header { alg: "ES256", typ, kid: signer.kid() };
    let header = serde_json::to_vec(&header).map_err(|_| SignError::Failed)?;
    let payload = serde_json::to_vec(claims).map_err(|_| SignError::Failed)?;
    let input = format!("{}.{}", base64url(&header), base64url(&payload));
    let signature = signer.sign(input.as_bytes())?;
    Ok(format!("{input}.{}", base64url(signature.as_bytes())))
}

impl std::fmt::Debug for Jwt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jwt")
    }
}

impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Claims")
    }
}
