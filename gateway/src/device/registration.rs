//! A device answers an offer (docs/protocol.md §3.2).

use super::answer::json;
use super::body;
use super::reading::{self, DeviceClaims, RegistrationClaims};
use crate::access::Prover;
use crate::attestation::{self, AttestationCheck, Expected};
use crate::channel::DeviceState;
use crate::digits::digits;
use crate::events::GatewayEvent;
use crate::gateway::Gateway;
use crate::problem::{Problem, Why};
use crate::storage::{
    AuditEntry, Device, OfferStage, Registered, Registration, Storage, StorageError, TokenEntry,
};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use countersign::jose::{PublicKey, Typ, sha256_base64url};
use countersign::time::UnixSeconds;
use serde::Serialize;

/// The longest life of a registration, in seconds.
const MAX_LIFE: i64 = 600;

#[derive(Serialize)]
struct Receipt<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixSeconds,
    jti: String,
    offer: &'a str,
    registration_hash: &'a str,
    device_id: &'a str,
    sub: &'a str,
    enrolment: &'a str,
    account: &'a str,
    state: &'static str,
}

#[derive(Serialize)]
struct Answer<'a> {
    receipt: &'a str,
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
}

pub(super) async fn register(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let proof = gateway.proof(&parts, None)?;
    gateway.accept(&proof, Prover::Stranger)?;
    body::expect(&parts.headers, &Typ::DeviceRegistration.media_type())?;
    let token = body::token(body).await?;
    let answer = accept(&gateway, &token, &proof.proof.key).await;
    match answer {
        Ok(answer) => Ok(answer),
        Err(refusal) => {
            note(&gateway, &refusal).await?;
            let status = refusal.problem.status().as_u16();
            gateway.tell(|| GatewayEvent::RegistrationRefused { status, token });
            Ok(refusal.problem.answer()) // noted, with the offer
        }
    }
}

/// Why a registration is not answered as asked. The device is told the problem and no more.
struct Refusal {
    problem: Problem,
    /// The check that failed, for the bank.
    check: Option<AttestationCheck>,
    /// The offer, once there is one.
    offer: Option<String>,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, check: None, offer: None }
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Problem::from(error).into()
    }
}

async fn note(gateway: &Gateway, refusal: &Refusal) -> Result<(), Problem> {
    let offer = refusal.offer.clone();
    let check = refusal.check.map_or(refusal.problem.check(), |check| Some(check.as_str()));
    let status = refusal.problem.status().as_u16();
    tracing::info!(status, check, "registration refused");
    let now = gateway.now();
    let entry = move |storage: &dyn Storage| {
        let event = "registration_refused";
        let (offer, checked) = (offer.as_deref(), check);
        storage.audit(&AuditEntry { event, offer, checked, ..AuditEntry::default() }, now)
    };
    Ok(gateway.store(entry).await?)
}

async fn accept(gateway: &Gateway, token: &str, prover: &PublicKey) -> Result<Response, Refusal> {
    let claims = reading::registration(token)?;
    let now = gateway.now();
    let for_us = claims.base.aud == gateway.settings().issuer;
    if !for_us {
        return Err(Problem::Failed(Why::Party).into());
    }
    if claims.transport != *prover || claims.transport == claims.approval {
        return Err(Problem::Failed(Why::Key).into());
    }
    if !reading::is_supported(&claims.device.capabilities) {
        return Err(Problem::UpdateRequired.into());
    }
    let offer = claims.offer.clone();
    let stage = gateway.store(move |storage| storage.offer(&offer)).await?;
    let stage = stage.ok_or(Problem::Failed(Why::Offer))?;
    if claims.nonce != stage.offer.nonce {
        return Err(Problem::Failed(Why::Nonce).into());
    }
    if now >= stage.offer.exp || stage.ended {
        return Err(Problem::Gone.into());
    }
    let hash = sha256_base64url(token.as_bytes());
    if stage.registration_hash.is_some() {
        return Ok(repeat(gateway, &stage, &hash).await?);
    }
    claims.base.valid_at(now, MAX_LIFE).map_err(|_| Problem::Failed(Why::Time))?;
    let expected = Expected { challenge: stage.offer.nonce.as_bytes(), key: &claims.approval };
    let policy = gateway.attestation();
    let judged = attestation::verify(&claims.device.evidence, &expected, &policy, now);
    let level = judged.map_err(|check| Refusal {
        problem: Problem::Refused,
        check: Some(check),
        offer: Some(stage.offer.id.clone()),
    })?;
    Ok(keep(gateway, &claims, &stage, token, hash, level.as_str()).await?)
}

