//! What a device changes about itself (docs/protocol.md §6).

use super::answer::token;
use super::body;
use super::reading;
use crate::channel::DeviceState;
use crate::events::{BlockCause, GatewayEvent};
use crate::gateway::Gateway;
use crate::problem::{Problem, Why};
use crate::storage::{Command, Device, ReportReason, UsedId};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use countersign::claims::Members;
use countersign::jose::{Base, Typ, Unverified};
use countersign::time::UnixSeconds;
use serde::Serialize;

/// The longest life of a signed body, in seconds.
const MAX_LIFE: i64 = 120;
/// The life of a device status, in seconds.
const STATUS_SECONDS: i64 = 300;

#[derive(Serialize)]
struct Status<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: String,
    state: &'static str,
}

pub(super) async fn status(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    let now = gateway.now();
    let claims = Status {
        iss: &gateway.settings().issuer,
        aud: &device.id,
        iat: now,
        exp: now.plus(STATUS_SECONDS),
        jti: gateway.new_id()?,
        state: device.state.as_str(),
    };
    let signed = gateway.sign(Typ::DeviceStatus, &claims)?;
    Ok(token(StatusCode::OK, Typ::DeviceStatus, signed))
}

pub(super) async fn push(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (device, base, mut members) = signed(&gateway, request, Typ::DevicePush).await?;
    let push = members.object("push").and_then(reading::push);
    let push = push.map_err(|_| Problem::Failed(Why::Claims))?;
    members.finish().map_err(|_| Problem::Failed(Why::Claims))?;
    let command = Command::Push { provider: push.provider, token: push.token };
    obey(&gateway, &device, base, command).await?;
    gateway.tell(|| GatewayEvent::DeviceUpdated { device: device.id });
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn capabilities(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (device, base, mut members) = signed(&gateway, request, Typ::DeviceCapabilities).await?;
    let capabilities = members.object("capabilities").and_then(reading::capabilities);
    let capabilities = capabilities.map_err(|_| Problem::Failed(Why::Claims))?;
    members.finish().map_err(|_| Problem::Failed(Why::Claims))?;
    if !reading::is_supported(&capabilities) {
        return Err(Problem::UpdateRequired);
    }
    let json = serde_json::to_string(&capabilities).map_err(|_| Problem::Failed(Why::Claims))?;
    obey(&gateway, &device, base, Command::Capabilities(json)).await?;
    gateway.tell(|| GatewayEvent::DeviceUpdated { device: device.id });
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn report(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (device, base, mut members) = signed(&gateway, request, Typ::DeviceReport).await?;
    let reported = members.id("request").map_err(|_| Problem::Failed(Why::Claims))?;
    let reason = members.string("reason", 16).map_err(|_| Problem::Failed(Why::Claims))?;
    members.finish().map_err(|_| Problem::Failed(Why::Claims))?;
    let reason = ReportReason::from_name(&reason).ok_or(Problem::Failed(Why::Claims))?;
    let entry = gateway.request_of(&device, reported).await?;
    let command = Command::Report { request: entry.id.clone(), reason };
    obey(&gateway, &device, base, command).await?;
    let id = device.id;
    let cause = match reason {
        ReportReason::NotMe => BlockCause::Reported,
        ReportReason::Failures => BlockCause::Failures,
    };
    gateway.tell(|| GatewayEvent::RequestReported { device: id.clone(), request: entry.id });
    gateway.tell(|| GatewayEvent::DeviceBlocked { device: id.clone(), cause });
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn remove(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    // Gone already is as good as gone now.
    gateway.revoke_device(&device.id, "removed").await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A call whose body is a token by the caller's transport key.
async fn signed(
    gateway: &Gateway,
    request: Request,
    typ: Typ,
) -> Result<(Device, Base, Members), Problem> {
    let (parts, body) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    body::expect(&parts.headers, &typ.media_type())?;
    let token = body::token(body).await?;
    if device.state == DeviceState::Revoked {
        return Err(Problem::Failed(Why::State));
    }
    let unverified = Unverified::parse(&token, &[typ]).map_err(reading::form)?;
    if unverified.kid() != device.transport.thumbprint() {
        return Err(Problem::Failed(Why::Key));
    }
    let failed = |why| move |_| Problem::Failed(why);
    let verified = unverified.verify(&device.transport).map_err(failed(Why::Signature))?;
    let (base, members) = verified.claims().map_err(failed(Why::Claims))?;
    base.between(&device.id, &gateway.settings().issuer).map_err(failed(Why::Party))?;
    base.valid_at(gateway.now(), MAX_LIFE).map_err(failed(Why::Time))?;
    Ok((device, base, members))
}

async fn obey(
    gateway: &Gateway,
    device: &Device,
    base: Base,
    command: Command,
) -> Result<(), Problem> {
    let exp = base.exp.ok_or(Problem::Failed(Why::Claims))?;
    let id = UsedId { device: device.id.clone(), jti: base.jti, exp };
    let now = gateway.now();
    let done = gateway.store(move |storage| storage.command(&command, &id, now)).await?;
    if done { Ok(()) } else { Err(Problem::Conflict) }
}
