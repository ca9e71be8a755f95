//! A key of a device takes the place of another (docs/protocol.md §6.1).

use crate::context::Gateway;
use crate::model::{DeviceState, GatewayEvent};
use crate::storage::{Attested, Device, Rotated, Rotation};
use crate::web::refusals::RefusedCall;
use crate::web::{FailedCheck, Problem, answer, body};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_attestation::Expected;
use countersign_protocol::jose::{Typ, sha256_base64url};
use countersign_protocol::tokens::{DeviceKeys, DeviceKeysClaims, KeyReceiptClaims};
use countersign_verify::{CallCheck, RotatingDevice, VerifiedRotation, verify_rotation};

/// Which keys the device has here, and a challenge for new ones. Nothing is kept of it: what
/// comes back with a rotation is checked by its signature.
pub(super) async fn keys(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    let now = gateway.now();
    let claims = DeviceKeysClaims {
        iss: &gateway.settings().issuer,
        aud: &device.id,
        iat: now,
        exp: now.plus(DeviceKeys::MAX_LIFE_SECONDS),
        jti: gateway.new_id()?,
        nonce: gateway.new_id()?,
        transport: device.transport.thumbprint(),
        approval: device.approval.thumbprint(),
    };
    let signed = gateway.sign(&claims)?;
    Ok(answer::token(StatusCode::OK, Typ::DeviceKeys, signed))
}

pub(super) async fn rotate(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    body::expect(&parts.headers, &Typ::DeviceKeyRotation.media_type())?;
    let token = body::token(body).await?;
    let hash = sha256_base64url(token.as_bytes());
    let (id, known) = (device.id.clone(), hash.clone());
    let before = gateway.store(move |storage| storage.rotation_receipt(&id, &known)).await?;
    let receipt = match before {
        Some(receipt) => receipt,
        None => accept(&gateway, device, token, hash).await?,
    };
    Ok(answer::token(StatusCode::OK, Typ::DeviceKeyReceipt, receipt))
}

async fn accept(
    gateway: &Gateway,
    device: Device,
    token: String,
    hash: String,
) -> Result<String, Problem> {
    if device.state != DeviceState::Active {
        return Err(Problem::Failed(CallCheck::State));
    }
    let keys = gateway.request_keys();
    let asking = RotatingDevice {
        issuer: &gateway.settings().issuer,
        device: &device.id,
        transport_key: &device.transport,
        approval_key: &device.approval,
        request_keys: &keys,
    };
    let claimed = verify_rotation(&token, &asking, gateway.now())?;
    let attested = judge(gateway, &device, &claimed).await?;
    let VerifiedRotation { challenge, purpose: role, old, new, exp, .. } = claimed;
    let receipt = gateway.sign(&KeyReceiptClaims {
        iss: &gateway.settings().issuer,
        aud: &device.id,
        iat: gateway.now(),
        jti: gateway.new_id()?,
        rotation_hash: &hash,
        role: role.as_str(),
        key: new.thumbprint(),
        retired: old.thumbprint(),
    })?;
    let rotation = Rotation {
        device: device.id.clone(),
        transport: device.transport,
        challenge,
        hash,
        token,
        role,
        old,
        new,
        attested,
        exp,
        receipt: receipt.clone(),
        most_in_a_day: gateway.settings().limits.rotations_per_day,
    };
    let now = gateway.now();
    match gateway.store(move |storage| storage.rotate(&rotation, now)).await? {
        Rotated::Done => {
            tracing::info!(role = role.as_str(), "a key was rotated");
            gateway.publish(|| GatewayEvent::DeviceUpdated { device: device.id });
            Ok(receipt)
        }
        Rotated::Same(receipt) => Ok(receipt),
        Rotated::Conflict => Err(Problem::Conflict),
        Rotated::Gone => Err(Problem::Gone),
        Rotated::TooMany(wait) => Err(Problem::TooMany(wait)),
        Rotated::Overtaken(overtaken) => Err(overtaken.into()),
    }
}

/// What is known of where a new approval key lives, by the same rules as at enrolment. Which
/// check failed is for the bank alone.
async fn judge(
    gateway: &Gateway,
    device: &Device,
    claimed: &VerifiedRotation,
) -> Result<Option<Attested>, Problem> {
    let Some(evidence) = &claimed.evidence else { return Ok(None) };
    let expected = Expected { challenge: claimed.nonce.as_bytes(), key: &claimed.new };
    let policy = gateway.attestation();
    match countersign_attestation::verify(evidence, &expected, &policy, gateway.now()) {
        Ok(level) => Ok(Some(Attested {
            format: evidence.format().to_owned(),
            level,
            evidence: evidence.record(),
        })),
        Err(check) => {
            let refusal = RefusedCall {
                event: "rotation_refused",
                check: Some(FailedCheck::Attestation(check)),
                device: Some(device.id.clone()),
                ..RefusedCall::default()
            };
            gateway.record_refusal(refusal, None).await?;
            Err(Problem::Audited)
        }
    }
}
