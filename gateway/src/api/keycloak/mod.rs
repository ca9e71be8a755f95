//! The authentication channel in Keycloak's HTTP format: 201 to its request. The outcome is called
//! back by a job.

mod bearer;
mod realm_keys;

use crate::context::Gateway;
use crate::context::settings::KeycloakRealm;
use crate::model::{Client, NewConsent};
use crate::operations::KeycloakAuthentication;
use crate::web::answer::json;
use crate::web::{Problem, body};
use axum::Router;
use axum::extract::{Extension, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use bearer::{Bearer, BearerError};
use countersign_protocol::claims::{Members, is_id};
use realm_keys::RealmKeys;
use serde::Serialize;
use std::sync::Arc;

/// The most bytes of a request.
const MAX_BODY: usize = 16 * 1024;

/// What is answered: nothing but that it was taken.
#[derive(Serialize)]
struct Taken {}

/// What Keycloak asks.
struct AuthenticationRequest {
    scope: String,
    binding_message: Option<String>,
    consent: Option<String>,
}

/// The route that Keycloak's option `http-authentication-channel-uri` points at.
pub(crate) fn routes() -> Router<Gateway> {
    Router::new()
        .route("/keycloak/v1/{realm}/authentication", post(ask))
        .layer(Extension(Arc::new(RealmKeys::default())))
}

async fn ask(
    State(gateway): State<Gateway>,
    Extension(keys): Extension<Arc<RealmKeys>>,
    Path(realm): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let realm = gateway.settings().realm(&realm).ok_or(Problem::Unknown)?;
    let bearer = keys.authenticate(&gateway, realm, &parts.headers).await?;
    body::expect(&parts.headers, "application/json")?;
    let asked = read(&body::read(body, MAX_BODY).await?)?;
    let authentication = KeycloakAuthentication {
        realm: realm.name.clone(),
        id: bearer.id.clone(),
        bearer: bearer.token.clone(),
        exp: bearer.exp,
    };
    let (prepared, consent) = match asked.consent {
        Some(id) => {
            let (id, consent) = find_prepared(&gateway, id, &bearer).await?;
            (Some(id), consent)
        }
        None => (None, login(&gateway, realm, &bearer, asked)),
    };
    gateway.ask_devices(prepared, consent, Some(authentication)).await?;
    Ok(json(StatusCode::CREATED, &Taken {}))
}

/// Members that are not known are the client's own and mean nothing here.
fn read(bytes: &[u8]) -> Result<AuthenticationRequest, Problem> {
    let malformed = |_| Problem::Malformed;
    let mut members = Members::parse(bytes).map_err(malformed)?;
    let asked = AuthenticationRequest {
        scope: members.string("scope", 2048).map_err(malformed)?,
        binding_message: members.optional_string("binding_message", 2048).map_err(malformed)?,
        consent: members.optional_string("consent", 128).map_err(malformed)?,
    };
    match &asked.consent {
        Some(id) if !is_id(id) => Err(Problem::Malformed),
        _ => Ok(asked),
    }
}

/// The consent that the AS prepared, if it is this customer's.
async fn find_prepared(
    gateway: &Gateway,
    id: String,
    bearer: &Bearer,
) -> Result<(String, NewConsent), Problem> {
    let (account, now) = (bearer.subject.clone(), gateway.now());
    let found = gateway.store(move |storage| storage.prepared(&id, &account, now)).await?;
    let found = found.ok_or(Problem::Unknown)?;
    let consent = serde_json::from_str(&found.content).map_err(|_| Problem::Unavailable)?;
    Ok((found.id, consent))
}

/// Without a prepared consent it is a login: scope and binding message.
fn login(
    gateway: &Gateway,
    realm: &KeycloakRealm,
    bearer: &Bearer,
    asked: AuthenticationRequest,
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
        scope: Some(asked.scope),
        authorization_details: None,
        binding_message: asked.binding_message,
        context: None,
        number_entry: None,
        accounts: None,
        payee_verification: None,
        expires_in: u32::try_from(left).unwrap_or(u32::MAX),
    }
}

impl From<BearerError> for Problem {
    fn from(error: BearerError) -> Self {
        match error {
            BearerError::Refused => Self::Secret,
            BearerError::NoKeys => Self::Unavailable,
        }
    }
}
