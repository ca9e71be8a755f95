//! Calls as an enrolled device: proof of possession, nonce, access token.

use super::access_token::AccessToken;
use super::{Native, ServerError, error, lock};
use crate::platform::{KeyAlias, KeyStore, KeyStoreError, Random, new_id};
use crate::store::EnrolmentRecord;
use countersign_protocol::claims::Members;
use countersign_protocol::jose::{DpopTarget, Draft, PublicKey, SignError, Signature, Signer, Typ};
use countersign_protocol::tokens::{AssertionClaims, Claims as _};
use countersign_transport::{Attempt, Call, HttpAnswer, Method, TransportError, Url};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// What lives between the calls of one enrolment, in memory only: a crash costs one renewal of the
/// access token.
#[derive(Default)]
pub(crate) struct Session {
    token: Mutex<Option<AccessToken>>,
    nonce: Mutex<Option<String>>,
    /// Held while the token is renewed: many calls that need one wait for one renewal.
    renewing: tokio::sync::Mutex<()>,
    /// Held while the AS is asked which key of a rotation it has.
    pub(crate) settling: tokio::sync::Mutex<()>,
    /// Held while pending changes are sent, so that an older push target never arrives after a
    /// newer one.
    pub(crate) sending_changes: tokio::sync::Mutex<()>,
}

impl Session {
    /// Drops the access token.
    pub(crate) fn forget_token(&self) {
        *lock(&self.token) = None;
    }
}

/// The silent key of an enrolment, as something that signs.
pub(crate) struct TransportKey {
    keys: Arc<dyn KeyStore>,
    alias: KeyAlias,
    public: PublicKey,
}

/// A device that calls its AS.
pub(crate) struct Caller<'a> {
    pub(crate) native: &'a Native,
    pub(crate) session: &'a Session,
    pub(crate) key: TransportKey,
    pub(crate) random: &'a dyn Random,
    pub(crate) device_id: &'a str,
    pub(crate) token_url: &'a str,
}

/// A body that was approved to be sent: a token and its type.
pub(crate) struct ApprovedBody<'a> {
    pub(crate) typ: Typ,
    pub(crate) token: &'a str,
}

/// What is accepted as an answer.
pub(crate) enum Answer {
    /// A token of this type, with this status.
    Token(u16, Typ),
    /// JSON, with this status.
    Json(u16),
    /// Nothing (204).
    Empty,
}

impl TransportKey {
    pub(crate) const fn new(keys: Arc<dyn KeyStore>, alias: KeyAlias, public: PublicKey) -> Self {
        Self { keys, alias, public }
    }

    /// Signs a token that will be kept and sent again: nothing a phone's store says is believed.
    pub(crate) fn sign_checked(&self, draft: Draft) -> Result<String, SignError> {
        let signature = self.sign(draft.signing_input())?;
        let verified = self.public.verify(draft.signing_input(), &signature);
        verified.map_err(|_| SignError::Failed)?;
        Ok(draft.attach(&signature))
    }
}

impl Signer for TransportKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The hardware's signature, unchecked: a wrong proof of possession is refused by the AS and
    /// costs one call. What is *kept*, a denial, is checked by [`TransportKey::sign_checked`].
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let der = self.keys.sign(&self.alias, message).map_err(|error| match error {
            KeyStoreError::Locked => SignError::Locked,
            KeyStoreError::Gone => SignError::Gone,
            KeyStoreError::Failed => SignError::Failed,
        })?;
        Signature::from_der(&der).map_err(|_| SignError::Failed)
    }
}

impl<'a> Caller<'a> {
    /// The caller for an enrolment.
    pub(crate) fn of(
        native: &'a Native,
        session: &'a Session,
        record: &'a EnrolmentRecord,
        platform: &'a crate::platform::Platform,
    ) -> Result<Self, ServerError> {
        let public = record.transport_public().ok_or(ServerError::Key(KeyStoreError::Gone))?;
        Ok(Self {
            native,
            session,
            key: TransportKey::new(
                Arc::clone(&platform.keys),
                record.transport_alias.clone(),
                public,
            ),
            random: platform.random.as_ref(),
            device_id: &record.device_id,
            token_url: &record.endpoints.token,
        })
    }

