//! The pages' side: the state, its changes, and what a person can do.

mod actions;
mod events;
mod guard;
mod pages;
mod state;
mod test_doors;

use crate::desk::Desk;
use crate::shop::NOTIFICATION_PATH;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Router, middleware};

/// The longest body of an action.
const MAX_BODY: usize = 64 * 1024;

/// Everything that is served: pages, actions, the authorization server and the gateway.
pub(crate) fn router(desk: &Desk) -> Router {
    let actions = actions::router()
        .merge(test_doors::router())
        .route("/sandbox/state", get(now))
        .route("/sandbox/events", get(events::stream))
        .layer(middleware::from_fn(guard::action));
    Router::new()
        .merge(actions)
        .merge(pages::router())
        .route(NOTIFICATION_PATH, post(actions::notification))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(desk.clone())
        .merge(desk.server().router())
        .merge(desk.gateway().router())
        .layer(middleware::from_fn(guard::host))
}

async fn now(State(desk): State<Desk>) -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_TYPE, "application/json")];
    (headers, state::state(&desk).await)
}
