//! The channel API over HTTP, for an AS in another process.

use super::types::{DeviceRecord, NewConsent};
use crate::access::only;
use crate::device::answer::json;
use crate::device::body;
use crate::gateway::Gateway;
use crate::problem::Problem;
use axum::Router;
use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

/// The most bytes of a body: a consent request token is 64 KiB at most.
const MAX_BODY: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOffer {
    account: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    digits: String,
}

#[derive(Serialize)]
struct Confirmed {
    device: String,
}

#[derive(Serialize)]
struct Devices {
    devices: Vec<DeviceRecord>,
}

#[derive(Deserialize)]
struct Wait {
    #[serde(default)]
    wait: u32,
}

/// The routes under `/channel/v1`.
pub(crate) fn routes(gateway: &Gateway) -> Router<Gateway> {
    Router::new()
        .route("/channel/v1/offers", post(create_offer))
        .route("/channel/v1/offers/{offer}", get(offer))
        .route("/channel/v1/offers/{offer}/confirmation", post(confirm_offer))
        .route("/channel/v1/consents", post(create_consent))
        .route("/channel/v1/prepared-consents", post(prepare_consent))
        .route("/channel/v1/consents/{consent}", get(consent).delete(withdraw))
        .route("/channel/v1/accounts/{account}/devices", get(devices))
        .route("/channel/v1/devices/{device}/revocation", post(revoke))
        .route("/channel/v1/devices/{device}/unblocking", post(unblock))
        .route_layer(from_fn_with_state(gateway.clone(), authenticate))
}

/// Lets an AS in that knows the secret, compared in constant time.
async fn authenticate(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let given = only(request.headers(), &header::AUTHORIZATION)
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map_or("", |(_, secret)| secret);
    let secret = gateway.settings().channel_secret.expose();
    if given.as_bytes().ct_eq(secret.as_bytes()).into() {
        next.run(request).await
    } else {
        Problem::Secret.into_response()
    }
}

async fn create_offer(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewOffer = read(request).await?;
    let offer = gateway.create_offer(&new.account, &new.label).await?;
    Ok(json(StatusCode::CREATED, &offer))
}

async fn offer(
    State(gateway): State<Gateway>,
    Path(offer): Path<String>,
) -> Result<Response, Problem> {
    Ok(json(StatusCode::OK, &gateway.offer_state(&offer).await?))
}

async fn confirm_offer(
    State(gateway): State<Gateway>,
    Path(offer): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let confirmation: Confirmation = read(request).await?;
    let device = gateway.confirm_offer(&offer, &confirmation.digits).await?;
    Ok(json(StatusCode::OK, &Confirmed { device }))
}

async fn create_consent(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewConsent = read(request).await?;
    Ok(json(StatusCode::CREATED, &gateway.create_consent(new).await?))
}

async fn prepare_consent(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewConsent = read(request).await?;
    Ok(json(StatusCode::CREATED, &gateway.prepare_consent(new).await?))
}

async fn consent(
    State(gateway): State<Gateway>,
    Path(consent): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Query(Wait { wait }) =
        Query::from_request(request, &()).await.map_err(|_| Problem::Malformed)?;
    Ok(json(StatusCode::OK, &gateway.wait_for_consent(&consent, wait).await?))
}

async fn withdraw(
    State(gateway): State<Gateway>,
    Path(consent): Path<String>,
) -> Result<Response, Problem> {
    gateway.withdraw(&consent).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn devices(
    State(gateway): State<Gateway>,
    Path(account): Path<String>,
) -> Result<Response, Problem> {
    let devices = gateway.devices(&account).await?;
    Ok(json(StatusCode::OK, &Devices { devices }))
}

async fn revoke(
    State(gateway): State<Gateway>,
    Path(device): Path<String>,
) -> Result<Response, Problem> {
    gateway.revoke(&device).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn unblock(
    State(gateway): State<Gateway>,
    Path(device): Path<String>,
) -> Result<Response, Problem> {
    gateway.unblock(&device).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    let (parts, body) = request.into_parts();
    body::expect(&parts.headers, "application/json")?;
    let bytes = body::read(body, MAX_BODY).await?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::Malformed)
}
