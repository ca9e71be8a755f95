//! The closed list of error answers (docs/protocol.md §1.3): nothing in them depends on the input.

use super::FailedCheck;
use crate::model::{ProofFault, Unshowable};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_verify::CallCheck;

/// Why a call is not answered as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// 400
    Malformed,
    /// 400, for headers that only a proxy may send. Outside it is [`Self::Malformed`].
    Forwarding,
    /// 401 for a device.
    Proof(ProofFault),
    /// 401 for an AS.
    Secret,
    /// 403
    Refused,
    /// 403, with the check that failed for the audit log. Outside it is [`Self::Refused`].
    Failed(CallCheck),
    /// 403, where the check that failed stands in the audit log already. Outside it is
    /// [`Self::Refused`].
    Audited,
    /// 404
    Unknown,
    /// 409
    Conflict,
    /// 410
    Gone,
    /// 413
    TooLarge,
    /// 422, at the channel API alone: with the reason.
    NotShowable(Unshowable),
    /// 426
    UpdateRequired,
    /// 429: too many calls. Seconds to wait.
    TooMany(u32),
    /// 503
    Unavailable,
}

/// Seconds after which an unavailable gateway may be asked again.
const UNAVAILABLE_SECONDS: u32 = 5;

impl Problem {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Malformed | Self::Forwarding => StatusCode::BAD_REQUEST,
            Self::Proof(_) | Self::Secret => StatusCode::UNAUTHORIZED,
            Self::Refused | Self::Failed(_) | Self::Audited => StatusCode::FORBIDDEN,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotShowable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UpdateRequired => StatusCode::UPGRADE_REQUIRED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Malformed | Self::Forwarding => "malformed",
            Self::Proof(_) | Self::Secret => "unauthenticated",
            Self::Refused | Self::Failed(_) | Self::Audited => "refused",
            Self::Unknown => "unknown",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::TooLarge => "too-large",
            Self::NotShowable(_) => "not-showable",
            Self::UpdateRequired => "update-required",
            Self::TooMany(_) | Self::Unavailable => "try-later",
        }
    }

    /// Seconds to wait, where waiting helps.
    pub(crate) const fn retry_after(self) -> Option<u32> {
        match self {
            Self::TooMany(seconds) => Some(seconds),
            Self::Unavailable => Some(UNAVAILABLE_SECONDS),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    /// The answer, and with it, for the audit log and for who listens to events, what was wrong.
    fn into_response(self) -> Response {
        let check = self.check();
        let mut answer = self.answer();
        if let Self::Proof(fault) = self {
            answer.extensions_mut().insert(fault);
        }
        if let Some(check) = check {
            answer.extensions_mut().insert(check);
        }
        answer
    }
}

impl Problem {
    /// The check that was failed; none where none was, such as for a nonce that is merely old, or
    /// where recording every one would cost more than it tells.
    pub(crate) const fn check(self) -> Option<FailedCheck> {
        match self {
            Self::Malformed => Some(FailedCheck::Form),
            Self::Forwarding => Some(FailedCheck::Forwarding),
            Self::Proof(ProofFault::Token) => Some(FailedCheck::AccessToken),
            Self::Proof(ProofFault::Proof) => Some(FailedCheck::Proof),
            Self::Secret => Some(FailedCheck::Secret),
            Self::Refused => Some(FailedCheck::Refused),
            Self::Failed(check) => Some(FailedCheck::Call(check)),
            Self::Unknown => Some(FailedCheck::Unknown),
            Self::Conflict => Some(FailedCheck::Conflict),
            Self::Gone => Some(FailedCheck::Ended),
            Self::TooLarge => Some(FailedCheck::Size),
            Self::UpdateRequired => Some(FailedCheck::Version),
            Self::Audited
            | Self::Proof(ProofFault::Nonce)
            | Self::NotShowable(_)
            | Self::TooMany(_)
            | Self::Unavailable => None,
        }
    }

    /// The answer alone, where the refusal stands in the audit log already.
    pub(crate) fn answer(self) -> Response {
        let (name, status) = (self.name(), self.status());
        let reason = match self {
            Self::NotShowable(reason) => format!(r#","reason":"{}""#, reason.as_str()),
            _ => String::new(),
        };
        let status_number = status.as_u16();
        let body = format!(
            r#"{{"type":"urn:countersign:problem:{name}","status":{status_number}{reason}}}"#
        );
        let mut answer = (status, body).into_response();
        let headers = answer.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        let challenge = match self {
            Self::Proof(ProofFault::Nonce) => Some(r#"DPoP error="use_dpop_nonce""#),
            Self::Proof(ProofFault::Token) => Some(r#"DPoP error="invalid_token""#),
            Self::Proof(ProofFault::Proof) => Some(r#"DPoP error="invalid_dpop_proof""#),
            Self::Secret => Some("Bearer"),
            _ => None,
        };
        if let Some(challenge) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer
    }
}
