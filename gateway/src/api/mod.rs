//! All routes, by who calls them, and what every answer has.

mod channel;
mod device;
mod keycloak;

use crate::context::Gateway;
use crate::model::{GatewayEvent, ProofFault, Readiness};
use crate::web::{Problem, collect, refusals};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use tracing::Instrument as _;

/// The description of every route, as it is served.
pub const OPENAPI: &str = include_str!("../../openapi.json");

impl Gateway {
    /// Every route: discovery, devices, the channel API, Keycloak's channel, the OpenAPI document.
    /// It has no fallback, so that it can be merged with an AS's own routes.
    pub fn router(&self) -> Router {
        Router::new()
            .merge(device::routes())
            .route("/ad/{*unknown}", any(unknown))
            .layer(from_fn_with_state(self.clone(), collect))
            .layer(from_fn_with_state(self.clone(), give_nonce))
            .merge(channel::routes(self).layer(from_fn_with_state(self.clone(), collect)))
            .route("/channel/{*unknown}", any(unknown))
            .merge(keycloak::routes().layer(from_fn_with_state(self.clone(), collect)))
            .route("/keycloak/{*unknown}", any(unknown))
            .route("/openapi.json", get(openapi))
            .route("/ready", get(ready))
            .layer(from_fn_with_state(self.clone(), refusals::record))
            .method_not_allowed_fallback(unknown)
            .layer(from_fn(guard))
            .with_state(self.clone())
    }
}

/// The answer to a path or a method that is not there, for a server that has nothing else.
pub async fn unknown() -> Response {
    Problem::Unknown.into_response()
}

/// Whether this instance may be given work, for what stands in front of it. Why not is in the log.
async fn ready(State(gateway): State<Gateway>) -> Response {
    match gateway.readiness().await {
        Readiness::Ready => StatusCode::NO_CONTENT.into_response(),
        why => {
            tracing::warn!(?why, "not ready");
            Problem::Unavailable.into_response()
        }
    }
}

async fn openapi() -> Response {
    let json = HeaderValue::from_static("application/json");
    (StatusCode::OK, [(header::CONTENT_TYPE, json)], OPENAPI).into_response()
}

/// Every answer to a device carries a nonce, so that one call is enough to have one, and the number
/// of the newest key set, so that a phone fetches it before it shows anything by an older one.
async fn give_nonce(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut answer = next.run(request).await;
    let nonce = HeaderValue::try_from(gateway.nonces().current(gateway.now()));
    if let Ok(nonce) = nonce {
        answer.headers_mut().insert(HeaderName::from_static("dpop-nonce"), nonce);
    }
    if let Some(published) = gateway.published() {
        let seq = HeaderValue::from(published.seq);
        answer.headers_mut().insert(HeaderName::from_static("as-keys-seq"), seq);
    }
    if let Some(fault) = answer.extensions().get::<ProofFault>().copied() {
        gateway.publish(|| GatewayEvent::AccessRefused { method: method.to_string(), path, fault });
    }
    answer
}

/// No answer may be kept by a cache. `HEAD` is not offered: on an offer's handle it would use up
/// what it does not return.
async fn guard(request: Request, next: Next) -> Response {
    // The path as it is in the router: the one that was called can hold an account.
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!("call", method = %request.method(), path);
    let mut answer = if request.method() == Method::HEAD {
        Problem::Unknown.into_response()
    } else {
        next.run(request).instrument(span.clone()).await
    };
    span.in_scope(|| tracing::debug!(status = answer.status().as_u16(), "answered"));
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    answer
}
