//! Doors for tests: registering clients, a phone that answers by itself, login hint tokens, and
//! enrolling a phone that is not on the desk.

use super::guard::refusal;
use crate::bank::{self, CUSTOMER};
use crate::ciba::registration;
use crate::desk::Desk;
use crate::phone::{Answer, Auto};
use crate::time;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

pub(super) fn router() -> Router<Desk> {
    Router::new()
        .route("/sandbox/clients", post(register))
        .route("/sandbox/auto", post(auto))
        .route("/sandbox/login-hint-token", post(login_hint_token))
        .route("/sandbox/vouching-key", get(vouching_key))
        .route("/sandbox/phones", post(offer))
        .route("/sandbox/phones/confirm", post(confirm))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AutoBody {
    answer: Option<Answer>,
    #[serde(default)]
    delay_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HintBody {
    account: String,
    /// May be zero or less: a token that has expired already.
    expires_in: i64,
}

async fn register(State(desk): State<Desk>, body: Bytes) -> Response {
    match registration::read(&body, desk.server().profile()) {
        Ok(client) => {
            let answer = Json(json!({ "client_id": client.id }));
            desk.server().clients().put(client);
            (StatusCode::CREATED, answer).into_response()
        }
        Err(error) => error.into_response(),
    }
}

async fn auto(State(desk): State<Desk>, body: Bytes) -> Response {
    match serde_json::from_slice::<AutoBody>(&body) {
        Ok(AutoBody { answer, delay_ms }) => {
            let delay = Duration::from_millis(delay_ms);
            desk.phone().answer_by_itself(answer.map(|answer| Auto { answer, delay }));
            StatusCode::NO_CONTENT.into_response()
        }
        Err(_) => refusal(StatusCode::BAD_REQUEST, "the body is malformed"),
    }
}

async fn login_hint_token(State(desk): State<Desk>, body: Bytes) -> Response {
    let Ok(HintBody { account, expires_in }) = serde_json::from_slice(&body) else {
        return refusal(StatusCode::BAD_REQUEST, "the body is malformed");
    };
    match desk.server().login_hint_token(&account, time::now().plus(expires_in)) {
        Ok(token) => {
            (StatusCode::CREATED, Json(json!({ "login_hint_token": token }))).into_response()
        }
        Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "the key cannot sign"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    offer: String,
    digits: String,
}

async fn vouching_key(State(desk): State<Desk>) -> Response {
    Json(desk.vouching_key().jwk()).into_response()
}

/// An offer for the shop's customer: the link is what a phone scans or opens.
async fn offer(State(desk): State<Desk>) -> Response {
    let Some(customer) = bank::customer(CUSTOMER) else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "there is no such customer");
    };
    match desk.gateway().create_offer(customer.id, customer.label).await {
        Ok(created) => {
            let link = format!("{}/enrol?offer={}", desk.url(), created.token);
            let answer = json!({ "offer": created.offer, "link": link });
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        Err(_) => refusal(StatusCode::TOO_MANY_REQUESTS, "no more offers now"),
    }
}

async fn confirm(State(desk): State<Desk>, body: Bytes) -> Response {
    let Ok(ConfirmBody { offer, digits }) = serde_json::from_slice(&body) else {
        return refusal(StatusCode::BAD_REQUEST, "the body is malformed");
    };
    match desk.gateway().confirm_offer(&offer, &digits).await {
        Ok(confirmed) => Json(json!({ "device": confirmed.device })).into_response(),
        Err(_) => refusal(StatusCode::CONFLICT, "the phone shows other digits, or none"),
    }
}
