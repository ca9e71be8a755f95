//! Reading an offer.

use crate::claims::ClaimError;
use crate::intake::one_reading;
use crate::jose::{JoseError, Verified, from_base64url};
use crate::time::UnixSeconds;

/// The longest an offer may live.
const MAX_LIFE_SECONDS: i64 = 600;
/// The longest link that is read: an offer by value and some room.
const MAX_LINK: usize = 20 * 1024;

/// What a link carries.
pub(crate) enum OfferSource {
    /// The token itself.
    Value(String),
    /// Where to fetch it, once.
    Reference(String),
}

/// A verified offer.
pub(crate) struct OfferClaims {
    pub(crate) jti: String,
    pub(crate) nonce: String,
    pub(crate) account_label: String,
    pub(crate) expires_at: UnixSeconds,
}

impl OfferSource {
    /// Reads `…?offer=<token>` or `…?offer_uri=<url>`. The link's own host means nothing.
    pub(crate) fn parse(link: &str) -> Option<Self> {
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

impl OfferClaims {
    /// Reads the claims of an offer by this issuer.
    pub(crate) fn read(
        verified: &Verified,
        issuer: &str,
        now: UnixSeconds,
    ) -> Result<Self, JoseError> {
        let (base, mut claims) = verified.claims()?;
        base.between(issuer, issuer)?;
        base.valid_at(now, MAX_LIFE_SECONDS)?;
        let nonce = claims.string("nonce", 128)?;
        let account_label = claims.string("account", 280)?;
        claims.finish()?;
        let random_enough = from_base64url(&nonce).is_some_and(|bytes| bytes.len() >= 16);
        let showable = crate::consent::is_plain_text(&account_label, 70);
        match base.exp {
            Some(expires_at) if random_enough && showable => {
                Ok(Self { jti: base.jti, nonce, account_label, expires_at })
            }
            _ => Err(JoseError::Claims(ClaimError::Wrong)),
        }
    }
}
