//! What anybody may fetch: discovery, the key set, an offer by its handle.

use super::MINIMUM_CORE_VERSION;
use crate::context::Gateway;
use crate::storage::FetchedOffer;
use crate::web::Problem;
use crate::web::answer::{json, token};
use crate::web::refusals::Caller;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_protocol::PROTOCOL_VERSION;
use countersign_protocol::discovery::DiscoveryDocument;
use countersign_protocol::jose::{Typ, sha256_base64url};

pub(super) async fn discovery(State(gateway): State<Gateway>) -> Response {
    let settings = gateway.settings();
    let at = |path: &str| format!("{}{path}", settings.issuer);
    json(
        StatusCode::OK,
        &DiscoveryDocument {
            issuer: &settings.issuer,
            bank_name: &settings.bank_name,
            protocol_versions_supported: [PROTOCOL_VERSION],
            minimum_core_version: MINIMUM_CORE_VERSION,
            as_keys_endpoint: at("/ad/as-keys"),
            device_registration_endpoint: at("/ad/registrations"),
            requests_endpoint: at("/ad/requests"),
            device_endpoint: at("/ad/device"),
            token_endpoint: at("/ad/token"),
            authorization_details_types_supported: settings.types.names(),
            templates_supported: settings.templates.iter().map(|one| one.as_str()).collect(),
            push_providers_supported: &["fcm", "apns", "none"],
            request_expiry_max: settings.limits.request_expiry_max,
        },
    )
}

/// The set as it was signed, the same bytes for everybody.
pub(super) async fn as_keys(State(gateway): State<Gateway>) -> Result<Response, Problem> {
    let published = gateway.published().ok_or(Problem::Unavailable)?;
    Ok(token(StatusCode::OK, Typ::JwkSet, published.token.clone()))
}

pub(super) async fn offer(
    State(gateway): State<Gateway>,
    Path(handle): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let (hash, now) = (sha256_base64url(handle.as_bytes()), gateway.now());
    match gateway.store(move |storage| storage.fetch_offer(&hash, now)).await? {
        FetchedOffer::Token(offer) => Ok(token(StatusCode::OK, Typ::EnrolmentOffer, offer.0)),
        FetchedOffer::Gone => Err(Problem::Gone),
        FetchedOffer::Unknown => match gateway.is_over(&Caller::of(&parts)) {
            Some(wait) => Err(Problem::TooMany(wait)),
            None => Err(Problem::Unknown),
        },
    }
}
