//! The errors of the authorization server: the codes of CIBA §11 and §13, and their statuses.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why the authorization server refuses. Nothing of the input is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// A parameter is missing, doubled or malformed; the text says which rule was broken.
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// More than the server reads.
    #[error("the request is too large")]
    TooLarge,
    /// The client is not who it says, or did not say it in its registered way.
    #[error("the client could not be authenticated")]
    InvalidClient {
        /// Whether it tried with the `Authorization` header (RFC 6749 §5.2).
        by_header: bool,
    },
    /// The client may not use this grant.
    #[error("the client may not use this grant")]
    UnauthorizedClient,
    /// The scope is missing, malformed, unknown, or lacks `openid`.
    #[error("the scope is missing, unknown, or lacks openid")]
    InvalidScope,
    /// RFC 9396 §5.
    #[error("the authorization details are unknown or malformed")]
    InvalidAuthorizationDetails,
    /// The binding message cannot be shown.
    #[error("the binding message cannot be shown")]
    InvalidBindingMessage,
    /// The client is registered for user codes and sent none.
    #[error("a user code is needed")]
    MissingUserCode,
    /// The user code is not the customer's.
    #[error("the user code is wrong")]
    InvalidUserCode,
    /// The hint names nobody.
    #[error("the hint names nobody")]
    UnknownUserId,
    /// The login hint token is past its `exp`.
    #[error("the login hint token has expired")]
    ExpiredLoginHintToken,
    /// At the backchannel endpoint: there is nobody who could be asked.
    #[error("the request is refused")]
    Refused,
    /// At the token endpoint: the person said no.
    #[error("the person did not agree")]
    AccessDenied,
    /// The person has not decided yet.
    #[error("the person has not decided yet")]
    AuthorizationPending,
    /// As [`Self::AuthorizationPending`], and the client asks too often.
    #[error("the interval between requests is too short; it is now five seconds longer")]
    SlowDown,
    /// The `auth_req_id` has expired.
    #[error("the request has expired")]
    ExpiredToken,
    /// The `auth_req_id` is unknown, used, or another client's.
    #[error("the auth_req_id is unknown or used")]
    InvalidGrant,
    /// Another grant than CIBA's.
    #[error("the grant type is not supported")]
    UnsupportedGrantType,
    /// Registration: metadata that this server does not take.
    #[error("{0}")]
    InvalidClientMetadata(&'static str),
    /// The authentication device channel did not work.
    #[error("the server failed")]
    ServerError,
    /// Too many requests for one customer.
    #[error("too many requests; try later")]
    TemporarilyUnavailable,
}

impl OAuthError {
    /// The value of `error`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::TooLarge => "invalid_request",
            Self::InvalidClient { .. } => "invalid_client",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidAuthorizationDetails => "invalid_authorization_details",
            Self::InvalidBindingMessage => "invalid_binding_message",
            Self::MissingUserCode => "missing_user_code",
            Self::InvalidUserCode => "invalid_user_code",
            Self::UnknownUserId => "unknown_user_id",
            Self::ExpiredLoginHintToken => "expired_login_hint_token",
            Self::Refused | Self::AccessDenied => "access_denied",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::ExpiredToken => "expired_token",
            Self::InvalidGrant => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidClientMetadata(_) => "invalid_client_metadata",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    /// The HTTP status: 400 but where CIBA §13 or RFC 6749 §5.2 names another.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient { .. } => StatusCode::UNAUTHORIZED,
            Self::Refused => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: String,
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = Body { error: self.code(), error_description: self.to_string() };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::InvalidClient { by_header: true } => {
                let challenge = HeaderValue::from_static("Basic realm=\"countersign-sandbox\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::TemporarilyUnavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
            }
            _ => {}
        }
        response
    }
}
