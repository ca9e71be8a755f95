//! The shop as a CIBA client: signed requests, `private_key_jwt`, and a careful look at the
//! id token.

use super::order::{Mode, Tokens};
use super::wire::{
    Assertion, Context, ErrorResponse, FormFields, RequestObject, RequestParameters, TokenResponse,
};
use crate::ciba::jwt::{self, Jwt};
use crate::ciba::keys::KeySet;
use crate::ciba::{ACR, GRANT_TYPE};
use crate::ledger::Decoded;
use crate::time;
use countersign_gateway::keys::MemoryKey;
use countersign_protocol::jose::{Signer as _, base64url};
use countersign_protocol::json::Json;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One registration of the shop at the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Whether its content is let through unchecked.
    pub careless: bool,
    /// How it learns of decisions.
    pub mode: Mode,
}

/// The shop's side of the protocol.
pub struct ShopClient {
    issuer: String,
    key: MemoryKey,
    random: ring::rand::SystemRandom,
    http: reqwest::Client,
}

/// What the shop asks.
pub struct Ask<'a> {
    /// As whom.
    pub registration: Registration,
    /// For what.
    pub scope: &'a str,
    /// For what in detail, to the letter.
    pub details: Option<&'a str>,
    /// What both screens show.
    pub binding_message: &'a str,
    /// How long to wait, in seconds.
    pub expires_in: Option<u32>,
    /// What to be notified with.
    pub notification_token: Option<&'a str>,
    /// How many digits the person is to type.
    pub number_entry: Option<u8>,
}

/// The bank's answer to a request.
#[derive(Deserialize)]
pub struct Acknowledgement {
    /// The shop's secret for this request.
    pub auth_req_id: String,
    /// How long it waits, in seconds.
    pub expires_in: u32,
    /// Seconds between two questions.
    pub interval: u64,
    /// What the person is to type on the phone.
    pub number_to_enter: Option<String>,
}

/// Why the shop has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The bank answered with this OAuth error.
    #[error("the bank refused")]
    OAuth(String),
    /// The bank did not answer, or not in the way of the protocol.
    #[error("no usable answer")]
    NoAnswer,
    /// The id token is not what it has to be.
    #[error("the id token is wrong")]
    IdToken,
}

impl Registration {
    /// All that the shop has.
    pub const ALL: [Self; 4] = [
        Self { careless: false, mode: Mode::Poll },
        Self { careless: false, mode: Mode::Ping },
        Self { careless: true, mode: Mode::Poll },
        Self { careless: true, mode: Mode::Ping },
    ];

    /// Its `client_id`.
    #[must_use]
    pub const fn client_id(self) -> &'static str {
        match (self.careless, self.mode) {
            (false, Mode::Poll) => "corner-shop",
            (false, Mode::Ping) => "corner-shop-ping",
            (true, Mode::Poll) => "unchecked-shop",
            (true, Mode::Ping) => "unchecked-shop-ping",
        }
    }
}

impl ShopClient {
    /// A client with a key of its own.
    ///
    /// # Errors
    ///
    /// [`AskError::NoAnswer`] if there is no key or no HTTP client to be had.
    pub fn new(issuer: &str) -> Result<Self, AskError> {
        Ok(Self {
            issuer: issuer.to_owned(),
            key: MemoryKey::generate().map_err(|_| AskError::NoAnswer)?,
            random: ring::rand::SystemRandom::new(),
            http: crate::loopback::client().map_err(|_| AskError::NoAnswer)?,
        })
    }

    /// The public key that the bank knows.
    #[must_use]
    pub fn keys(&self) -> KeySet {
        KeySet::of_one(&self.key.kid(), *self.key.public_key())
    }

    /// 160 random bits.
    ///
    /// # Errors
    ///
    /// [`AskError::NoAnswer`] if there is no randomness.
    pub fn secret(&self) -> Result<String, AskError> {
        let mut bytes = [0; 20];
        ring::rand::SecureRandom::fill(&self.random, &mut bytes).map_err(|_| AskError::NoAnswer)?;
        Ok(base64url(&bytes))
    }

