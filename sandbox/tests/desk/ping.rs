//! Ping mode: one notification, with the client's own token, to the registered place.

use crate::world::{GRANT, World, login};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What a notification endpoint was sent, and how it answers.
#[derive(Clone)]
struct Inbox {
    received: Arc<Mutex<Vec<Ping>>>,
    answer: fn(&str) -> Response,
}

#[derive(Clone)]
struct Ping {
    path: String,
    authorization: String,
    body: Value,
}

impl Inbox {
    /// An endpoint on a port of its own, and its address.
    async fn open(answer: fn(&str) -> Response) -> (Self, String) {
        let inbox = Self { received: Arc::default(), answer };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ping", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(inbox.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (inbox, url)
    }

    fn received(&self) -> Vec<Ping> {
        self.received.lock().unwrap().clone()
    }
}

async fn take(State(inbox): State<Inbox>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let authorization =
        request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(request.into_body(), 4096).await.unwrap();
    inbox.received.lock().unwrap().push(Ping {
        path: path.clone(),
        authorization: authorization.unwrap_or_default(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    });
    (inbox.answer)(&path)
}

/// A world with a client in ping mode, and what it asked.
async fn asked(answer: fn(&str) -> Response, phone: &str) -> (World, Inbox, Value) {
    let world = World::open().await;
    let (inbox, url) = Inbox::open(answer).await;
    let mode = json!({ "delivery_mode": "ping", "notification_endpoint": url });
    world.with_secret("pinged", mode).await;
    world.phone_will(json!(phone)).await;
    let mut form = login();
    form.push(("client_notification_token", "8d67dc78-7faa-4d41-aabd-67707b374255".to_owned()));
    form.push(("requested_expiry", "2".to_owned()));
    let answer = world.as_client("pinged", "/backchannel", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    (world, inbox, answer.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_is_told_once_and_fetches_its_tokens() {
    let (world, inbox, asked) = asked(|_| StatusCode::NO_CONTENT.into_response(), "approve").await;

    world.logged("Pinged the client").await;
    let tokens = world.redeem("pinged", asked["auth_req_id"].as_str().unwrap()).await;

    let pings = inbox.received();
    assert_eq!(pings.len(), 1);
    assert_eq!(pings[0].authorization, "Bearer 8d67dc78-7faa-4d41-aabd-67707b374255");
    assert_eq!(pings[0].body, json!({ "auth_req_id": asked["auth_req_id"] }));
    assert_eq!(tokens.status, 200, "{}", tokens.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_and_an_expiry_are_told_in_the_same_way() {
    for (phone, error) in [("deny", "access_denied"), ("ignore", "expired_token")] {
        let (world, inbox, asked) = asked(|_| StatusCode::OK.into_response(), phone).await;

        world.logged("Pinged the client").await;
        let answer = world.redeem("pinged", asked["auth_req_id"].as_str().unwrap()).await;

        assert_eq!(inbox.received().len(), 1);
        assert_eq!(inbox.received()[0].body, json!({ "auth_req_id": asked["auth_req_id"] }));
        answer.is(400, error);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let elsewhere = |path: &str| match path {
        "/ping" => Redirect::temporary("/elsewhere").into_response(),
        _ => StatusCode::NO_CONTENT.into_response(),
    };
    let (world, inbox, _) = asked(elsewhere, "approve").await;

    world.logged("The client refused the ping").await;

    let paths: Vec<_> = inbox.received().into_iter().map(|ping| ping.path).collect();
    assert_eq!(paths, ["/ping"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_refuses_is_not_asked_again() {
    for answer in
        [(|_: &str| StatusCode::UNAUTHORIZED.into_response()) as fn(&str) -> Response, |_| {
            StatusCode::FORBIDDEN.into_response()
        }]
    {
        let (world, inbox, _) = asked(answer, "approve").await;

        world.logged("The client refused the ping").await;

        assert_eq!(inbox.received().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_fails_is_asked_three_times() {
    let (world, inbox, _) =
        asked(|_| StatusCode::SERVICE_UNAVAILABLE.into_response(), "approve").await;

    world.logged("The client refused the ping").await;

    assert_eq!(inbox.received().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_notification_token_there_is_nothing_to_ping_with() {
    let world = World::open().await;
    let mode = json!({ "delivery_mode": "ping", "notification_endpoint": "http://127.0.0.1:1/" });
    world.with_secret("pinged", mode).await;

    let answer = world.as_client("pinged", "/backchannel", &login()).await;

    answer.is(400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_in_ping_mode_may_also_poll() {
    let (world, _, asked) = asked(|_| StatusCode::NO_CONTENT.into_response(), "ignore").await;
    let form = vec![
        ("grant_type", GRANT.to_owned()),
        ("auth_req_id", asked["auth_req_id"].as_str().unwrap().to_owned()),
    ];

    let answer = world.as_client("pinged", "/token", &form).await;

    answer.is(400, "authorization_pending");
}
