//! Bodies: bounded, and of the type that is expected.

use super::Problem;
use super::headers::only;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

/// The most bytes that a device may send: one token.
pub(crate) const MAX_TOKEN: usize = 16 * 1024;

/// Reads a body of at most `most` bytes.
pub(crate) async fn read(body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    // One byte more tells "too long" from "cut off".
    let bytes = axum::body::to_bytes(body, most + 1).await.map_err(|_| Problem::TooLarge)?;
    if bytes.len() > most { Err(Problem::TooLarge) } else { Ok(bytes.to_vec()) }
}

/// Reads a token of at most [`MAX_TOKEN`] bytes.
pub(crate) async fn token(body: Body) -> Result<String, Problem> {
    String::from_utf8(read(body, MAX_TOKEN).await?).map_err(|_| Problem::Malformed)
}

/// The media type, lower case, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = only(headers, &CONTENT_TYPE)?;
    let essence = value.split(';').next().unwrap_or_default().trim();
    Some(essence.to_ascii_lowercase())
}

/// Checks that the body is of this media type.
pub(crate) fn expect(headers: &HeaderMap, expected: &str) -> Result<(), Problem> {
    match media_type(headers) {
        Some(given) if given == expected => Ok(()),
        _ => Err(Problem::Malformed),
    }
}
