//! A device answers: the verifier, then the transaction, then the receipt (docs/protocol.md §5).

use crate::context::Gateway;
use crate::model::{BlockCause, ConsentState, DecisionOutcome, DeviceState, GatewayEvent};
use crate::storage::{
    Consumed, Counted, DecisionEntry, Device, Failure, Overtaken, RequestEntry, RetiredKey,
};
use crate::web::refusals::RefusedCall;
use crate::web::{FailedCheck, Problem, answer, body};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_protocol::jose::{Typ, sha256_base64url};
use countersign_protocol::tokens::ReceiptClaims;
use countersign_verify::{
    Check, CheckResult, Judgement, Record, RecordState, Refusal, VerifiedDecision, VerifyError,
    named_key, verify_decision,
};
use tracing::Instrument as _;

/// A decision that came in.
struct Incoming {
    device: Device,
    request: RequestEntry,
    token: Vec<u8>,
}

/// How it was judged.
struct Judged {
    checks: Vec<CheckResult>,
    outcome: DecisionOutcome,
}

pub(super) async fn decide(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let device = gateway.caller(&parts).await?;
    let request = gateway.request_of(&device, id).await?;
    let media_type = body::media_type(&parts.headers).unwrap_or_default();
    let typ = [Typ::ConsentApproval, Typ::ConsentDenial]
        .into_iter()
        .find(|typ| typ.media_type() == media_type)
        .ok_or(Problem::Malformed)?;
    let (token, size) = match body::read(body, body::MAX_TOKEN).await {
        Ok(token) => (token, Ok(())),
        Err(problem) => (Vec::new(), Err(problem)),
    };
    let incoming = Incoming { device, request, token };
    let span = tracing::info_span!("decision", request = %incoming.request.id);
    let judged = match size {
        Ok(()) => judge(&gateway, &incoming, typ).instrument(span).await?,
        Err(_) => refuse(&gateway, &incoming, Check::Size).await?,
    };
    let answered = match &judged.outcome {
        DecisionOutcome::Recorded { receipt } | DecisionOutcome::Repeated { receipt } => {
            Ok(answer::token(StatusCode::OK, Typ::ConsentReceipt, receipt.clone()))
        }
        // In the audit log already, with the request and the check.
        DecisionOutcome::Refused { check } | DecisionOutcome::Ended { check } => {
            Ok(Problem::from(*check).answer())
        }
    };
    gateway.publish(|| GatewayEvent::DecisionJudged {
        device: incoming.device.id,
        request: incoming.request.id,
        consent: incoming.request.consent,
        token: String::from_utf8(incoming.token).unwrap_or_default(),
        checks: judged.checks,
        outcome: judged.outcome,
    });
    answered
}

async fn judge(gateway: &Gateway, incoming: &Incoming, typ: Typ) -> Result<Judged, Problem> {
    let hash = sha256_base64url(&incoming.token);
    let request = &incoming.request;
    let Some(request_token) = request.token.as_deref() else {
        return content_deleted(gateway, incoming, &hash).await;
    };
    let keys = gateway.request_keys();
    let retired = retired_key(gateway, incoming).await?;
    let record = Record {
        issuer: &gateway.settings().issuer,
        device: &incoming.device.id,
        device_state: incoming.device.state,
        capabilities: &incoming.device.capabilities,
        account: &incoming.device.sub,
        transport_key: &incoming.device.transport,
        approval_key: &incoming.device.approval,
        key_level: incoming.device.key_level,
        retired_keys: retired.as_slice(),
        request_token,
        request_keys: &keys,
        number: request.number.as_deref(),
        types: &gateway.settings().types,
        templates: &gateway.settings().templates,
        state: match request.state {
            ConsentState::Pending => RecordState::Pending,
            ConsentState::Expired | ConsentState::Withdrawn => RecordState::Ended,
            _ => RecordState::Decided { hash: request.decision_hash.as_deref() },
        },
    };
    match verify_decision(&incoming.token, typ, &record, gateway.now()) {
        Ok(Judgement::Verified(decision)) => consume(gateway, incoming, *decision).await,
        Ok(Judgement::Repeated) => match request.receipt.clone() {
            Some(receipt) => Ok(repeated(receipt)),
            None => refuse(gateway, incoming, Check::Undecided).await,
        },
        Err(VerifyError::Refused(refusal)) if refusal.ends_request => {
            end(gateway, incoming, refusal, hash).await
        }
        Err(VerifyError::Refused(refusal)) => refuse(gateway, incoming, refusal.check).await,
        Err(VerifyError::Record) => {
            tracing::error!("a stored request cannot be read any more");
            Err(Problem::Unavailable)
        }
    }
}

