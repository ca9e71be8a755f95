//! From a verified token to something that can be shown, or the reason why it cannot.

use super::content::content;
use super::problem::Problem;
use super::template::Template;
use super::view::{Presentation, View};
use crate::claims::ClaimError;
use crate::jose::{Base, JoseError, Typ, Verified, from_base64url};
use crate::json::Json;
use crate::time::UnixSeconds;

/// The longest a request may live (docs/protocol.md §4.2).
pub const MAX_LIFE_SECONDS: i64 = 3600;

/// Whom a request must be from and for.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// The AS that the device is enrolled at.
    pub issuer: &'a str,
    /// The device's id there.
    pub device: &'a str,
    /// The account's handle there.
    pub account: &'a str,
}

/// A consent request: verified, for this device, and read.
#[derive(Clone)]
pub struct ConsentRequest {
    base: Base,
    expires_at: UnixSeconds,
    nonce: String,
    hash: String,
    token: String,
    types: Vec<String>,
    reading: Reading,
}

/// What came of reading the content.
#[derive(Clone, PartialEq, Eq)]
pub enum Reading {
    /// All of it can be shown. Only this can be approved.
    Shown(Box<View>),
    /// Something cannot be shown: deny is all that is left.
    NotShown(Problem),
}

/// A request that is shown completely, with what is shown of it: the only kind that can be
/// approved.
#[derive(Clone, Copy)]
pub struct ShownRequest<'a> {
    request: &'a ConsentRequest,
    view: &'a View,
}

impl ConsentRequest {
    /// Reads a verified token, to show it by the newest template.
    ///
    /// # Errors
    ///
    /// [`JoseError`] if it is not a consent request for this device; such a token is not answered
    /// at all. Content that cannot be shown is not an error: see [`ConsentRequest::reading`].
    pub fn read(
        verified: &Verified,
        to: &Addressee<'_>,
        presentation: &Presentation,
    ) -> Result<Self, JoseError> {
        Self::read_by(Template::CURRENT, verified, to, presentation)
    }

    /// Reads a verified token as it is shown by this template.
    ///
    /// # Errors
    ///
    /// As [`ConsentRequest::read`].
    pub fn read_by(
        template: Template,
        verified: &Verified,
        to: &Addressee<'_>,
        presentation: &Presentation,
    ) -> Result<Self, JoseError> {
        if verified.typ() != Typ::ConsentRequest {
            return Err(JoseError::Type);
        }
        let (base, mut members) = verified.claims()?;
        base.between(to.issuer, to.device)?;
        if members.string("sub", 128)? != to.account {
            return Err(JoseError::Party);
        }
        let expires_at = base.exp.ok_or(JoseError::Time)?;
        if !(1..=MAX_LIFE_SECONDS).contains(&expires_at.since(base.iat)) {
            return Err(JoseError::Time);
        }
        let nonce = members.string("nonce", 128)?;
        if from_base64url(&nonce).is_none_or(|bytes| bytes.len() < 16) {
            return Err(JoseError::Claims(ClaimError::Wrong));
        }
        let types = members.get("authorization_details").map(named_types).unwrap_or_default();
        let reading = match content(members, &base, expires_at, presentation, template) {
            Ok(view) => Reading::Shown(Box::new(view)),
            Err(problem) => Reading::NotShown(problem),
        };
        let (hash, token) = (verified.hash(), verified.token().to_owned());
        Ok(Self { base, expires_at, nonce, hash, token, types, reading })
    }

    /// The request's id, its `jti`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.base.jti
    }

    /// The AS that asks.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.base.iss
    }

    /// The device it is for.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.base.aud
    }

    /// When the AS made it.
    #[must_use]
    pub const fn issued_at(&self) -> UnixSeconds {
        self.base.iat
    }

    /// From when on it is over.
    #[must_use]
    pub const fn expires_at(&self) -> UnixSeconds {
        self.expires_at
    }

    /// The AS's challenge, returned in the decision.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Base64url SHA-256 of the token as received: the claim `request_hash`.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The token as received.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The types of authorization details that it names, known or not.
    #[must_use]
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// What can be shown.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The request with what is shown of it; `None` if it cannot be shown.
    #[must_use]
    pub fn shown(&self) -> Option<ShownRequest<'_>> {
        match &self.reading {
            Reading::Shown(view) => Some(ShownRequest { request: self, view }),
            Reading::NotShown(_) => None,
        }
    }

    /// Checks the time.
    ///
    /// # Errors
    ///
    /// [`JoseError::Time`] if it is over, or from the future.
    pub fn valid_at(&self, now: UnixSeconds) -> Result<(), JoseError> {
        self.base.valid_at(now, MAX_LIFE_SECONDS)
    }
}

/// The `type` of each of these authorization details, where it has one.
#[must_use]
pub fn named_types(details: &Json) -> Vec<String> {
    let Json::Array(details) = details else { return Vec::new() };
    let named = details.iter().filter_map(|detail| detail.member("type")?.as_str());
    named.map(str::to_owned).collect()
}

impl<'a> ShownRequest<'a> {
    /// The request.
    #[must_use]
    pub const fn request(&self) -> &'a ConsentRequest {
        self.request
    }

    /// What is shown of it.
    #[must_use]
    pub const fn view(&self) -> &'a View {
        self.view
    }
}

impl std::fmt::Debug for ConsentRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConsentRequest({})", self.base.jti)
    }
}

impl std::fmt::Debug for ShownRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ShownRequest({})", self.request.id())
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shown(_) => f.write_str("Shown"),
            Self::NotShown(problem) => {
                write!(f, "NotShown({:?} in {})", problem.kind, problem.section)
            }
        }
    }
}