/// The same bytes get the same receipt, with a new access token; other bytes get none.
async fn repeat(gateway: &Gateway, stage: &OfferStage, hash: &str) -> Result<Response, Problem> {
    let (Some(device), Some(receipt)) = (&stage.device, &stage.receipt) else {
        return Err(Problem::Conflict);
    };
    if stage.registration_hash.as_deref() != Some(hash) {
        return Err(Problem::Conflict);
    }
    let (access_token, entry) = gateway.new_access_token(&device.id)?;
    let now = gateway.now();
    gateway.store(move |storage| storage.issue_token(&entry, None, now)).await?;
    Ok(answer(gateway, receipt, &access_token))
}

async fn keep(
    gateway: &Gateway,
    claims: &RegistrationClaims,
    stage: &OfferStage,
    token: &str,
    hash: String,
    key_level: &'static str,
) -> Result<Response, Problem> {
    let now = gateway.now();
    let device = new_device(gateway, claims, stage, key_level, now)?;
    let receipt = gateway.sign(
        Typ::DeviceRegistrationReceipt,
        &Receipt {
            iss: &gateway.settings().issuer,
            aud: &claims.base.iss,
            iat: now,
            jti: gateway.new_id()?,
            offer: &stage.offer.id,
            registration_hash: &hash,
            device_id: &device.id,
            sub: &device.sub,
            enrolment: &device.enrolment,
            account: &device.label,
            state: DeviceState::Pending.as_str(),
        },
    )?;
    let digits = digits(&stage.offer.id, &stage.offer.nonce, &claims.transport, &claims.approval);
    let (access_token, entry) = gateway.new_access_token(&device.id)?;
    let registered = GatewayEvent::DeviceRegistered {
        offer: stage.offer.id.clone(),
        device: device.id.clone(),
        digits: digits.clone(),
        token: token.to_owned(),
        receipt: receipt.clone(),
    };
    let registration = Registration {
        offer: stage.offer.id.clone(),
        device,
        hash: hash.clone(),
        receipt: receipt.clone(),
        digits,
        confirm_by: now.plus(gateway.settings().limits.confirmation_expiry),
        token: entry,
    };
    match gateway.store(move |storage| storage.register(&registration, now)).await? {
        Registered::Done => {
            gateway.tell(|| registered);
            Ok(answer(gateway, &receipt, &access_token))
        }
        Registered::Gone => Err(Problem::Gone),
        Registered::Conflict => {
            // The same bytes may have come twice at the same time.
            let offer = stage.offer.id.clone();
            let stage = gateway.store(move |storage| storage.offer(&offer)).await?;
            repeat(gateway, &stage.ok_or(Problem::Conflict)?, &hash).await
        }
    }
}

fn new_device(
    gateway: &Gateway,
    claims: &RegistrationClaims,
    stage: &OfferStage,
    key_level: &'static str,
    now: UnixSeconds,
) -> Result<Device, Problem> {
    let DeviceClaims { model, os, capabilities, evidence, push } = &claims.device;
    Ok(Device {
        id: gateway.new_id()?,
        account: stage.offer.account.clone(),
        sub: gateway.new_id()?,
        enrolment: gateway.new_id()?,
        label: stage.offer.label.clone(),
        transport: claims.transport,
        approval: claims.approval,
        model: model.clone(),
        os: os.clone(),
        capabilities: serde_json::to_string(capabilities).map_err(|_| Problem::Malformed)?,
        attestation: evidence.format().to_owned(),
        key_level: key_level.to_owned(),
        evidence: evidence.record(),
        push_provider: push.as_ref().map(|push| push.provider.clone()),
        push_token: push.as_ref().and_then(|push| push.token.clone()),
        state: DeviceState::Pending,
        failures: 0,
        enrolled_at: now,
        last_seen_at: Some(now),
        state_since: Some(now),
        state_reason: None,
    })
}

fn answer(gateway: &Gateway, receipt: &str, access_token: &str) -> Response {
    let answer = Answer {
        receipt,
        access_token,
        token_type: "DPoP",
        expires_in: gateway.settings().limits.access_token_expiry,
    };
    json(StatusCode::CREATED, &answer).into_response()
}

impl Gateway {
    /// A new access token, and what is kept of it.
    pub(crate) fn new_access_token(&self, device: &str) -> Result<(String, TokenEntry), Problem> {
        let mut bytes = zeroize::Zeroizing::new([0; 32]);
        self.settings().random.fill(bytes.as_mut())?;
        let token = countersign::jose::base64url(bytes.as_ref());
        let entry = TokenEntry {
            hash: sha256_base64url(token.as_bytes()),
            device: device.to_owned(),
            exp: self.now().plus(self.settings().limits.access_token_expiry),
        };
        Ok((token, entry))
    }
}
