//! Answers that are not errors.

use super::Problem;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use countersign_protocol::jose::Typ;
use serde::Serialize;

/// A JSON body.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => with_type(status, HeaderValue::from_static("application/json"), bytes),
        Err(_) => Problem::Unavailable.into_response(),
    }
}

/// A token as the body.
pub(crate) fn token(status: StatusCode, typ: Typ, token: String) -> Response {
    let media_type = HeaderValue::try_from(typ.media_type());
    let media_type = media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    with_type(status, media_type, token.into_bytes())
}

fn with_type(status: StatusCode, media_type: HeaderValue, body: Vec<u8>) -> Response {
    let mut answer = (status, body).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, media_type);
    answer
}
