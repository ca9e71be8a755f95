//! The offer to enrol a device (docs/protocol.md §3.1).

use super::Claims;
use crate::claims::ClaimError;
use crate::consent::is_plain_text;
use crate::jose::{JoseError, Typ, Verified, from_base64url};
use crate::notice::one_reading;
use crate::time::UnixSeconds;
use serde::Serialize;

/// The longest an offer may live.
const MAX_LIFE_SECONDS: i64 = 600;
/// The longest link that is read: an offer by value and some room.
const MAX_LINK: usize = 20 * 1024;

/// An offer, to be signed by the AS. Its `aud` is the AS itself: the phone has no id yet.
#[derive(Serialize)]
#[allow(missing_docs, reason = "the claims of docs/protocol.md §3.1")]
pub struct OfferClaims<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub iat: UnixSeconds,
    pub exp: UnixSeconds,
    pub jti: &'a str,
    pub nonce: &'a str,
    /// What the bank calls the account, masked.
    pub account: &'a str,
}

/// What a link carries.
pub enum OfferLink {
    /// The token itself.
    Value(String),
    /// Where to fetch it, once.
    Reference(String),
}

/// A verified offer.
pub struct Offer {
    /// Its id.
    pub jti: String,
    /// The attestation challenge.
    pub nonce: String,
    /// What the bank calls the account.
    pub account_label: String,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

impl Claims for OfferClaims<'_> {
    const TYP: Typ = Typ::EnrolmentOffer;
}

impl OfferLink {
    /// Reads `…?offer=<token>` or `…?offer_uri=<url>`. The host of the link does not matter.
    #[must_use]
    pub fn parse(link: &str) -> Option<Self> {
        let url = one_reading(link).filter(|_| link.len() <= MAX_LINK)?;
        let mut found = None;
        for (name, value) in url.query_pairs() {
            let source = match name.as_ref() {
                "offer" => Self::Value(value.into_owned()),
                "offer_uri" => Self::Reference(value.into_owned()),
                _ => continue,
            };
            if found.replace(source).is_some() {
                return None;
            }
        }
        found
    }
}

impl Offer {
    /// Reads the claims of an offer by this issuer.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn read(verified: &Verified, issuer: &str, now: UnixSeconds) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, issuer)?;
        base.valid_at(now, MAX_LIFE_SECONDS)?;
        let nonce = claims.string("nonce", 128)?;
        let account_label = claims.string("account", 280)?;
        claims.finish()?;
        let random_enough = from_base64url(&nonce).is_some_and(|bytes| bytes.len() >= 16);
        let showable = is_plain_text(&account_label, 70);
        match base.exp {
            Some(expires_at) if random_enough && showable => {
                Ok(Self { jti: base.jti, nonce, account_label, expires_at })
            }
            _ => Err(JoseError::Claims(ClaimError::Wrong)),
        }
    }
}

crate::silent_debug!(OfferLink, Offer);
