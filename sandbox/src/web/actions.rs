//! What a person can do on the pages.

use super::guard::refusal;
use crate::desk::Desk;
use crate::headless::Reason;
use crate::ledger::Who;
use crate::phone::{Complaint, Finger};
use crate::shop::catalogue::item;
use crate::shop::{Mode, Notification, Purchase};
use crate::thief;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use countersign::consent::words::Language;
use countersign_protocol::json::Json;
use serde::Deserialize;

pub(super) fn router() -> Router<Desk> {
    Router::new()
        .route("/sandbox/shop/orders", post(buy))
        .route("/sandbox/phone/offer", post(offer))
        .route("/sandbox/phone/enrol", post(enrol))
        .route("/sandbox/phone/open", post(open))
        .route("/sandbox/phone/prepare", post(prepare))
        .route("/sandbox/phone/finger", post(finger))
        .route("/sandbox/phone/deny", post(deny))
        .route("/sandbox/phone/report", post(report))
        .route("/sandbox/phone/close", post(close))
        .route("/sandbox/phone/language", post(language))
        .route("/sandbox/phone/refresh", post(refresh))
        .route("/sandbox/bank/confirm", post(confirm))
        .route("/sandbox/bank/withdraw", post(withdraw))
        .route("/sandbox/bank/devices/{id}/unblock", post(unblock))
        .route("/sandbox/bank/devices/{id}/revoke", post(revoke))
        .route("/sandbox/trouble/forged_push", post(forged_push))
        .route("/sandbox/trouble/stolen_decision", post(stolen_decision))
        .route("/sandbox/trouble/lost_network", post(lost_network))
        .route("/sandbox/trouble/wrong_clock", post(wrong_clock))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderForm {
    item: String,
    mode: Mode,
    #[serde(default)]
    number_entry: bool,
    /// For tests: how long to wait.
    expires_in: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    request: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enrol {
    finger: Finger,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Touch {
    result: Finger,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deny {
    reason: Reason,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Speak {
    /// A BCP 47 tag.
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
}

async fn buy(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |order: OrderForm| {
        let item = item(&order.item).ok_or(Complaint("the shop has no such thing"))?;
        let OrderForm { mode, number_entry, expires_in, .. } = order;
        let purchase = Purchase { item, mode, number_entry, expires_in };
        // The id is in the state; the pages follow all orders.
        drop(desk.shop().buy(purchase));
        Ok(())
    })
    .await
}

async fn offer(State(desk): State<Desk>) -> Response {
    done(desk.offer().await)
}

async fn enrol(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |body: Enrol| desk.phone().enrol(body.finger).await).await
}

async fn open(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |body: Open| desk.phone().open(body.request).await).await
}

/// The selection is read as strictly as in a decision.
async fn prepare(State(desk): State<Desk>, body: Bytes) -> Response {
    let Ok(body) = Json::parse(&body) else { return malformed() };
    let number = match body.member("number") {
        None | Some(Json::Null) => None,
        Some(Json::String(number)) => Some(number.clone()),
        Some(_) => return malformed(),
    };
    let selection = body.member("selection").cloned().unwrap_or(Json::Array(Vec::new()));
    done(desk.phone().prepare(selection, number).await)
}

async fn finger(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |body: Touch| desk.phone().finger(body.result).await).await
}

async fn deny(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |body: Deny| desk.phone().deny(body.reason.into()).await).await
}

async fn report(State(desk): State<Desk>) -> Response {
    done(desk.phone().report().await)
}

async fn close(State(desk): State<Desk>) -> Response {
    desk.phone().close();
    StatusCode::NO_CONTENT.into_response()
}

async fn language(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |Speak { language }: Speak| {
        let language =
            Language::of_tag(&language).ok_or(Complaint("the phone speaks no such language"))?;
        desk.phone().speak(language).await;
        Ok(())
    })
    .await
}

async fn refresh(State(desk): State<Desk>) -> Response {
    done(desk.phone().refresh().await)
}

async fn confirm(State(desk): State<Desk>) -> Response {
    done(desk.confirm().await)
}

async fn withdraw(State(desk): State<Desk>) -> Response {
    done(desk.withdraw().await)
}

async fn unblock(State(desk): State<Desk>, Path(device): Path<String>) -> Response {
    done(desk.unblock(&device).await)
}

async fn revoke(State(desk): State<Desk>, Path(device): Path<String>) -> Response {
    done(desk.revoke(&device).await)
}

async fn forged_push(State(desk): State<Desk>) -> Response {
    done(thief::forge_pushes(&desk).await)
}

async fn stolen_decision(State(desk): State<Desk>) -> Response {
    done(thief::use_stolen_decision(&desk).await)
}

async fn lost_network(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |switch: Switch| {
        desk.trouble().lose_network(switch.on);
        let title = if switch.on { "Lost the network" } else { "Found the network again" };
        desk.note(
            Who::Phone,
            title,
            "Its connections are closed without an answer while it lasts.",
        );
        if switch.on { Ok(()) } else { desk.phone().refresh().await }
    })
    .await
}

async fn wrong_clock(State(desk): State<Desk>, body: Bytes) -> Response {
    answer(body, async |switch: Switch| {
        desk.trouble().turn_clock(switch.on);
        let title = if switch.on { "The clock is three days behind" } else { "The clock is right" };
        desk.note(Who::Phone, title, "Time is the server's: nothing depends on the phone's clock.");
        Ok(())
    })
    .await
}

/// Where the bank notifies the shop (CIBA §10.2).
pub(super) async fn notification(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let notification: Option<Notification> = serde_json::from_slice(&body).ok();
    match (bearer, notification) {
        (Some(bearer), Some(notification)) if desk.shop().notified(bearer, &notification) => {
            StatusCode::NO_CONTENT
        }
        (_, None) => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNAUTHORIZED,
    }
}

async fn answer<T: for<'de> Deserialize<'de>>(
    body: Bytes,
    act: impl AsyncFnOnce(T) -> Result<(), Complaint>,
) -> Response {
    match serde_json::from_slice(&body) {
        Ok(body) => done(act(body).await),
        Err(_) => malformed(),
    }
}

fn done(result: Result<(), Complaint>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(Complaint(text)) => refusal(StatusCode::CONFLICT, text),
    }
}

fn malformed() -> Response {
    refusal(StatusCode::BAD_REQUEST, "the body is malformed")
}