/// The key that the decision names, if it is one that was replaced since the request was made.
async fn retired_key(
    gateway: &Gateway,
    incoming: &Incoming,
) -> Result<Option<RetiredKey>, Problem> {
    let Some(named) = named_key(&incoming.token) else { return Ok(None) };
    let current = [&incoming.device.approval, &incoming.device.transport];
    if current.iter().any(|key| key.thumbprint() == named) {
        return Ok(None);
    }
    let (device, request) = (incoming.device.id.clone(), incoming.request.id.clone());
    Ok(gateway.store(move |storage| storage.retired_key(&device, &request, &named)).await?)
}

/// Check 17: the transaction that decides the consent once, and the receipt.
async fn consume(
    gateway: &Gateway,
    incoming: &Incoming,
    decision: VerifiedDecision,
) -> Result<Judged, Problem> {
    let request = &incoming.request;
    let receipt = gateway.sign(&ReceiptClaims::new(
        (&gateway.settings().issuer, &incoming.device.id),
        gateway.now(),
        gateway.new_id()?,
        &request.id,
        (&decision.jti, &decision.hash),
    ))?;
    let hash = decision.hash.clone();
    let entry = entry(incoming, decision, receipt.clone())?;
    let now = gateway.now();
    match gateway.store(move |storage| storage.consume(&entry, now)).await? {
        Consumed::First => {
            tracing::info!("recorded");
            gateway.consent_ended(&request.consent).await;
            let outcome = DecisionOutcome::Recorded { receipt };
            Ok(Judged { checks: Check::Single.trail(true), outcome })
        }
        Consumed::Overtaken(overtaken) => overtaken_by(gateway, incoming, overtaken).await,
        Consumed::TooLate => too_late(gateway, incoming, &hash, Check::Single).await,
    }
}

/// Something else ended the request while this decision was under way: it is answered as one that
/// came afterwards. If it is the same one, sent twice at the same time, it has its receipt.
async fn too_late(
    gateway: &Gateway,
    incoming: &Incoming,
    hash: &str,
    decided: Check,
) -> Result<Judged, Problem> {
    let current = gateway.request_of(&incoming.device, incoming.request.id.clone()).await?;
    match (current.receipt, current.state) {
        (Some(receipt), _) if current.decision_hash.as_deref() == Some(hash) => {
            Ok(repeated(receipt))
        }
        (_, ConsentState::Expired | ConsentState::Withdrawn) => {
            refuse(gateway, incoming, Check::Pending).await
        }
        _ => refuse(gateway, incoming, decided).await,
    }
}

fn entry(
    incoming: &Incoming,
    decision: VerifiedDecision,
    receipt: String,
) -> Result<DecisionEntry, Problem> {
    let json = |value: Option<String>| value.ok_or(Problem::Unavailable);
    let (state, reason) = match decision.denied {
        Some(reason) => (ConsentState::Denied, Some(reason.as_str().to_owned())),
        None => (ConsentState::Approved, None),
    };
    Ok(DecisionEntry {
        consent: incoming.request.consent.clone(),
        request: incoming.request.id.clone(),
        by: incoming.device.possession(),
        jti: decision.jti,
        hash: decision.hash,
        token: decision.token,
        receipt,
        state,
        reason,
        amr: match decision.amr.is_empty() {
            true => None,
            false => Some(json(serde_json::to_string(&decision.amr).ok())?),
        },
        key_level: decision.key_level,
        selection: match decision.selection {
            Some(selection) => Some(json(serde_json::to_string(&selection).ok())?),
            None => None,
        },
    })
}

