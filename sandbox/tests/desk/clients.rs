//! Registration and client authentication.

use crate::world::{SECRET, World, login};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_gateway::keys::MemoryKey;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn push_mode_is_neither_offered_nor_registered() {
    let world = World::open().await;
    let metadata =
        World::read(world.http.get(world.url("/.well-known/openid-configuration"))).await;

    let push = world
        .register(json!({ "client_id": "a", "client_secret": "s", "delivery_mode": "push",
            "notification_endpoint": "http://127.0.0.1:1/" }))
        .await;

    assert_eq!(
        metadata.body["backchannel_token_delivery_modes_supported"],
        json!(["poll", "ping"])
    );
    push.is(400, "invalid_client_metadata");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metadata_names_every_endpoint_of_this_issuer() {
    let world = World::open().await;

    let metadata =
        World::read(world.http.get(world.url("/.well-known/openid-configuration"))).await.body;
    let jwks = World::read(world.http.get(world.url("/jwks"))).await.body;

    assert_eq!(metadata["issuer"], world.sandbox.url());
    for endpoint in ["jwks_uri", "token_endpoint", "backchannel_authentication_endpoint"] {
        assert!(
            metadata[endpoint].as_str().unwrap().starts_with(world.sandbox.url()),
            "{endpoint}"
        );
    }
    assert_eq!(
        metadata["authorization_details_types_supported"],
        json!([
            "payment_initiation",
            "account_information",
            "domestic_payment_consent",
            "domestic_vrp_consent",
            "urn:eudi:sca:payment:1",
            "urn:eudi:sca:login_risk_transaction:1",
            "urn:eudi:sca:account_access:1",
            "urn:eudi:sca:emandate:1",
            "3ds:payment_authorisation"
        ])
    );
    assert_eq!(jwks["keys"][0]["alg"], "ES256");
    assert_eq!(jwks["keys"][0]["d"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_a_secret_proves_it_in_the_header_and_nowhere_else() {
    let world = World::open().await;
    world.with_secret("basic", json!({})).await;
    let asks = async |authorization: Option<String>, more: &[(&str, &str)]| {
        let mut form = login();
        form.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut call = world.http.post(world.url("/backchannel")).form(&form);
        if let Some(authorization) = authorization {
            call = call.header("authorization", authorization);
        }
        World::read(call).await
    };
    let basic = |text: &str| Some(format!("Basic {}", STANDARD.encode(text)));

    let encoded = asks(basic("basic:a+test+value"), &[]).await;
    let wrong = asks(basic("basic:another"), &[]).await;
    let unknown = asks(basic("nobody:a+test+value"), &[]).await;
    let malformed = asks(Some("Basic !".to_owned()), &[]).await;
    let none = asks(None, &[]).await;
    let in_body = asks(None, &[("client_id", "basic"), ("client_secret", SECRET)]).await;
    let other_id = asks(basic("basic:a+test+value"), &[("client_id", "other")]).await;

    assert_eq!(encoded.status, 200, "{}", encoded.text);
    for refused in [&wrong, &unknown, &malformed, &none, &in_body, &other_id] {
        refused.is(401, "invalid_client");
    }
    assert!(wrong.headers.contains_key("www-authenticate"));
    assert!(!none.headers.contains_key("www-authenticate"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_checked_claim_by_claim() {
    let world = World::open().await;
    let client = world.with_key("keyed", json!({})).await;
    let now = countersign_sandbox::time::now().0;
    let asks = async |assertion: String| {
        world.form("/backchannel", &client.form(assertion, login())).await
    };

    for audience in
        [json!(world.sandbox.url()), json!(world.url("/token")), json!([world.url("/backchannel")])]
    {
        let answer = asks(client.assertion(&world, json!({ "aud": audience }))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    for changes in [
        json!({ "iss": "other" }),
        json!({ "sub": "other" }),
        json!({ "sub": null }),
        json!({ "aud": "https://other.example" }),
        json!({ "aud": null }),
        json!({ "exp": now }),
        json!({ "exp": now + 7200 }),
        json!({ "exp": null }),
        json!({ "exp": "soon" }),
        json!({ "iat": now + 300 }),
        json!({ "nbf": now + 300 }),
        json!({ "jti": null }),
    ] {
        let answer = asks(client.assertion(&world, changes.clone())).await;
        assert_eq!(answer.status, 401, "{changes}");
        answer.is(401, "invalid_client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_counts_once_and_only_by_the_registered_key() {
    let world = World::open().await;
    let client = world.with_key("keyed", json!({})).await;
    let stranger =
        crate::world::KeyClient { id: "keyed".to_owned(), key: MemoryKey::generate().unwrap() };
    let asks = async |assertion: String| {
        world.form("/backchannel", &client.form(assertion, login())).await
    };
    let assertion = client.assertion(&world, json!({}));

    let first = asks(assertion.clone()).await;
    let second = asks(assertion).await;
    let foreign = asks(stranger.assertion(&world, json!({}))).await;

    assert_eq!(first.status, 200, "{}", first.text);
    second.is(401, "invalid_client");
    foreign.is(401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_authenticates_twice_is_not_listened_to() {
    let world = World::open().await;
    let client = world.with_key("keyed", json!({})).await;
    let form = client.form(client.assertion(&world, json!({})), login());

    let call =
        world.http.post(world.url("/backchannel")).basic_auth("keyed", Some("x")).form(&form);

    World::read(call).await.is(400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_a_key_cannot_use_a_secret() {
    let world = World::open().await;
    world.with_key("keyed", json!({})).await;

    let answer = world.as_client("keyed", "/backchannel", &login()).await;

    answer.is(401, "invalid_client");
}
