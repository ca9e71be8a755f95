//! The endpoints that devices call.

mod access_token;
mod decision;
mod discovery;
mod key_set;
mod management;
mod registration;
mod requests;
mod rotation;
mod token;

use crate::context::Gateway;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{delete, get, post, put};
use key_set::KeySet;
use std::sync::Arc;

/// The oldest core that is served.
const MINIMUM_CORE_VERSION: &str = "0.1.0";

/// The routes of docs/protocol.md.
pub(crate) fn routes() -> Router<Gateway> {
    Router::new()
        .route("/.well-known/authentication-device", get(discovery::discovery))
        .route("/ad/as-keys", get(discovery::as_keys))
        .route("/ad/offers/{handle}", get(discovery::offer))
        .route("/ad/registrations", post(registration::register))
        .route("/ad/token", post(token::renew))
        .route("/ad/requests", get(requests::list))
        .route("/ad/requests/{id}", get(requests::fetch))
        .route("/ad/requests/{id}/status", get(requests::status))
        .route("/ad/requests/{id}/decision", post(decision::decide))
        .route("/ad/device", get(management::status))
        .route("/ad/device", delete(management::remove))
        .route("/ad/device/keys", get(rotation::keys))
        .route("/ad/device/keys", post(rotation::rotate))
        .route("/ad/device/push", put(management::push))
        .route("/ad/device/capabilities", put(management::capabilities))
        .route("/ad/device/report", post(management::report))
        .layer(Extension(Arc::new(KeySet::default())))
}
