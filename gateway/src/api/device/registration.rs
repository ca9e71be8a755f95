//! A device answers an offer (docs/protocol.md §3.2).

use super::MINIMUM_CORE_VERSION;
use crate::context::Gateway;
use crate::model::{DeviceState, GatewayEvent, RegistrationFault};
use crate::storage::{Device, OfferStage, Registered, Registration as Kept, StorageError, Written};
use crate::web::access::Proof;
use crate::web::answer::json;
use crate::web::refusals::{Caller, RefusedCall};
use crate::web::{Problem, body};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use countersign_attestation::{AttestedLevel, Expected};
use countersign_protocol::jose::{SignError, Typ, sha256_base64url};
use countersign_protocol::random::RandomError;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Registration, RegistrationReceiptClaims, six_digits};
use countersign_verify::{
    Attested, CallCheck, OfferRecord, Registering, RegistrationRefusal, RegistrationStep,
    check_registration, read_registration,
};
use serde::Serialize;

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
    let caller = Caller::of(&parts);
    body::expect(&parts.headers, &Typ::DeviceRegistration.media_type())?;
    let token = body::token(body).await?;
    if let Some(wait) = gateway.is_over(&caller) {
        // No signature is looked at unless there is such an offer.
        claimed_offer(&gateway, &token).await?.ok_or(Problem::TooMany(wait))?;
    }
    let proof = gateway.proof(&parts, None)?;
    let (fault, offer) = match accept(&gateway, &token, &proof).await {
        Ok(answer) => return Ok(answer),
        Err(Unregistered::Stopped(problem)) => return Err(problem),
        Err(Unregistered::Refused { fault, offer }) => (fault, offer),
    };
    let refusal = RefusedCall {
        event: "registration_refused",
        check: fault.check(),
        offer,
        ..RefusedCall::default()
    };
    gateway.record_refusal(refusal, caller.address()).await?;
    gateway.publish(|| GatewayEvent::RegistrationRefused { fault, token });
    Ok(Problem::from(fault).answer()) // recorded, with the offer
}

/// Why a registration is not taken.
enum Unregistered {
    /// It is refused. The device learns the problem and no more.
    Refused {
        fault: RegistrationFault,
        /// The offer, once there is one.
        offer: Option<String>,
    },
    /// The call is, whatever the registration is.
    Stopped(Problem),
}

impl<T: Into<RegistrationFault>> From<T> for Unregistered {
    fn from(fault: T) -> Self {
        Self::Refused { fault: fault.into(), offer: None }
    }
}

/// The offer that a registration claims to answer, if there is such a one.
async fn claimed_offer(gateway: &Gateway, token: &str) -> Result<Option<OfferStage>, StorageError> {
    let Some(offer) = Registration::claimed_offer(token) else { return Ok(None) };
    gateway.store(move |storage| storage.offer(&offer)).await
}