    /// Asks for a consent (CIBA §7.1, signed where the content can be).
    ///
    /// # Errors
    ///
    /// [`AskError`].
    pub async fn ask(&self, ask: &Ask<'_>) -> Result<Acknowledgement, AskError> {
        let client = ask.registration.client_id();
        let details = ask.details.map(serde_json::from_str::<&RawValue>);
        let details = details.transpose().map_err(|_| AskError::NoAnswer)?;
        let parameters = RequestParameters {
            scope: ask.scope,
            login_hint: crate::bank::CUSTOMER,
            acr_values: ACR,
            binding_message: ask.binding_message,
            authorization_details: details,
            requested_expiry: ask.expires_in,
            client_notification_token: ask.notification_token,
            number_entry: ask.number_entry,
            request_context: Context { device: "The shop's web page" },
        };
        let mut form = self.assertion(client)?;
        if ask.registration.careless {
            // What a strict reader refuses cannot stand in a JWT, so this client does not sign.
            form.extend(parameters.unsigned().ok_or(AskError::NoAnswer)?);
        } else {
            let now = time::now();
            let object = RequestObject {
                iss: client,
                aud: &self.issuer,
                iat: now,
                nbf: now,
                exp: now.plus(300),
                jti: self.secret()?,
                parameters,
            };
            let token = jwt::sign("oauth-authz-req+jwt", &object, &self.key)
                .map_err(|_| AskError::NoAnswer)?;
            form.push(("request", token));
        }
        self.post("/backchannel", &form).await
    }

    /// Asks for the tokens (CIBA §10.1) and checks the id token.
    ///
    /// # Errors
    ///
    /// [`AskError`]; `authorization_pending` and `slow_down` come as [`AskError::OAuth`].
    pub async fn fetch(&self, client: &str, auth_req_id: &str) -> Result<Tokens, AskError> {
        let mut form = self.assertion(client)?;
        form.push(("grant_type", GRANT_TYPE.to_owned()));
        form.push(("auth_req_id", auth_req_id.to_owned()));
        let answer: TokenResponse = self.post("/token", &form).await?;
        self.check_id_token(client, auth_req_id, &answer).await?;
        let beginning: String = answer.access_token.chars().take(8).collect();
        Ok(Tokens {
            id_token: Decoded::of(&answer.id_token).ok_or(AskError::IdToken)?,
            access_token: format!("{beginning}\u{2026}"),
            authorization_details: answer.authorization_details,
        })
    }

    fn assertion(&self, client: &str) -> Result<FormFields, AskError> {
        let now = time::now();
        let claims = Assertion {
            iss: client,
            sub: client,
            aud: &self.issuer,
            iat: now,
            exp: now.plus(60),
            jti: self.secret()?,
        };
        let assertion = jwt::sign("JWT", &claims, &self.key).map_err(|_| AskError::NoAnswer)?;
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        Ok(vec![
            ("client_id", client.to_owned()),
            ("client_assertion_type", kind.to_owned()),
            ("client_assertion", assertion),
        ])
    }

    async fn post<T: for<'de> Deserialize<'de>>(
        &self,
        path: &str,
        form: &FormFields,
    ) -> Result<T, AskError> {
        let sent = self.http.post(format!("{}{path}", self.issuer)).form(form).send().await;
        let answer = sent.map_err(|_| AskError::NoAnswer)?;
        let success = answer.status().is_success();
        let body = answer.bytes().await.map_err(|_| AskError::NoAnswer)?;
        if success {
            serde_json::from_slice(&body).map_err(|_| AskError::NoAnswer)
        } else {
            let error: ErrorResponse =
                serde_json::from_slice(&body).map_err(|_| AskError::NoAnswer)?;
            Err(AskError::OAuth(error.error))
        }
    }

    /// Signature, issuer, audience, time, request and access token (CIBA §10.1.1, OpenID Connect
    /// Core §3.1.3.7).
    async fn check_id_token(
        &self,
        client: &str,
        auth_req_id: &str,
        answer: &TokenResponse,
    ) -> Result<(), AskError> {
        let fetched = self.http.get(format!("{}/jwks", self.issuer)).send().await;
        let body = fetched.map_err(|_| AskError::NoAnswer)?.bytes().await;
        let keys = Json::parse(&body.map_err(|_| AskError::NoAnswer)?)
            .ok()
            .and_then(|set| KeySet::read(set).ok())
            .ok_or(AskError::NoAnswer)?;
        let wrong = |_| AskError::IdToken;
        let claims = Jwt::parse(&answer.id_token, &[]).and_then(|jwt| jwt.verify(&keys));
        let claims = claims.map_err(wrong)?;
        claims.is_for(&[client]).map_err(wrong)?;
        claims.is_current(time::now(), 3600).map_err(wrong)?;
        let digest = ring::digest::digest(&ring::digest::SHA256, answer.access_token.as_bytes());
        let at_hash = base64url(digest.as_ref().get(..16).unwrap_or_default());
        let right = claims.text("iss") == Some(&self.issuer)
            && claims.text("at_hash") == Some(&at_hash)
            && claims.text("acr") == Some(ACR)
            && claims.text("urn:openid:params:jwt:claim:auth_req_id") == Some(auth_req_id);
        if right { Ok(()) } else { Err(AskError::IdToken) }
    }
}

impl std::fmt::Debug for ShopClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShopClient")
    }
}

impl std::fmt::Debug for Acknowledgement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Acknowledgement")
    }
}

impl std::fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ask({})", self.registration.client_id())
    }
}
