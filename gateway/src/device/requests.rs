//! A device lists, fetches and asks about its requests (docs/protocol.md §4, §5.4).

use super::answer::{json, token};
use crate::channel::{ConsentState, DeviceState};
use crate::events::GatewayEvent;
use crate::gateway::Gateway;
use crate::problem::{Problem, Why};
use crate::storage::{Device, RequestEntry};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign::jose::Typ;
use countersign::time::UnixSeconds;
use serde::Serialize;

/// The most requests that are listed.
const MOST_LISTED: u32 = 20;
/// The life of a status, in seconds.
const STATUS_SECONDS: i64 = 300;

#[derive(Serialize)]
struct Listed {
    requests: Vec<Pending>,
}

#[derive(Serialize)]
struct Pending {
    id: String,
    exp: UnixSeconds,
}

#[derive(Serialize)]
struct Status<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: String,
    request: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
}

pub(super) async fn list(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = active(gateway.caller(&parts).await?)?;
    let now = gateway.now();
    let pending =
        gateway.store(move |storage| storage.pending_of(&device.id, MOST_LISTED, now)).await?;
    let requests = pending.into_iter().map(|(id, exp)| Pending { id, exp }).collect();
    Ok(json(StatusCode::OK, &Listed { requests }))
}

pub(super) async fn fetch(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = active(gateway.caller(&parts).await?)?;
    let entry = gateway.request_of(&device, id).await?;
    match entry.state {
        ConsentState::Pending => {
            let signed = entry.token.ok_or(Problem::Gone)?;
            gateway.tell(|| GatewayEvent::RequestFetched { device: device.id, request: entry.id });
            Ok(token(StatusCode::OK, Typ::ConsentRequest, signed))
        }
        ConsentState::Approved | ConsentState::Denied | ConsentState::Failed => {
            Err(Problem::Conflict)
        }
        ConsentState::Expired | ConsentState::Withdrawn => Err(Problem::Gone),
    }
}

/// What became of a request. Devices that are blocked may ask too: it is about their own past.
pub(super) async fn status(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    let entry = gateway.request_of(&device, id).await?;
    let now = gateway.now();
    let own = entry.decided_by.as_ref() == Some(&device.id);
    let status = match entry.state {
        ConsentState::Pending => "pending",
        ConsentState::Withdrawn => "withdrawn",
        ConsentState::Expired => "expired",
        _ if !own => "answered_elsewhere",
        ConsentState::Failed => "failed",
        ConsentState::Approved | ConsentState::Denied => "decided",
    };
    let claims = Status {
        iss: &gateway.settings().issuer,
        aud: &device.id,
        iat: now,
        exp: now.plus(STATUS_SECONDS),
        jti: gateway.new_id()?,
        request: &entry.id,
        status,
        receipt: entry.receipt,
    };
    let signed = gateway.sign(Typ::ConsentStatus, &claims)?;
    gateway.tell(|| GatewayEvent::StatusAsked { device: device.id, request: entry.id });
    Ok(token(StatusCode::OK, Typ::ConsentStatus, signed))
}

impl Gateway {
    /// A request, if it is this device's.
    pub(super) async fn request_of(
        &self,
        device: &Device,
        id: String,
    ) -> Result<RequestEntry, Problem> {
        let now = self.now();
        let entry = self.store(move |storage| storage.request(&id, now)).await?;
        entry.filter(|entry| entry.device == device.id).ok_or(Problem::Unknown)
    }
}

/// Only an active device gets anything.
fn active(device: Device) -> Result<Device, Problem> {
    if device.state == DeviceState::Active { Ok(device) } else { Err(Problem::Failed(Why::State)) }
}