    /// Calls with the access token, renewing it and taking a new nonce where the AS asks, and
    /// asking again what changes nothing if no answer came, once each.
    pub(crate) async fn call(
        &self,
        method: Method,
        url: &str,
        body: Option<ApprovedBody<'_>>,
        expect: &Answer,
    ) -> Result<Vec<u8>, ServerError> {
        let url = self.native.own(url)?;
        let media_type = body.as_ref().map(|body| body.typ.media_type());
        let (mut nonces, mut tokens) = (1, 1);
        // A kept connection may have died without a word.
        let mut attempt = if method == Method::GET { Attempt::First } else { Attempt::Only };
        loop {
            let token = self.access_token().await?;
            let body =
                media_type.as_deref().zip(body.as_ref().map(|body| body.token.as_bytes().to_vec()));
            let sent = self.prove_and_send(&method, &url, body, Some(&token), expect, attempt);
            let answer = match sent.await {
                Err(ServerError::Transport(TransportError::Unreachable))
                    if attempt == Attempt::First =>
                {
                    attempt = Attempt::Second;
                    continue;
                }
                answer => answer?,
            };
            if answer.status == 401 && answer.challenge.contains("use_dpop_nonce") && nonces > 0 {
                nonces -= 1;
            } else if answer.status == 401
                && answer.challenge.contains("invalid_token")
                && tokens > 0
            {
                tokens -= 1;
                self.drop_token(&token);
            } else {
                return expect.take(&answer);
            }
        }
    }

    /// Calls without an access token: the registration.
    pub(crate) async fn call_unenrolled(
        &self,
        url: &str,
        body: ApprovedBody<'_>,
        expect: &Answer,
    ) -> Result<Vec<u8>, ServerError> {
        let url = self.native.own(url)?;
        let media_type = body.typ.media_type();
        for _ in 0..2 {
            let body = Some((media_type.as_str(), body.token.as_bytes().to_vec()));
            let sent = self.prove_and_send(&Method::POST, &url, body, None, expect, Attempt::Only);
            let answer = sent.await?;
            if answer.status != 401 || !answer.challenge.contains("use_dpop_nonce") {
                return expect.take(&answer);
            }
        }
        Err(ServerError::Unauthenticated)
    }

    /// Keeps the token that came with the registration.
    pub(crate) fn keep_token(&self, json: &mut Members) -> Result<(), ServerError> {
        let token = AccessToken::read(json, self.native.time.now())?;
        *lock(&self.session.token) = Some(token);
        Ok(())
    }

    /// Renews the access token while nobody waits, so that no consent has to wait for it later. A
    /// failure is only logged: the token that is there is still good.
    pub(crate) async fn renew_ahead(&self) {
        let now = self.native.time.now();
        let due = |held: &AccessToken| now >= held.renew_from;
        let old =
            lock(&self.session.token).as_ref().filter(|held| due(held)).map(AccessToken::copy);
        let Some(old) = old else { return };
        let _alone = self.session.renewing.lock().await;
        let same = |held: &AccessToken| Arc::ptr_eq(&held.token, &old);
        // Somebody else may have renewed it in the meantime.
        if lock(&self.session.token).as_ref().is_some_and(same) && self.renew().await.is_err() {
            tracing::debug!("the access token was not renewed ahead of need");
        }
    }

