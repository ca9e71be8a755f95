//! A device renews its access token (docs/protocol.md §3.5, RFC 7523).

use crate::context::{Gateway, Limit};
use crate::model::{DeviceState, GatewayEvent, ProofFault};
use crate::storage::{Device, Overtaken, UsedId, Written};
use crate::web::answer::json;
use crate::web::refusals::Caller;
use crate::web::{FailedCheck, Problem, body};
use axum::body::Body;
use axum::extract::{Form, FromRequest as _, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use countersign_protocol::claims::is_id;
use countersign_protocol::jose::{JoseError, Typ, Unverified};
use countersign_protocol::tokens::AssertionClaims;
use countersign_verify::{CallCheck, verify_assertion};
use serde::{Deserialize, Serialize};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// A token and what stands around it.
const MAX_FORM: usize = body::MAX_TOKEN + 1024;

#[derive(Deserialize)]
struct Grant {
    grant_type: Option<String>,
    assertion: Option<String>,
}

#[derive(Serialize)]
struct Issued {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
}

#[derive(Serialize)]
struct OauthError {
    error: &'static str,
}

/// Why there is no token (RFC 6749 §5.2, RFC 9449 §5).
enum GrantRefusal {
    Request,
    GrantType,
    Grant(CallCheck),
    Proof(ProofFault),
    Other(Problem),
}

pub(super) async fn renew(State(gateway): State<Gateway>, request: Request) -> Response {
    match grant(&gateway, request).await {
        Ok(issued) => json(StatusCode::OK, &issued),
        Err(refusal) => refusal.answer(),
    }
}

async fn grant(gateway: &Gateway, request: Request) -> Result<Issued, GrantRefusal> {
    let (parts, body) = request.into_parts();
    let caller = Caller::of(&parts);
    let form = form(&parts, body).await;
    if let Some(wait) = gateway.is_over(&caller) {
        // No signature is looked at unless a device and its key are named.
        let assertion = form.as_ref().ok().and_then(|form| form.assertion.as_deref());
        let named = names_a_device(gateway, assertion.unwrap_or_default()).await?;
        named.then_some(()).ok_or(Problem::TooMany(wait))?;
    }
    let proof = gateway.proof(&parts, None)?;
    let form = form?;
    if form.grant_type.ok_or(GrantRefusal::Request)? != GRANT {
        return Err(GrantRefusal::GrantType);
    }
    let (device, assertion) =
        check(gateway, &caller, &form.assertion.ok_or(GrantRefusal::Request)?).await?;
    if proof.proof.key != device.transport {
        return Err(GrantRefusal::Grant(CallCheck::Key));
    }
    gateway.count_call(&device.id)?;
    gateway.accept(&proof, &device.id)?;
    count_renewal(gateway, &device)?;
    let (access_token, entry) = gateway.new_access_token(&device.id).map_err(Problem::from)?;
    let (by, now) = (device.possession(), gateway.now());
    let issued =
        gateway.store(move |storage| storage.issue_token(&entry, &by, Some(&assertion), now)).await;
    match issued.map_err(Problem::from)? {
        Written::Done => {}
        Written::Replayed => return Err(GrantRefusal::Grant(CallCheck::Replay)),
        Written::Overtaken(Overtaken::State) => return Err(GrantRefusal::Grant(CallCheck::State)),
        Written::Overtaken(Overtaken::Key) => return Err(GrantRefusal::Grant(CallCheck::Key)),
    }
    gateway.publish(|| GatewayEvent::TokenIssued { device: device.id });
    let expires_in = gateway.settings().limits.access_token_expiry;
    Ok(Issued { access_token, token_type: "DPoP", expires_in })
}

/// A parameter that appears twice is refused too (RFC 6749 §3.2).
async fn form(parts: &Parts, body: Body) -> Result<Grant, GrantRefusal> {
    body::expect(&parts.headers, "application/x-www-form-urlencoded")
        .map_err(|_| GrantRefusal::Request)?;
    let bytes = body::read(body, MAX_FORM).await?;
    let form = Request::from_parts(parts.clone(), Body::from(bytes));
    let Form(form) = Form::from_request(form, &()).await.map_err(|_| GrantRefusal::Request)?;
    Ok(form)
}

/// Whether an assertion names a device that there is, and the key that it has.
async fn names_a_device(gateway: &Gateway, assertion: &str) -> Result<bool, Problem> {
    let Ok(unverified) = Unverified::parse(assertion, &[Typ::DeviceAssertion]) else {
        return Ok(false);
    };
    let Some(id) = unverified.claimed_issuer().filter(|id| is_id(id)) else { return Ok(false) };
    let device = gateway.store(move |storage| storage.device(&id)).await?;
    Ok(device.is_some_and(|device| device.transport.thumbprint() == unverified.kid()))
}

/// A device that may not answer any more needs a token to learn that, and to fetch what became of
/// its past: now and then.
fn count_renewal(gateway: &Gateway, device: &Device) -> Result<(), Problem> {
    let most = gateway.settings().limits.renewals_per_hour;
    let most = match device.state {
        DeviceState::Pending | DeviceState::Active => most,
        DeviceState::Blocked | DeviceState::Revoked => most.div_ceil(4),
    };
    let limit = Limit::per_hour("renewals", most);
    gateway.rate().count(limit, &device.id, gateway.now()).map_err(Problem::TooMany)
}

/// The device that an assertion is by, and its id to be used once. Devices that may not answer
/// get tokens too: that is how they learn it.
async fn check(
    gateway: &Gateway,
    caller: &Caller,
    assertion: &str,
) -> Result<(Device, UsedId), GrantRefusal> {
    let unverified = Unverified::parse(assertion, &[Typ::DeviceAssertion])?;
    let id = unverified
        .claimed_issuer()
        .filter(|id| is_id(id))
        .ok_or(GrantRefusal::Grant(CallCheck::Claims))?;
    let device = gateway.store(move |storage| storage.device(&id)).await.map_err(Problem::from)?;
    let device = device.ok_or(GrantRefusal::Grant(CallCheck::Party))?;
    let verified = verify_assertion(unverified, &device.transport).map_err(GrantRefusal::Grant)?;
    caller.identify(&device.id); // not before: anybody can name a device
    let issuer = &gateway.settings().issuer;
    let base = AssertionClaims::read(&verified, &device.id, issuer, gateway.now())?;
    let exp = base.exp.ok_or(GrantRefusal::Grant(CallCheck::Claims))?;
    let used = UsedId { device: device.id.clone(), jti: base.jti, exp };
    Ok((device, used))
}

impl GrantRefusal {
    /// The check that was failed.
    const fn check(&self) -> Option<FailedCheck> {
        match self {
            Self::Request => Some(FailedCheck::Form),
            Self::GrantType => Some(FailedCheck::GrantType),
            Self::Grant(check) => Some(FailedCheck::Call(*check)),
            Self::Proof(problem) => Problem::Proof(*problem).check(),
            Self::Other(problem) => problem.check(),
        }
    }

    fn answer(&self) -> Response {
        let (status, error, wait) = match self {
            Self::Request => (StatusCode::BAD_REQUEST, "invalid_request", None),
            Self::GrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type", None),
            Self::Grant(_) => (StatusCode::BAD_REQUEST, "invalid_grant", None),
            Self::Proof(problem) => (StatusCode::BAD_REQUEST, problem.code(), None),
            Self::Other(problem) => match problem.retry_after() {
                Some(wait) => (problem.status(), "temporarily_unavailable", Some(wait)),
                None => (problem.status(), "invalid_request", None),
            },
        };
        let mut answer = json(status, &OauthError { error });
        if let Some(wait) = wait {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        if let Some(check) = self.check() {
            answer.extensions_mut().insert(check);
        }
        answer
    }
}

impl From<Problem> for GrantRefusal {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Proof(problem) => Self::Proof(problem),
            other => Self::Other(other),
        }
    }
}

impl From<JoseError> for GrantRefusal {
    fn from(error: JoseError) -> Self {
        Self::Grant(error.into())
    }
}
