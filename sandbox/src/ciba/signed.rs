//! Signed authentication requests (CIBA §7.1.1; the lifetimes are FAPI-CIBA's for everybody).

use super::AuthorizationServer;
use super::client::Client;
use super::error::OAuthError;
use super::form::Form;
use super::jwt::{Claims, Jwt, JwtError};
use countersign_protocol::time::{SKEW_SECONDS, UnixSeconds};

/// The longest time between `nbf` and `exp`.
const MAX_LIFE: i64 = 60 * 60;

/// What may stand beside `request`: client authentication, and nothing else.
const BESIDE: [&str; 4] = ["request", "client_id", "client_assertion", "client_assertion_type"];

impl AuthorizationServer {
    /// The claims of the signed request in this form, if there is one.
    ///
    /// # Errors
    ///
    /// [`OAuthError::InvalidRequest`] if it is wrong, or missing where the client has to sign.
    pub(super) fn signed_request(
        &self,
        client: &Client,
        form: &Form,
        now: UnixSeconds,
    ) -> Result<Option<Claims>, OAuthError> {
        let Some(token) = form.text("request") else {
            return if self.profile().is_fapi() || client.request_alg.is_some() {
                Err(OAuthError::InvalidRequest("the request has to be signed"))
            } else {
                Ok(None)
            };
        };
        if form.names().any(|name| !BESIDE.contains(&name)) {
            return Err(OAuthError::InvalidRequest(
                "a parameter stands outside the signed request",
            ));
        }
        let claims = self.check(client, token, now).map_err(|error| {
            OAuthError::InvalidRequest(match error {
                JwtError::Form => "the signed request is not a JWT",
                JwtError::Algorithm => "the algorithm of the signed request is not allowed",
                JwtError::Type => "the type of the signed request is not allowed",
                JwtError::Signature => "the signature of the signed request is wrong",
                JwtError::Claim => "a claim of the signed request is missing or malformed",
                JwtError::Party => "the signed request is by or for somebody else",
                JwtError::Time => "the signed request is outside its time",
            })
        })?;
        let jti = claims.text("jti").unwrap_or_default();
        let until = claims.time("exp").unwrap_or(now);
        if !self.requests().take(&client.id, jti, until, now) {
            return Err(OAuthError::InvalidRequest("the signed request was used before"));
        }
        Ok(Some(claims))
    }

    fn check(&self, client: &Client, token: &str, now: UnixSeconds) -> Result<Claims, JwtError> {
        let jwt = Jwt::parse(token, &["oauth-authz-req+jwt"])?;
        if client.request_alg.is_some_and(|alg| alg != jwt.alg()) {
            return Err(JwtError::Algorithm);
        }
        let claims = jwt.verify(client.keys.as_ref().ok_or(JwtError::Signature)?)?;
        accept(&claims, &client.id, self.issuer(), now)?;
        Ok(claims)
    }
}

/// Checks the claims that every signed request has to have.
///
/// # Errors
///
/// [`JwtError::Claim`], [`JwtError::Party`] or [`JwtError::Time`].
pub fn accept(
    claims: &Claims,
    client: &str,
    issuer: &str,
    now: UnixSeconds,
) -> Result<(), JwtError> {
    if claims.id("iss")? != client {
        return Err(JwtError::Party);
    }
    claims.is_for(&[issuer])?;
    claims.id("jti")?;
    if claims.value("request").is_some() || claims.value("request_uri").is_some() {
        return Err(JwtError::Claim);
    }
    let (iat, nbf, exp) = (claims.time("iat")?, claims.time("nbf")?, claims.time("exp")?);
    let latest = now.plus(SKEW_SECONDS);
    let right = iat <= latest
        && nbf <= latest
        && now < exp
        && (1..=MAX_LIFE).contains(&exp.since(nbf))
        && now.since(nbf) <= MAX_LIFE;
    if right { Ok(()) } else { Err(JwtError::Time) }
}
