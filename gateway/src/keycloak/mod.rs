//! The authentication channel in Keycloak's HTTP format: 201 to the question, and one call back.
//!
//! Keycloak deletes an approved grant when it is called a second time, so a call is recorded
//! before it is made and never made again. If the gateway stops between the two, or no answer
//! comes, nobody knows whether the call arrived: that is recorded as it is (`unknown`), and at
//! worst the customer starts over.

mod bearer;
mod realms;

pub(crate) use realms::Realms;

use crate::channel::{Authentication, ChannelError, Client, NewConsent};
use crate::device::answer::json;
use crate::device::body;
use crate::gateway::Gateway;
use crate::problem::Problem;
use crate::settings::KeycloakRealm;
use crate::storage::{Callback, StorageError};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use bearer::Bearer;
use countersign_protocol::claims::{Members, is_id};
use serde::Serialize;

/// The most bytes of a question.
const MAX_BODY: usize = 16 * 1024;

/// What is answered: nothing but that it was taken.
#[derive(Serialize)]
struct Taken {}

#[derive(Serialize)]
struct Status<'a> {
    status: &'a str,
}

/// What Keycloak asks.
struct Question {
    scope: String,
    binding_message: Option<String>,
    consent: Option<String>,
}

/// The route that Keycloak's option `http-authentication-channel-uri` points at.
pub(crate) fn routes() -> Router<Gateway> {
    Router::new().route("/keycloak/v1/{realm}/authentication", post(ask))
}

async fn ask(
    State(gateway): State<Gateway>,
    Path(realm): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let realm = gateway.realms().find(&realm).ok_or(Problem::Unknown)?;
    let bearer = realms::authenticate(&gateway, realm, &parts.headers).await?;
    body::expect(&parts.headers, "application/json")?;
    let question = read(&body::read(body, MAX_BODY).await?)?;
    let authentication = Authentication {
        realm: realm.name.clone(),
        id: bearer.id.clone(),
        bearer: bearer.token.clone(),
        exp: bearer.exp,
    };
    let (id, consent) = match question.consent {
        Some(id) => prepared(&gateway, id, &bearer).await?,
        None => (gateway.new_id()?, login(&gateway, realm, &bearer, question)),
    };
    gateway.ask(id, consent, Some(authentication)).await?;
    Ok(json(StatusCode::CREATED, &Taken {}))
}

/// Members that are not known are the client's own and mean nothing here.
fn read(bytes: &[u8]) -> Result<Question, Problem> {
    let malformed = |_| Problem::Malformed;
    let mut members = Members::parse(bytes).map_err(malformed)?;
    let question = Question {
        scope: members.string("scope", 2048).map_err(malformed)?,
        binding_message: members.optional_string("binding_message", 2048).map_err(malformed)?,
        consent: members.optional_string("consent", 128).map_err(malformed)?,
    };
    match &question.consent {
        Some(id) if !is_id(id) => Err(Problem::Malformed),
        _ => Ok(question),
    }
}

/// The consent that the AS prepared, if it is this customer's.
async fn prepared(
    gateway: &Gateway,
    id: String,
    bearer: &Bearer,
) -> Result<(String, NewConsent), Problem> {
    let (account, now) = (bearer.subject.clone(), gateway.now());
    let taken = gateway.store(move |storage| storage.take_prepared(&id, &account, now)).await?;
    let taken = taken.ok_or(Problem::Unknown)?;
    let consent = serde_json::from_str(&taken.content).map_err(|_| Problem::Unavailable)?;
    Ok((taken.id, consent))
}

/// Without a prepared consent it is a login: scope and binding message.
fn login(
    gateway: &Gateway,
    realm: &KeycloakRealm,
    bearer: &Bearer,
    question: Question,
) -> NewConsent {
    let known = realm.clients.iter().find(|(id, _)| *id == bearer.client);
    let unnamed = || Client {
        name: bearer.client.clone(),
        legal_name: bearer.client.clone(),
        on_behalf_of: None,
        registration: None,
    };
    let left = bearer.exp.since(gateway.now()).max(0);
    NewConsent {
        account: bearer.subject.clone(),
        client: known.map_or_else(unnamed, |(_, client)| client.clone()),
        scope: Some(question.scope),
        authorization_details: None,
        binding_message: question.binding_message,
        context: None,
        number_entry: None,
        accounts: None,
        payee_verification: None,
        expires_in: u32::try_from(left).unwrap_or(u32::MAX),
    }
}

/// Makes every call that is due: each is marked as made before it is, and nobody waits for it.
pub(crate) async fn call_back(gateway: Gateway) -> Result<(), StorageError> {
    loop {
        let now = gateway.now();
        let Some(callback) = gateway.store(move |storage| storage.take_callback(now)).await? else {
            return Ok(());
        };
        tokio::spawn(make(gateway.clone(), callback));
    }
}

async fn make(gateway: Gateway, callback: Callback) {
    let answer = call(&gateway, &callback).await;
    let taken = answer == Some(200);
    if !taken {
        tracing::warn!(consent = %callback.consent, ?answer, "a callback was not taken");
    }
    let (consent, now) = (callback.consent.clone(), gateway.now());
    if gateway.store(move |storage| storage.callback_made(&callback, answer, now)).await.is_err() {
        tracing::error!("the answer to a callback could not be kept");
    }
    gateway.tell(|| crate::events::GatewayEvent::OutcomeReported { consent, taken });
}

async fn call(gateway: &Gateway, callback: &Callback) -> Option<u16> {
    let realm = gateway.realms().find(&callback.realm)?;
    let body = serde_json::to_vec(&Status { status: &callback.outcome }).ok()?;
    gateway.client().post(&realm.callback_uri, &callback.bearer, body).await.ok()
}

impl From<bearer::BearerError> for Problem {
    fn from(error: bearer::BearerError) -> Self {
        match error {
            bearer::BearerError::Refused => Self::from(ChannelError::Unauthenticated),
            bearer::BearerError::NoKeys => Self::Unavailable,
        }
    }
}
