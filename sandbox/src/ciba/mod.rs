//! The authorization server: CIBA Core 1.0 in poll and ping mode, with rich authorization
//! requests, and the gateway as its channel to the authentication device.

mod authenticate;
mod backchannel;
pub mod client;
pub mod error;
mod form;
mod grant;
mod hint;
pub mod jwt;
pub mod keys;
mod metadata;
mod ping;
mod preview;
pub mod profile;
pub mod registration;
mod replay;
mod request;
pub mod signed;
mod token;

use crate::ledger::Ledger;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use client::Clients;
use countersign_gateway::Gateway;
use countersign_gateway::keys::MemoryKey;
use countersign_protocol::jose::{Signer, base64url};
use error::OAuthError;
use grant::Grants;
use keys::KeySet;
use profile::Profile;
use replay::SeenOnce;
use ring::rand::SecureRandom;
use std::sync::Arc;

/// The grant type of CIBA.
pub const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";
/// How clients authenticate: by key, or by secret where FAPI does not forbid it.
pub const AUTHENTICATION_METHODS: [&str; 2] = ["private_key_jwt", "client_secret_basic"];
/// What every consent here amounts to: strong customer authentication.
pub const ACR: &str = "urn:openbanking:psd2:sca";

/// The longest body that is read.
const MAX_BODY: usize = 64 * 1024;

/// The authorization server. Cheap to clone; every clone is the same server.
#[derive(Clone)]
pub struct AuthorizationServer(Arc<Inner>);

struct Inner {
    issuer: String,
    profile: Profile,
    key: MemoryKey,
    own_keys: KeySet,
    subject_key: ring::hmac::Key,
    random: ring::rand::SystemRandom,
    gateway: Gateway,
    ledger: Ledger,
    http: reqwest::Client,
    clients: Clients,
    grants: Grants,
    assertions: SeenOnce,
    requests: SeenOnce,
}

/// The server could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the authorization server cannot be made")]
pub struct SetupError;

impl AuthorizationServer {
    /// A server with a key of its own that ends with the process.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if there is no randomness or no HTTP client.
    pub fn new(
        issuer: &str,
        profile: Profile,
        gateway: Gateway,
        ledger: Ledger,
    ) -> Result<Self, SetupError> {
        let random = ring::rand::SystemRandom::new();
        let key = MemoryKey::generate().map_err(|_| SetupError)?;
        let subject_key =
            ring::hmac::Key::generate(ring::hmac::HMAC_SHA256, &random).map_err(|_| SetupError)?;
        Ok(Self(Arc::new(Inner {
            issuer: issuer.to_owned(),
            profile,
            own_keys: KeySet::of_one(&key.kid(), *key.public_key()),
            key,
            subject_key,
            random,
            gateway,
            ledger,
            http: crate::loopback::client().map_err(|_| SetupError)?,
            clients: Clients::default(),
            grants: Grants::default(),
            assertions: SeenOnce::default(),
            requests: SeenOnce::default(),
        })))
    }

    /// Every route of the server.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(metadata::discovery))
            .route("/jwks", get(metadata::jwks))
            .route("/backchannel", post(backchannel::handle))
            .route("/token", post(token::handle))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .with_state(self.clone())
    }

    /// Who may ask.
    #[must_use]
    pub fn clients(&self) -> &Clients {
        &self.0.clients
    }

    /// How strict it is.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.0.profile
    }

    /// The number that the person is to type for a consent, if any.
    #[must_use]
    pub fn number_to_enter(&self, consent: &str) -> Option<String> {
        self.grants().number(consent)
    }

    fn issuer(&self) -> &str {
        &self.0.issuer
    }

    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.0.issuer)
    }

    fn key(&self) -> &dyn Signer {
        &self.0.key
    }

    fn own_keys(&self) -> &KeySet {
        &self.0.own_keys
    }

    fn subject_key(&self) -> &ring::hmac::Key {
        &self.0.subject_key
    }

    fn gateway(&self) -> &Gateway {
        &self.0.gateway
    }

    fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    fn grants(&self) -> &Grants {
        &self.0.grants
    }

    fn assertions(&self) -> &SeenOnce {
        &self.0.assertions
    }

    fn requests(&self) -> &SeenOnce {
        &self.0.requests
    }

    /// 256 random bits in the characters that an `auth_req_id` may have.
    fn secret(&self) -> Result<String, OAuthError> {
        let mut bytes = [0; 32];
        self.0.random.fill(&mut bytes).map_err(|_| OAuthError::ServerError)?;
        Ok(base64url(&bytes))
    }
}

impl std::fmt::Debug for AuthorizationServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthorizationServer")
    }
}