impl From<StorageError> for RegistrationFault {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

impl From<SignError> for RegistrationFault {
    fn from(_: SignError) -> Self {
        Self::Unavailable
    }
}

impl From<RandomError> for RegistrationFault {
    fn from(_: RandomError) -> Self {
        Self::Unavailable
    }
}

/// Offer, nonce and signatures come first. Only for an offer that is open, and so for somebody whom
/// the bank knows, is anything counted, remembered or kept.
async fn accept(gateway: &Gateway, token: &str, proof: &Proof) -> Result<Response, Unregistered> {
    let (issuer, prover) = (gateway.settings().issuer.as_str(), &proof.proof.key);
    let to = Registering { issuer, prover, oldest_core: MINIMUM_CORE_VERSION };
    let registration = read_registration(token, &to)?;
    let now = gateway.now();
    let offer = registration.offer.clone();
    let stage = gateway.store(move |storage| storage.offer(&offer)).await?;
    let stage = stage.ok_or(RegistrationFault::failed(CallCheck::Offer))?;
    let known = OfferRecord {
        nonce: &stage.offer.nonce,
        exp: stage.offer.exp,
        ended: stage.ended,
        accepted: stage.registration_hash.as_deref(),
    };
    let step = check_registration(&registration, token, &known, now)?;
    gateway.count_call(&stage.offer.id).map_err(Unregistered::Stopped)?;
    gateway.accept(proof, &stage.offer.id).map_err(Unregistered::Stopped)?;
    let first = match step {
        RegistrationStep::Repeated => return Ok(repeat(gateway, &stage, token).await?),
        RegistrationStep::First(first) => first,
    };
    let expected =
        Expected { challenge: stage.offer.nonce.as_bytes(), key: &registration.approval };
    let policy = gateway.attestation();
    let judged = countersign_attestation::verify(&registration.evidence, &expected, &policy, now);
    let level = judged.map_err(|check| Unregistered::Refused {
        fault: RegistrationFault::Attestation(check),
        offer: Some(stage.offer.id.clone()),
    })?;
    Ok(keep(gateway, &first.attested(level), &stage, token).await?)
}

/// The same bytes get the same receipt, with a new access token; other bytes get none.
async fn repeat(
    gateway: &Gateway,
    stage: &OfferStage,
    token: &str,
) -> Result<Response, RegistrationFault> {
    let (Some(device), Some(receipt)) = (&stage.device, &stage.receipt) else {
        return Err(RegistrationRefusal::Conflict.into());
    };
    if stage.registration_hash != Some(sha256_base64url(token.as_bytes())) {
        return Err(RegistrationRefusal::Conflict.into());
    }
    let (access_token, entry) = gateway.new_access_token(&device.id)?;
    let (by, now) = (device.possession(), gateway.now());
    match gateway.store(move |storage| storage.issue_token(&entry, &by, None, now)).await? {
        Written::Done => {}
        // Its key was replaced: whoever sends this has the old one.
        Written::Replayed | Written::Overtaken(_) => {
            return Err(RegistrationRefusal::Conflict.into());
        }
    }
    Ok(answer(gateway, receipt, &access_token))
}

async fn keep(
    gateway: &Gateway,
    attested: &Attested<'_, AttestedLevel>,
    stage: &OfferStage,
    token: &str,
) -> Result<Response, RegistrationFault> {
    let (now, hash) = (gateway.now(), sha256_base64url(token.as_bytes()));
    let device = new_device(gateway, attested, stage, now)?;
    let claims = attested.registration;
    let receipt = gateway.sign(&RegistrationReceiptClaims {
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
        state: DeviceState::Pending,
    })?;
    let digits =
        six_digits(&stage.offer.id, &stage.offer.nonce, &claims.transport, &claims.approval);
    let (access_token, entry) = gateway.new_access_token(&device.id)?;
    let registered = GatewayEvent::DeviceRegistered {
        offer: stage.offer.id.clone(),
        device: device.id.clone(),
        digits: digits.clone(),
        token: token.to_owned(),
        receipt: receipt.clone(),
    };
    let registration = Kept {
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
            gateway.publish(|| registered);
            Ok(answer(gateway, &receipt, &access_token))
        }
        Registered::Gone => Err(RegistrationRefusal::Gone.into()),
        Registered::Conflict => {
            // The same bytes may have come twice at the same time.
            let offer = stage.offer.id.clone();
            let stage = gateway.store(move |storage| storage.offer(&offer)).await?;
            repeat(gateway, &stage.ok_or(RegistrationRefusal::Conflict)?, token).await
        }
    }
}

fn new_device(
    gateway: &Gateway,
    attested: &Attested<'_, AttestedLevel>,
    stage: &OfferStage,
    now: UnixSeconds,
) -> Result<Device, RegistrationFault> {
    let claims = attested.registration;
    let (evidence, push) = (&claims.evidence, claims.push.as_ref());
    Ok(Device {
        id: gateway.new_id()?,
        account: stage.offer.account.clone(),
        sub: gateway.new_id()?,
        enrolment: gateway.new_id()?,
        label: stage.offer.label.clone(),
        transport: claims.transport,
        approval: claims.approval,
        model: claims.device.model.clone(),
        os: claims.device.os.clone(),
        capabilities: claims.capabilities.clone(),
        attestation: evidence.format().to_owned(),
        key_level: attested.level,
        evidence: evidence.record(),
        push_provider: push.map(|push| push.provider.clone()),
        push_token: push.and_then(|push| push.token.clone()),
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
