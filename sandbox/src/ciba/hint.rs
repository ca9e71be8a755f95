//! Who is meant: the three hints of CIBA §7.1, and the subject identifiers that clients know.

use super::AuthorizationServer;
use super::client::Client;
use super::error::OAuthError;
use super::jwt::{Jwt, sign};
use super::request::Hint;
use crate::bank::{self, Customer};
use countersign_protocol::jose::{SignError, base64url};
use countersign_protocol::time::UnixSeconds;
use serde::Serialize;

/// The type of our login hint tokens.
pub(super) const LOGIN_HINT_TOKEN: &str = "login-hint+jwt";

const UNKNOWN: OAuthError = OAuthError::UnknownUserId;

#[derive(Serialize)]
struct LoginHint<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    exp: UnixSeconds,
}

impl AuthorizationServer {
    /// The customer whom a hint names.
    ///
    /// # Errors
    ///
    /// [`OAuthError::UnknownUserId`], [`OAuthError::ExpiredLoginHintToken`], or
    /// [`OAuthError::InvalidRequest`] if the hint is not one of ours.
    pub(super) fn customer(
        &self,
        client: &Client,
        hint: &Hint,
        now: UnixSeconds,
    ) -> Result<&'static Customer, OAuthError> {
        match hint {
            Hint::Login(id) => bank::customer(id).ok_or(UNKNOWN),
            Hint::LoginToken(token) => self.by_login_token(token, now),
            Hint::IdToken(token) => self.by_id_token(client, token),
        }
    }

    fn by_login_token(
        &self,
        token: &str,
        now: UnixSeconds,
    ) -> Result<&'static Customer, OAuthError> {
        let malformed = |_| OAuthError::InvalidRequest("the login hint token is not ours");
        let jwt = Jwt::parse(token, &[LOGIN_HINT_TOKEN]).map_err(malformed)?;
        let claims = jwt.verify(self.own_keys()).map_err(malformed)?;
        claims.is_for(&[self.issuer()]).map_err(malformed)?;
        if claims.time("exp").map_err(malformed)? <= now {
            return Err(OAuthError::ExpiredLoginHintToken);
        }
        claims.text("sub").and_then(bank::customer).ok_or(UNKNOWN)
    }

    /// An id token of ours for this client. That it has expired does not matter: it names a
    /// person and proves nothing.
    fn by_id_token(&self, client: &Client, token: &str) -> Result<&'static Customer, OAuthError> {
        let malformed = |_| OAuthError::InvalidRequest("the id token is not ours for this client");
        let jwt = Jwt::parse(token, &[]).map_err(malformed)?;
        let claims = jwt.verify(self.own_keys()).map_err(malformed)?;
        claims.is_for(&[&client.id]).map_err(malformed)?;
        let sub = claims.text("sub").ok_or(UNKNOWN)?;
        bank::customers()
            .iter()
            .find(|customer| self.subject(client, customer) == sub)
            .ok_or(UNKNOWN)
    }

    /// A customer's subject identifier: another one for each client (OpenID Connect Core §8.1).
    pub(super) fn subject(&self, client: &Client, customer: &Customer) -> String {
        let pair = format!("{}\0{}", client.id, customer.id);
        base64url(ring::hmac::sign(self.subject_key(), pair.as_bytes()).as_ref())
    }

    /// A login hint token, as the bank would give it to a customer's app.
    ///
    /// # Errors
    ///
    /// [`SignError`] if the key cannot sign.
    pub fn login_hint_token(&self, customer: &str, exp: UnixSeconds) -> Result<String, SignError> {
        let hint = LoginHint { iss: self.issuer(), aud: self.issuer(), sub: customer, exp };
        sign(LOGIN_HINT_TOKEN, &hint, self.key())
    }
}
