//! A device lists, fetches and asks about its requests (docs/protocol.md §4, §5.4).

use crate::context::Gateway;
use crate::model::{ConsentState, DeviceState, GatewayEvent};
use crate::storage::{Device, RequestEntry};
use crate::web::Problem;
use crate::web::answer::{json, token};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_protocol::jose::Typ;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{OwnDecision, RequestStatus, RequestStatusClaims};
use countersign_protocol::vocabulary::Ending;
use countersign_verify::CallCheck;
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
            gateway
                .publish(|| GatewayEvent::RequestFetched { device: device.id, request: entry.id });
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
    let status = status_for(&device, &entry);
    let signed = gateway.sign(&RequestStatusClaims::new(
        (&gateway.settings().issuer, &device.id),
        (now, now.plus(STATUS_SECONDS)),
        gateway.new_id()?,
        &entry.id,
        &status,
    ))?;
    gateway.publish(|| GatewayEvent::StatusAsked { device: device.id, request: entry.id });
    Ok(token(StatusCode::OK, Typ::ConsentStatus, signed))
}

/// What became of a request, as far as it is this device's to know.
fn status_for(device: &Device, entry: &RequestEntry) -> RequestStatus {
    let own = entry.decided_by.as_ref() == Some(&device.id);
    RequestStatus::Ended(match (entry.state, &entry.receipt) {
        (ConsentState::Pending, _) => return RequestStatus::Pending,
        (ConsentState::Withdrawn, _) => Ending::Withdrawn,
        (ConsentState::Expired, _) => Ending::Expired,
        (ConsentState::Failed, _) if own => Ending::Decided(OwnDecision::Failed),
        (ConsentState::Approved | ConsentState::Denied, Some(receipt)) if own => {
            Ending::Decided(OwnDecision::Recorded { receipt: receipt.clone() })
        }
        (ConsentState::Approved | ConsentState::Denied | ConsentState::Failed, _) => {
            Ending::AnsweredElsewhere
        }
    })
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
    if device.state == DeviceState::Active {
        Ok(device)
    } else {
        Err(Problem::Failed(CallCheck::State))
    }
}
