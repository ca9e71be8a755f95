//! The `--fapi` switch.

use crate::world::{World, login};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_neither_offered_nor_registered_nor_taken() {
    let world = World::with_fapi().await;
    let metadata =
        World::read(world.http.get(world.url("/.well-known/openid-configuration"))).await;

    let registered = world.register(json!({ "client_id": "a", "client_secret": "s" })).await;
    let call = world
        .http
        .post(world.url("/backchannel"))
        .basic_auth("shop-basic", Some("shop-basic-secret"))
        .form(&login());

    assert_eq!(metadata.body["token_endpoint_auth_methods_supported"], json!(["private_key_jwt"]));
    registered.is(400, "invalid_client_metadata");
    World::read(call).await.is(401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_have_to_be_signed_and_say_what_they_are_about() {
    let world = World::with_fapi().await;
    let client = world.with_key("keyed", json!({})).await;
    let asks = async |changes: Value| client.asks(&world, client.request(&world, changes)).await;
    let details = json!([{ "type": "account_information", "actions": ["list_accounts"] }]);

    let unsigned = client.form(client.assertion(&world, json!({})), login());
    let bare = asks(json!({ "binding_message": null })).await;
    let bound = asks(json!({})).await;
    let detailed = asks(json!({ "binding_message": null, "authorization_details": details })).await;

    world.form("/backchannel", &unsigned).await.is(400, "invalid_request");
    bare.is(400, "invalid_request");
    assert_eq!(bound.status, 200, "{}", bound.text);
    assert_eq!(detailed.status, 200, "{}", detailed.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_let_through_unchecked() {
    let world = World::with_fapi().await;
    let order = json!({ "item": "half-yen", "mode": "poll", "number_entry": false });

    world.post("/sandbox/shop/orders", &order).await;
    let error = world
        .until("the order failed", |state| {
            let order = &state["shop"]["orders"][0];
            (order["state"] == "failed").then(|| order["error"].clone())
        })
        .await;

    assert_eq!(error, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_told_what_is_left_out() {
    let fapi = World::with_fapi().await.state().await;
    let plain = World::open().await.state().await;

    assert_eq!(fapi["bank"]["fapi"], true);
    assert_ne!(fapi["bank"]["profile_note"], json!([]));
    assert_eq!(plain["bank"]["profile_note"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_purchase_still_works() {
    let world = World::with_fapi().await;
    world.phone_will(json!("approve")).await;
    let order = json!({ "item": "coffee-grinder", "mode": "ping", "number_entry": true });

    world.post("/sandbox/shop/orders", &order).await;

    world
        .until("the order is done", |state| {
            (state["shop"]["orders"][0]["state"] == "done").then_some(())
        })
        .await;
}
