//! Who may come in, and what the pages are served with.

use crate::world::World;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn another_hosts_name_is_turned_away() {
    let world = World::open().await;
    for path in ["/", "/sandbox/state", "/.well-known/openid-configuration", "/ad/as-keys"] {
        let call = world.http.get(world.url(path)).header("host", "rebound.example");
        assert_eq!(World::read(call).await.status, 421, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_needs_json_and_the_sandboxs_own_page() {
    let world = World::open().await;
    let close = |media: &str, origin: Option<&str>| {
        let call = world.http.post(world.url("/sandbox/phone/close")).header("content-type", media);
        let call = call.body("{}");
        World::read(match origin {
            Some(origin) => call.header("origin", origin),
            None => call,
        })
    };

    assert_eq!(close("text/plain", None).await.status, 415);
    assert_eq!(close("application/x-www-form-urlencoded", None).await.status, 415);
    assert_eq!(close("application/json", Some("http://evil.example")).await.status, 403);
    assert_eq!(close("application/json", Some("null")).await.status, 403);
    assert_eq!(close("application/json", Some(world.sandbox.url())).await.status, 204);
    assert_eq!(close("application/json", None).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_shows_the_page_under_a_strict_policy() {
    let world = World::open().await;

    for path in ["/", "/shop", "/phone", "/bank", "/app.js", "/style.css", "/favicon.svg"] {
        let page = World::read(world.http.get(world.url(path))).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"));
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_is_told_at_once_and_at_every_change() {
    let world = World::open().await;
    let mut stream = world.http.get(world.url("/sandbox/events")).send().await.unwrap();
    let mut next = async || {
        let mut text = String::new();
        while !text.ends_with("\n\n") {
            text.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
        }
        text
    };

    let first = next().await;
    world.post("/sandbox/trouble/wrong_clock", &json!({ "on": true })).await;
    let second = next().await;

    assert!(first.contains(r#""wrong_clock":false"#));
    assert!(second.contains(r#""wrong_clock":true"#));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_action_is_told_so() {
    let world = World::open().await;

    for (path, body) in [
        ("/sandbox/shop/orders", json!({ "item": "log-in" })),
        ("/sandbox/phone/finger", json!({ "result": "toe" })),
        ("/sandbox/phone/deny", json!({ "reason": 1 })),
        ("/sandbox/phone/language", json!({ "language": 1 })),
        ("/sandbox/auto", json!({ "answer": "maybe" })),
    ] {
        assert_eq!(world.post(path, &body).await.status, 400, "{path}");
    }
    let unknown = json!({ "item": "moon", "mode": "poll", "number_entry": false });
    assert_eq!(world.post("/sandbox/shop/orders", &unknown).await.status, 409);
    let unknown = json!({ "language": "tlh" });
    assert_eq!(world.post("/sandbox/phone/language", &unknown).await.status, 409);
}