/// An approval by the right key that is not right ends the request, and counts.
async fn end(
    gateway: &Gateway,
    incoming: &Incoming,
    refusal: Refusal,
    hash: String,
) -> Result<Judged, Problem> {
    let failure = Failure {
        consent: incoming.request.consent.clone(),
        request: incoming.request.id.clone(),
        by: incoming.device.possession(),
        account: incoming.device.account.clone(),
        hash,
        token: String::from_utf8(incoming.token.clone()).map_err(|_| Problem::Malformed)?,
        check: refusal.check,
    };
    let hash = failure.hash.clone();
    let (limit, now) = (gateway.settings().limits.failures, gateway.now());
    let blocked = match gateway.store(move |storage| storage.fail(&failure, limit, now)).await? {
        Counted::Ended { blocked } => blocked,
        Counted::TooLate => return too_late(gateway, incoming, &hash, Check::Undecided).await,
        Counted::Overtaken(overtaken) => {
            return overtaken_by(gateway, incoming, overtaken).await;
        }
    };
    tracing::warn!(check = refusal.check.name(), "ended");
    gateway.consent_ended(&incoming.request.consent).await;
    for device in blocked {
        let cause = BlockCause::Failures;
        gateway.publish(|| GatewayEvent::DeviceBlocked { device, cause });
    }
    let outcome = DecisionOutcome::Ended { check: refusal.check };
    Ok(Judged { checks: refusal.check.trail(false), outcome })
}

/// The device was blocked or revoked, or its transport key replaced, while its call was under way.
async fn overtaken_by(
    gateway: &Gateway,
    incoming: &Incoming,
    overtaken: Overtaken,
) -> Result<Judged, Problem> {
    match overtaken {
        Overtaken::State => refuse(gateway, incoming, Check::Device).await,
        Overtaken::Key => Err(overtaken.into()),
    }
}

/// Nothing is changed; the log keeps which check it was, the answer does not say.
async fn refuse(gateway: &Gateway, incoming: &Incoming, check: Check) -> Result<Judged, Problem> {
    record(gateway, incoming, FailedCheck::Decision(check)).await?;
    let outcome = DecisionOutcome::Refused { check };
    Ok(Judged { checks: check.trail(false), outcome })
}

async fn record(gateway: &Gateway, incoming: &Incoming, check: FailedCheck) -> Result<(), Problem> {
    let refusal = RefusedCall {
        event: "decision_refused",
        check: Some(check),
        device: Some(incoming.device.id.clone()),
        consent: Some(incoming.request.consent.clone()),
        request: Some(incoming.request.id.clone()),
        ..RefusedCall::default()
    };
    Ok(gateway.record_refusal(refusal, None).await?)
}

/// What was asked is not kept any more, long after its end. The same bytes still get their receipt.
async fn content_deleted(
    gateway: &Gateway,
    incoming: &Incoming,
    hash: &str,
) -> Result<Judged, Problem> {
    let same = incoming.request.decision_hash.as_deref() == Some(hash);
    match incoming.request.receipt.clone().filter(|_| same) {
        Some(receipt) => Ok(repeated(receipt)),
        None if incoming.device.state != DeviceState::Active => {
            refuse(gateway, incoming, Check::Device).await
        }
        None => refuse(gateway, incoming, Check::Pending).await,
    }
}

fn repeated(receipt: String) -> Judged {
    Judged { checks: Check::Undecided.trail(true), outcome: DecisionOutcome::Repeated { receipt } }
}