    /// Drops a token that the AS does not take, unless it was replaced already.
    fn drop_token(&self, refused: &Arc<Zeroizing<String>>) {
        let mut held = lock(&self.session.token);
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(&held.token, refused)) {
            *held = None;
        }
    }

    /// The live access token, or a new one.
    async fn access_token(&self) -> Result<Arc<Zeroizing<String>>, ServerError> {
        if let Some(held) = self.held_token() {
            return Ok(held);
        }
        let _alone = self.session.renewing.lock().await;
        match self.held_token() {
            Some(held) => Ok(held),
            None => self.renew().await,
        }
    }

    fn held_token(&self) -> Option<Arc<Zeroizing<String>>> {
        let now = self.native.time.now();
        lock(&self.session.token).as_ref().filter(|held| now < held.ends_at).map(AccessToken::copy)
    }

    /// A new access token (docs/protocol.md §3.5).
    async fn renew(&self) -> Result<Arc<Zeroizing<String>>, ServerError> {
        let url = self.native.own(self.token_url)?;
        for _ in 0..2 {
            let form = self.assertion_form()?;
            let body = Some(("application/x-www-form-urlencoded", form.into_bytes()));
            let (method, expect) = (Method::POST, Answer::Json(200));
            let sent = self.prove_and_send(&method, &url, body, None, &expect, Attempt::Only);
            let answer = sent.await?;
            if answer.status == 200 {
                let body = Answer::Json(200).take(&answer)?;
                let mut json = Members::parse(&body).map_err(|_| ServerError::Answer)?;
                self.keep_token(&mut json)?;
                let held = lock(&self.session.token);
                return held.as_ref().map(AccessToken::copy).ok_or(ServerError::Answer);
            }
            if answer.status != 400 || oauth_error(&answer).as_deref() != Some("use_dpop_nonce") {
                return Err(match answer.status {
                    400 | 401 => ServerError::Unauthenticated,
                    _ => ServerError::of(&answer),
                });
            }
        }
        Err(ServerError::Unauthenticated)
    }

    fn assertion_form(&self) -> Result<String, ServerError> {
        let now = self.native.time.now();
        let claims = AssertionClaims {
            iss: self.device_id,
            sub: self.device_id,
            aud: self.native.issuer.id(),
            iat: now,
            exp: now.plus(60),
            jti: new_id(self.random)?,
        };
        let assertion = claims.draft(&self.key.kid()).sign(&self.key)?;
        // The alphabet of a compact JWS needs no escaping in a form.
        Ok(format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
        ))
    }

    async fn prove_and_send(
        &self,
        method: &Method,
        url: &Url,
        body: Option<(&str, Vec<u8>)>,
        access_token: Option<&str>,
        expect: &Answer,
        attempt: Attempt,
    ) -> Result<HttpAnswer, ServerError> {
        let nonce = lock(&self.session.nonce).clone();
        let mut target_url = url.clone();
        target_url.set_query(None);
        let target = DpopTarget {
            method: method.as_str(),
            url: target_url.as_str(),
            access_token,
            nonce: nonce.as_deref(),
        };
        let proof = target.prove(&self.key, &new_id(self.random)?, self.native.time.now())?;
        let accept = expect.media_type();
        let call = Call {
            method: method.clone(),
            url,
            accept: &accept,
            body,
            access_token,
            dpop: Some(&proof),
            attempt,
        };
        let answer = self.native.send(call).await?;
        match answer.dpop_nonce.as_deref() {
            Some(nonce) if is_nonce(nonce) => {
                *lock(&self.session.nonce) = Some(nonce.to_owned());
            }
            Some(_) => tracing::warn!("the server gave a nonce that is none"),
            None => {}
        }
        Ok(answer)
    }
}

impl Answer {
    fn media_type(&self) -> String {
        match self {
            Self::Token(_, typ) => typ.media_type(),
            Self::Json(_) | Self::Empty => "application/json".to_owned(),
        }
    }

    fn take(&self, answer: &HttpAnswer) -> Result<Vec<u8>, ServerError> {
        match self {
            Self::Token(status, typ) => {
                error::token_in(answer, *status, *typ).map(String::into_bytes)
            }
            Self::Json(status) if answer.status == *status => {
                let json = answer.is_of("application/json");
                if json { Ok(answer.body.clone()) } else { Err(ServerError::Answer) }
            }
            Self::Empty if answer.status == 204 => Ok(Vec::new()),
            Self::Json(_) | Self::Empty => Err(ServerError::of(answer)),
        }
    }
}

/// Whether it may be echoed: 1 to 128 characters of RFC 9449 §8.1.
fn is_nonce(text: &str) -> bool {
    let fits = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    (1..=128).contains(&text.len()) && text.bytes().all(fits)
}

fn oauth_error(answer: &HttpAnswer) -> Option<String> {
    Members::parse(&answer.body).ok()?.string("error", 64).ok()
}
