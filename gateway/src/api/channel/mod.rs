//! The channel API over HTTP, for an AS in another process.

mod caller;

use crate::context::Gateway;
use crate::model::{NewConsent, RevocationReason};
use crate::operations::{MOST_DEVICES, MOST_ENTRIES, MOST_EXPORTED};
use crate::storage::{AuditFilter, AuditRecord};
use crate::web::answer::json;
use crate::web::{Problem, body};
use axum::Router;
use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use caller::Acting;
use countersign_protocol::jose::Typ;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
struct TypedDigits {
    digits: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    #[serde(default)]
    reason: RevocationReason,
}

#[derive(Serialize)]
struct Revoked {
    revoked: Vec<String>,
}

#[derive(Deserialize)]
struct Page {
    after: Option<String>,
    #[serde(default = "whole_page")]
    limit: u32,
}

const fn whole_page() -> u32 {
    MOST_DEVICES
}

#[derive(Deserialize)]
struct Entries {
    #[serde(default)]
    from: i64,
    #[serde(default = "most_entries")]
    limit: u32,
    device: Option<String>,
    consent: Option<String>,
}

const fn most_entries() -> u32 {
    MOST_ENTRIES
}

#[derive(Deserialize)]
struct Exported {
    #[serde(default)]
    after: i64,
    #[serde(default = "most_exported")]
    limit: u32,
}

const fn most_exported() -> u32 {
    MOST_EXPORTED
}

#[derive(Serialize)]
struct Log {
    entries: Vec<AuditRecord>,
    /// What to ask from next, whether or not there is more already.
    next: i64,
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
        .route("/channel/v1/accounts/{account}/revocation", post(revoke_all))
        .route("/channel/v1/devices/{device}", get(device))
        .route("/channel/v1/devices/{device}/revocation", post(revoke))
        .route("/channel/v1/devices/{device}/unblocking", post(unblock))
        .route("/channel/v1/audit", get(audit))
        .route("/channel/v1/key-set", get(key_set).put(install_key_set))
        .route("/channel/v1/audit/export", get(export))
        .route_layer(from_fn_with_state(gateway.clone(), caller::authenticate))
}

async fn create_offer(Acting(gateway): Acting, request: Request) -> Result<Response, Problem> {
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
    Acting(gateway): Acting,
    Path(offer): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let typed: TypedDigits = read(request).await?;
    let confirmed = gateway.confirm_offer(&offer, &typed.digits).await?;
    Ok(json(StatusCode::OK, &confirmed))
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
    let Wait { wait } = query(request).await?;
    Ok(json(StatusCode::OK, &gateway.wait_for_consent(&consent, wait).await?))
}

async fn withdraw(
    Acting(gateway): Acting,
    Path(consent): Path<String>,
) -> Result<Response, Problem> {
    gateway.withdraw(&consent).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn devices(
    State(gateway): State<Gateway>,
    Path(account): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Page { after, limit } = query(request).await?;
    Ok(json(StatusCode::OK, &gateway.devices_page(&account, after, limit).await?))
}

async fn device(
    State(gateway): State<Gateway>,
    Path(device): Path<String>,
) -> Result<Response, Problem> {
    Ok(json(StatusCode::OK, &gateway.device_record(&device).await?))
}

async fn revoke(
    Acting(gateway): Acting,
    Path(device): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Revocation { reason } = read_if_any(request).await?;
    gateway.revoke(&device, reason).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn revoke_all(
    Acting(gateway): Acting,
    Path(account): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Revocation { reason } = read_if_any(request).await?;
    let revoked = gateway.revoke_all(&account, reason).await?;
    Ok(json(StatusCode::OK, &Revoked { revoked }))
}

async fn unblock(Acting(gateway): Acting, Path(device): Path<String>) -> Result<Response, Problem> {
    gateway.unblock(&device).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn audit(State(gateway): State<Gateway>, request: Request) -> Result<Response, Problem> {
    let Entries { from, limit, device, consent } = query(request).await?;
    if !(1..=MOST_ENTRIES).contains(&limit) {
        return Err(Problem::Malformed);
    }
    let entries = gateway.audit_log(from, AuditFilter { device, consent }, limit).await?;
    let next = entries.last().map_or(from, |entry| entry.number.saturating_add(1));
    Ok(json(StatusCode::OK, &Log { entries, next }))
}

async fn key_set(State(gateway): State<Gateway>) -> Result<Response, Problem> {
    Ok(json(StatusCode::OK, &gateway.key_set().ok_or(Problem::Unavailable)?))
}

async fn install_key_set(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    body::expect(&parts.headers, &Typ::JwkSet.media_type())?;
    let token = body::read(body, MAX_BODY).await?;
    let token = String::from_utf8(token).map_err(|_| Problem::Malformed)?;
    Ok(json(StatusCode::OK, &gateway.install_key_set(&token).await?))
}

async fn export(State(gateway): State<Gateway>, request: Request) -> Result<Response, Problem> {
    let Exported { after, limit } = query(request).await?;
    Ok(json(StatusCode::OK, &gateway.audit_export(after, limit).await?))
}

async fn query<T: DeserializeOwned + Send>(request: Request) -> Result<T, Problem> {
    let Query(query) = Query::from_request(request, &()).await.map_err(|_| Problem::Malformed)?;
    Ok(query)
}

/// A body that may be left out.
async fn read_if_any<T: DeserializeOwned + Default>(request: Request) -> Result<T, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = body::read(body, MAX_BODY).await?;
    if bytes.is_empty() {
        return Ok(T::default());
    }
    body::expect(&parts.headers, "application/json")?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::Malformed)
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    let (parts, body) = request.into_parts();
    body::expect(&parts.headers, "application/json")?;
    let bytes = body::read(body, MAX_BODY).await?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::Malformed)
}
