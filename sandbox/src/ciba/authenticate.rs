//! Client authentication: `private_key_jwt` (RFC 7523) and `client_secret_basic` (RFC 6749).

use super::AuthorizationServer;
use super::client::{Authentication, Client};
use super::error::OAuthError;
use super::form::{Form, decoded};
use super::jwt::Jwt;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_protocol::time::UnixSeconds;
use std::sync::Arc;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest that an assertion may still live.
const MAX_ASSERTION_LIFE: i64 = 3600;

const REFUSED: OAuthError = OAuthError::InvalidClient { by_header: false };

impl AuthorizationServer {
    /// Finds out which client is calling, and that it is.
    ///
    /// # Errors
    ///
    /// [`OAuthError::InvalidClient`], or [`OAuthError::InvalidRequest`] if it authenticates twice.
    pub(super) fn authenticate(
        &self,
        headers: &HeaderMap,
        form: &Form,
        now: UnixSeconds,
    ) -> Result<Arc<Client>, OAuthError> {
        let basic = headers.get(header::AUTHORIZATION);
        let assertion = form.text("client_assertion");
        let client = match (basic, assertion) {
            (Some(_), Some(_)) => {
                return Err(OAuthError::InvalidRequest("the client authenticates in two ways"));
            }
            (Some(basic), None) => self
                .by_secret(basic.as_bytes())
                .map_err(|_| OAuthError::InvalidClient { by_header: true })?,
            (None, Some(assertion)) => {
                if form.text("client_assertion_type") != Some(ASSERTION_TYPE) {
                    return Err(REFUSED);
                }
                self.by_assertion(assertion, now)?
            }
            (None, None) => return Err(REFUSED),
        };
        // Whoever names itself twice must name itself alike.
        if form.text("client_id").is_some_and(|id| id != client.id) {
            return Err(REFUSED);
        }
        Ok(client)
    }

    fn by_secret(&self, header: &[u8]) -> Result<Arc<Client>, OAuthError> {
        let credentials = std::str::from_utf8(header)
            .ok()
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
            .and_then(|(_, encoded)| STANDARD.decode(encoded).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or(REFUSED)?;
        let (id, secret) = credentials.split_once(':').ok_or(REFUSED)?;
        let (id, secret) = (decoded(id).ok_or(REFUSED)?, decoded(secret).ok_or(REFUSED)?);
        let client = self.clients().find(&id).ok_or(REFUSED)?;
        let right = match &client.authentication {
            Authentication::Secret(expected) => expected.matches(&secret),
            Authentication::PrivateKey => false,
        };
        if right && !self.profile().is_fapi() { Ok(client) } else { Err(REFUSED) }
    }

    fn by_assertion(&self, assertion: &str, now: UnixSeconds) -> Result<Arc<Client>, OAuthError> {
        let refused = |_| REFUSED;
        let jwt = Jwt::parse(assertion, &["client-authentication+jwt"]).map_err(refused)?;
        let client = jwt.claimed_issuer().and_then(|id| self.clients().find(id)).ok_or(REFUSED)?;
        let Authentication::PrivateKey = client.authentication else { return Err(REFUSED) };
        let claims = jwt.verify(client.keys.as_ref().ok_or(REFUSED)?).map_err(refused)?;
        if claims.text("sub") != Some(&client.id) {
            return Err(REFUSED);
        }
        let (issuer, token, backchannel) =
            (self.issuer(), self.endpoint("/token"), self.endpoint("/backchannel"));
        claims.is_for(&[issuer, &token, &backchannel]).map_err(refused)?;
        claims.is_current(now, MAX_ASSERTION_LIFE).map_err(refused)?;
        let jti = claims.id("jti").map_err(refused)?;
        let until = claims.time("exp").map_err(refused)?;
        if self.assertions().take(&client.id, jti, until, now) { Ok(client) } else { Err(REFUSED) }
    }
}
