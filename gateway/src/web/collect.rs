//! Bodies are read before anything else of a call is looked at, with a deadline.
//!
//! Else whoever is slow could have a device found active, and its body be judged by that an hour
//! later. And since nobody has proved anything when a body is read, all of them together are
//! bounded.

use super::Problem;
use crate::context::Gateway;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use std::time::Duration;
use tokio::sync::SemaphorePermit;

/// What is read of a body at most: more than the longest that any endpoint takes, so that each
/// finds out itself what is too long for it.
const MOST: usize = 80 * 1024;

/// A body in memory, and the room that it takes there.
struct Collected<'a> {
    bytes: Vec<u8>,
    /// Given back when the call is answered.
    _room: Option<SemaphorePermit<'a>>,
}

/// Reads the body of a call, and only then lets it in.
pub(crate) async fn collect(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::GET {
        return next.run(request).await; // none of them looks at a body
    }
    let (parts, body) = request.into_parts();
    let deadline = Duration::from_secs(gateway.settings().limits.body_seconds.into());
    match tokio::time::timeout(deadline, read(&gateway, body)).await {
        Ok(Ok(Collected { bytes, _room })) => {
            next.run(Request::from_parts(parts, Body::from(bytes))).await
        }
        Ok(Err(problem)) => problem.into_response(),
        // It did not come.
        Err(_) => Problem::Malformed.into_response(),
    }
}

async fn read(gateway: &Gateway, mut body: Body) -> Result<Collected<'_>, Problem> {
    let mut collected = Collected { bytes: Vec::new(), _room: None };
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Problem::Malformed)?.into_data() else { continue };
        let room = gateway.room_for(data.len()).ok_or(Problem::Unavailable)?;
        match &mut collected._room {
            Some(held) => held.merge(room),
            none => *none = Some(room),
        }
        let left = MOST.saturating_sub(collected.bytes.len());
        collected.bytes.extend(data.iter().take(left));
        if data.len() >= left {
            break; // too long for whatever it is
        }
    }
    Ok(collected)
}
