//! What a device changes about itself (docs/protocol.md §6).

use super::MINIMUM_CORE_VERSION;
use crate::context::{Gateway, Limit};
use crate::model::{BlockCause, DeviceState, GatewayEvent};
use crate::storage::{Command, Device, UsedId, Written};
use crate::web::answer::token;
use crate::web::{Problem, body};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use countersign_protocol::jose::{Base, Typ, Verified};
use countersign_protocol::tokens::{
    CapabilitiesClaims, DeviceStatusClaims, PushClaims, ReportClaims,
};
use countersign_protocol::vocabulary::ReportReason;
use countersign_verify::{CallCheck, TokenRefusal, verify_change};

/// What one device changes about itself in an hour, and how often it reports: each is noted.
const CHANGES: Limit = Limit::per_hour("changes", 60);
const REPORTS: Limit = Limit::per_hour("reports", 60);
/// The life of a device status, in seconds.
const STATUS_SECONDS: i64 = 300;

pub(super) async fn status(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    let now = gateway.now();
    let claims = DeviceStatusClaims {
        iss: &gateway.settings().issuer,
        aud: &device.id,
        iat: now,
        exp: now.plus(STATUS_SECONDS),
        jti: gateway.new_id()?,
        state: device.state,
    };
    let signed = gateway.sign(&claims)?;
    Ok(token(StatusCode::OK, Typ::DeviceStatus, signed))
}

pub(super) async fn push(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (device, base, verified) = signed(&gateway, request, Typ::DevicePush).await?;
    let push = PushClaims::read(&verified).map_err(TokenRefusal::from)?;
    let command = Command::Push { provider: push.provider, token: push.token };
    apply(&gateway, &device, base, command).await?;
    gateway.publish(|| GatewayEvent::DeviceUpdated { device: device.id });
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn capabilities(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (device, base, verified) = signed(&gateway, request, Typ::DeviceCapabilities).await?;
    let capabilities = CapabilitiesClaims::read(&verified).map_err(TokenRefusal::from)?;
    if !capabilities.is_at_least(MINIMUM_CORE_VERSION) {
        return Err(Problem::UpdateRequired);
    }
    apply(&gateway, &device, base, Command::Capabilities(capabilities)).await?;
    gateway.publish(|| GatewayEvent::DeviceUpdated { device: device.id });
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn report(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (device, base, verified) = signed(&gateway, request, Typ::DeviceReport).await?;
    let (reported, reason) = ReportClaims::read(&verified).map_err(TokenRefusal::from)?;
    let entry = gateway.request_of(&device, reported).await?;
    let command = Command::Report { request: entry.id.clone(), reason };
    apply(&gateway, &device, base, command).await?;
    let id = device.id;
    let cause = match reason {
        ReportReason::NotMe => BlockCause::Reported,
        ReportReason::Failures => BlockCause::Failures,
    };
    gateway.publish(|| GatewayEvent::RequestReported { device: id.clone(), request: entry.id });
    gateway.publish(|| GatewayEvent::DeviceBlocked { device: id.clone(), cause });
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn remove(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    let (by, now) = (device.possession(), gateway.now());
    if let Written::Overtaken(overtaken) =
        gateway.store(move |storage| storage.remove(&by, now)).await?
    {
        return Err(overtaken.into());
    }
    if device.state != DeviceState::Revoked {
        gateway.publish(|| GatewayEvent::DeviceRevoked { device: device.id });
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A call whose body is a token by the caller's transport key.
async fn signed(
    gateway: &Gateway,
    request: Request,
    typ: Typ,
) -> Result<(Device, Base, Verified), Problem> {
    let (parts, body) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    body::expect(&parts.headers, &typ.media_type())?;
    let token = body::token(body).await?;
    if device.state == DeviceState::Revoked {
        return Err(Problem::Failed(CallCheck::State));
    }
    let parties = (device.id.as_str(), gateway.settings().issuer.as_str());
    let (base, verified) = verify_change(&token, typ, &device.transport, parties, gateway.now())?;
    Ok((device, base, verified))
}

/// Does what the device asks for, once for each id.
async fn apply(
    gateway: &Gateway,
    device: &Device,
    base: Base,
    command: Command,
) -> Result<(), Problem> {
    let exp = base.exp.ok_or(Problem::Failed(CallCheck::Claims))?;
    let id = UsedId { device: device.id.clone(), jti: base.jti, exp };
    let now = gateway.now();
    let limit = match command {
        Command::Push { .. } | Command::Capabilities(_) => CHANGES,
        Command::Report { .. } => REPORTS,
    };
    gateway.rate().count(limit, &device.id, now).map_err(Problem::TooMany)?;
    let by = device.possession();
    match gateway.store(move |storage| storage.command(&command, &by, &id, now)).await? {
        Written::Done => Ok(()),
        Written::Replayed => Err(Problem::Conflict),
        Written::Overtaken(overtaken) => Err(overtaken.into()),
    }
}
