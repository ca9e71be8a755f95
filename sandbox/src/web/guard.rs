//! Who may talk to the sandbox: this machine, by its own name.
//!
//! A page of some website can make a browser here send requests to loopback, and can even give
//! its own name this machine's address (DNS rebinding). So the host's name is checked for
//! everything, and for actions also where the page is from and that the body is JSON, which a
//! foreign page cannot send without asking first.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Lets nothing through that names another host.
pub(super) async fn host(request: Request, next: Next) -> Response {
    match text(request.headers(), header::HOST) {
        Some(host) if is_local(host) => next.run(request).await,
        _ => refusal(StatusCode::MISDIRECTED_REQUEST, "this is not that host"),
    }
}

/// Lets actions through only from the sandbox's own pages, or from no page at all.
pub(super) async fn action(request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        let headers = request.headers();
        let media = text(headers, header::CONTENT_TYPE).and_then(|value| value.split(';').next());
        if !media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")) {
            return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body has to be JSON");
        }
        if !is_same_origin(headers) {
            return refusal(StatusCode::FORBIDDEN, "another page may not do this");
        }
    }
    next.run(request).await
}

/// A refusal as the pages expect it.
pub(super) fn refusal(status: StatusCode, error: &'static str) -> Response {
    (status, axum::Json(json!({ "error": error }))).into_response()
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let host = text(headers, header::HOST);
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origin
            .to_str()
            .ok()
            .and_then(|origin| origin.strip_prefix("http://"))
            .is_some_and(|origin| Some(origin) == host),
    }
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return false,
        None => host,
    };
    matches!(name, "127.0.0.1" | "localhost")
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_by_its_own_name_is_local() {
        for local in ["127.0.0.1", "127.0.0.1:8484", "localhost:1", "localhost"] {
            assert!(is_local(local), "{local}");
        }
        for foreign in
            ["evil.example", "evil.example:8484", "127.0.0.1.evil.example", "", "localhost:x"]
        {
            assert!(!is_local(foreign), "{foreign}");
        }
    }
}
