//! The closed list of error answers (docs/protocol.md §1.3): nothing in them depends on the input.

use crate::channel::ChannelError;
use crate::refusals::FailedCheck;
use crate::storage::StorageError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_protocol::jose::SignError;
use countersign_protocol::random::RandomError;
use countersign_verify::{CallCheck, Check, RegistrationRefusal, TokenRefusal};

/// Why a call is not answered as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// 400
    Malformed,
    /// 401 for a device.
    Proof(ProofProblem),
    /// 401 for an AS.
    Secret,
    /// 403
    Refused,
    /// 403, with the check that failed for the audit log. Outside it is [`Self::Refused`].
    Failed(CallCheck),
    /// 403, where the check that failed was noted already. Outside it is [`Self::Refused`].
    Noted,
    /// 404
    Unknown,
    /// 409
    Conflict,
    /// 410
    Gone,
    /// 413
    TooLarge,
    /// 422, at the channel API alone.
    NotShowable,
    /// 426
    UpdateRequired,
    /// 429: too many calls. Seconds to wait.
    TooMany(u32),
    /// 503
    Unavailable,
}

/// What a device's proof of possession lacks (RFC 9449 §7.1, §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProofProblem {
    /// A nonce of ours that is new enough.
    Nonce,
    /// An access token that is known and in its time.
    Token,
    /// Anything else.
    Proof,
}

/// Seconds after which an unavailable gateway may be asked again.
const UNAVAILABLE_SECONDS: u32 = 5;

impl ProofProblem {
    /// The OAuth error code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Nonce => "use_dpop_nonce",
            Self::Token => "invalid_token",
            Self::Proof => "invalid_dpop_proof",
        }
    }
}

impl Problem {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Proof(_) | Self::Secret => StatusCode::UNAUTHORIZED,
            Self::Refused | Self::Failed(_) | Self::Noted => StatusCode::FORBIDDEN,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotShowable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UpdateRequired => StatusCode::UPGRADE_REQUIRED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Proof(_) | Self::Secret => "unauthenticated",
            Self::Refused | Self::Failed(_) | Self::Noted => "refused",
            Self::Unknown => "unknown",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::TooLarge => "too-large",
            Self::NotShowable => "not-showable",
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
    /// The answer, and with it, for the audit log, the check that was failed.
    fn into_response(self) -> Response {
        let check = self.check();
        let mut answer = self.answer();
        if let Some(check) = check {
            answer.extensions_mut().insert(FailedCheck(check));
        }
        answer
    }
}

impl Problem {
    /// The name in the audit log of the check that was failed; none where nothing was, such as
    /// for a nonce that is merely old, or where noting every one would cost more than it tells.
    pub(crate) const fn check(self) -> Option<&'static str> {
        match self {
            Self::Malformed => Some("form"),
            Self::Proof(ProofProblem::Token) => Some("access_token"),
            Self::Proof(ProofProblem::Proof) => Some("proof"),
            Self::Secret => Some("secret"),
            Self::Refused => Some("refused"),
            Self::Failed(check) => Some(check.name()),
            Self::Unknown => Some("unknown"),
            Self::Conflict => Some("conflict"),
            Self::Gone => Some("ended"),
            Self::TooLarge => Some("size"),
            Self::UpdateRequired => Some("version"),
            Self::Noted
            | Self::Proof(ProofProblem::Nonce)
            | Self::NotShowable
            | Self::TooMany(_)
            | Self::Unavailable => None,
        }
    }

    /// The answer alone, where the refusal was noted already.
    pub(crate) fn answer(self) -> Response {
        let (name, status) = (self.name(), self.status());
        let body =
            format!(r#"{{"type":"urn:countersign:problem:{name}","status":{}}}"#, status.as_u16());
        let mut answer = (status, body).into_response();
        let headers = answer.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        let challenge = match self {
            Self::Proof(ProofProblem::Nonce) => Some(r#"DPoP error="use_dpop_nonce""#),
            Self::Proof(ProofProblem::Token) => Some(r#"DPoP error="invalid_token""#),
            Self::Proof(ProofProblem::Proof) => Some(r#"DPoP error="invalid_dpop_proof""#),
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

impl From<StorageError> for Problem {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

impl From<SignError> for Problem {
    fn from(_: SignError) -> Self {
        Self::Unavailable
    }
}

impl From<RandomError> for Problem {
    fn from(_: RandomError) -> Self {
        Self::Unavailable
    }
}

impl From<ChannelError> for Problem {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::Malformed => Self::Malformed,
            ChannelError::NotShowable => Self::NotShowable,
            ChannelError::Unauthenticated => Self::Secret,
            ChannelError::Unknown => Self::Unknown,
            ChannelError::Conflict => Self::Conflict,
            ChannelError::WrongDigits => Self::Refused,
            ChannelError::Gone => Self::Gone,
            ChannelError::TooLarge => Self::TooLarge,
            ChannelError::TooMany { retry_after } => Self::TooMany(retry_after),
            ChannelError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<StorageError> for ChannelError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

impl From<SignError> for ChannelError {
    fn from(_: SignError) -> Self {
        Self::Unavailable
    }
}

impl From<RandomError> for ChannelError {
    fn from(_: RandomError) -> Self {
        Self::Unavailable
    }
}

impl Problem {
    /// What answers a token that is not taken.
    pub(crate) const fn of_token(refusal: TokenRefusal) -> Self {
        match refusal {
            TokenRefusal::TooLong => Self::TooLarge,
            TokenRefusal::Form => Self::Malformed,
            TokenRefusal::Failed(check) => Self::Failed(check),
        }
    }

    /// What answers a registration that is not taken.
    pub(crate) const fn of_registration(refusal: RegistrationRefusal) -> Self {
        match refusal {
            RegistrationRefusal::Token(refusal) => Self::of_token(refusal),
            RegistrationRefusal::UpdateRequired => Self::UpdateRequired,
            RegistrationRefusal::Gone => Self::Gone,
            RegistrationRefusal::Conflict => Self::Conflict,
        }
    }
}

impl From<TokenRefusal> for Problem {
    fn from(refusal: TokenRefusal) -> Self {
        Self::of_token(refusal)
    }
}

/// What answers a decision that failed a check (docs/protocol.md §5.2).
impl From<Check> for Problem {
    fn from(check: Check) -> Self {
        match check {
            Check::Size => Self::TooLarge,
            Check::Form => Self::Malformed,
            Check::Undecided | Check::Single => Self::Conflict,
            Check::Pending => Self::Gone,
            Check::Key
            | Check::Type
            | Check::Signature
            | Check::Claims
            | Check::Nonce
            | Check::RequestHash
            | Check::Display
            | Check::Selection
            | Check::Number => Self::Refused,
        }
    }
}
