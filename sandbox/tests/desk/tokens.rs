//! The token endpoint: every error of CIBA §11, and what an approval brings.

use crate::world::{GRANT, World, claims};
use countersign_protocol::jose::{base64url, from_base64url};
use countersign_protocol::json::Json;
use countersign_sandbox::ciba::jwt::Jwt;
use countersign_sandbox::ciba::keys::KeySet;
use serde_json::{Value, json};

async fn world() -> World {
    let world = World::open().await;
    world.with_secret("basic", json!({})).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undecided_request_is_pending_and_haste_is_slowed_down() {
    let world = world().await;
    world.phone_will(json!("ignore")).await;
    let asked = world.asked("basic", vec![]).await;

    let first = world.redeem("basic", &asked).await;
    let hasty = world.redeem("basic", &asked).await;

    first.is(400, "authorization_pending");
    hasty.is(400, "slow_down");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_nobody_answers_expires() {
    let world = world().await;
    world.phone_will(json!("ignore")).await;
    let asked = world.asked("basic", vec![("requested_expiry", "1".to_owned())]).await;

    let ended = world.redeem_when_ended("basic", &asked, "The consent expired").await;

    ended.is(400, "expired_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_request_is_access_denied() {
    let world = world().await;
    world.phone_will(json!("deny")).await;
    let asked = world.asked("basic", vec![]).await;

    let ended = world.redeem_when_ended("basic", &asked, "The consent was declined").await;

    ended.is(400, "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_used_and_foreign_requests_are_invalid_grants() {
    let world = world().await;
    world.with_secret("other", json!({})).await;
    world.phone_will(json!("approve")).await;
    let asked = world.asked("basic", vec![]).await;

    let foreign = world.redeem_when_ended("other", &asked, "The consent was given").await;
    let tokens = world.redeem("basic", &asked).await;
    let again = world.redeem("basic", &asked).await;
    let guessed = world.redeem("basic", "AAAA").await;

    assert_eq!(tokens.status, 200, "{}", tokens.text);
    for refused in [foreign, again, guessed] {
        refused.is(400, "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_bring_tokens_once() {
    let world = world().await;
    world.phone_will(json!("approve")).await;
    let asked = world.asked("basic", vec![]).await;
    world.logged("The consent was given").await;

    let (one, two) = tokio::join!(world.redeem("basic", &asked), world.redeem("basic", &asked));

    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_grants_and_other_clients_have_their_errors() {
    let world = world().await;
    world.with_secret("reports", json!({ "grant_types": [] })).await;
    let asks = async |id: &str, grant: Option<&str>| {
        let grant = grant.map(|grant| ("grant_type", grant.to_owned()));
        let mut form = vec![("auth_req_id", "AAAA".to_owned())];
        form.extend(grant);
        world.as_client(id, "/token", &form).await
    };
    let unauthenticated = world.form("/token", &vec![("grant_type", GRANT.to_owned())]).await;
    let without_id =
        world.as_client("basic", "/token", &vec![("grant_type", GRANT.to_owned())]).await;

    asks("basic", Some("password")).await.is(400, "unsupported_grant_type");
    asks("basic", None).await.is(400, "invalid_request");
    asks("reports", Some(GRANT)).await.is(400, "unauthorized_client");
    without_id.is(400, "invalid_request");
    unauthenticated.is(401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_token_says_who_agreed_and_how() {
    let world = world().await;
    world.phone_will(json!("approve")).await;
    let asked =
        world.asked("basic", vec![("acr_values", "urn:openbanking:psd2:sca".to_owned())]).await;

    let tokens = world.redeem_when_ended("basic", &asked, "The consent was given").await.body;

    let id_token = tokens["id_token"].as_str().unwrap();
    let jwks = World::read(world.http.get(world.url("/jwks"))).await.text;
    let keys = KeySet::read(Json::parse(jwks.as_bytes()).unwrap()).unwrap();
    assert!(Jwt::parse(id_token, &[]).unwrap().verify(&keys).is_ok());
    let claims = claims(id_token);
    let digest = ring::digest::digest(
        &ring::digest::SHA256,
        tokens["access_token"].as_str().unwrap().as_bytes(),
    );
    assert_eq!(claims["iss"], world.sandbox.url());
    assert_eq!(claims["aud"], "basic");
    assert_eq!(claims["acr"], "urn:openbanking:psd2:sca");
    assert_eq!(claims["amr"], json!(["swk", "user"]));
    assert_eq!(claims["at_hash"], base64url(&digest.as_ref()[..16]));
    assert_eq!(claims["urn:openid:params:jwt:claim:auth_req_id"], asked);
    assert!(claims["exp"].as_i64() > claims["iat"].as_i64());
    assert!(claims["auth_time"].as_i64() <= claims["iat"].as_i64());
    assert_eq!(from_base64url(claims["sub"].as_str().unwrap()).unwrap().len(), 32);
    assert_eq!(tokens["token_type"], "Bearer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_has_another_name_for_each_client() {
    let world = world().await;
    world.with_secret("other", json!({})).await;
    world.phone_will(json!("approve")).await;
    let mut subjects = Vec::new();
    for client in ["basic", "basic", "other"] {
        let asked = world.asked(client, vec![]).await;
        let tokens = loop {
            let answer = world.redeem(client, &asked).await;
            if answer.status == 200 {
                break answer.body;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        };
        subjects.push(claims(tokens["id_token"].as_str().unwrap())["sub"].clone());
    }

    assert_eq!(subjects[0], subjects[1]);
    assert_ne!(subjects[0], subjects[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_details_come_back_as_they_were_granted() {
    let world = world().await;
    world.phone_will(json!("approve")).await;
    let details = json!([
        { "type": "payment_initiation",
          "instructedAmount": { "currency": "GBP", "amount": "48.20" },
          "creditorName": "Corner Shop",
          "creditorAccount": { "iban": "FR7612345987650123456789014" } },
        { "type": "account_information", "actions": ["list_accounts"],
          "access": { "accounts": [] } },
    ]);
    let asked = world.asked("basic", vec![("authorization_details", details.to_string())]).await;

    let tokens = world.redeem_when_ended("basic", &asked, "The consent was given").await.body;

    let travel = json!({ "iban": "DE40100100103307118608", "currency": "GBP" });
    let granted: Vec<Value> = tokens["authorization_details"].as_array().unwrap().clone();
    assert_eq!(granted[0]["debtorAccount"], travel);
    assert_eq!(granted[0]["instructedAmount"], details[0]["instructedAmount"]);
    assert_eq!(granted[1]["access"]["accounts"], json!([travel]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_given_to_the_client_and_typed_on_the_phone() {
    let world = world().await;
    world.phone_will(json!("approve")).await;
    let mut form = crate::world::login();
    form.push(("number_entry", "4".to_owned()));

    let answer = world.as_client("basic", "/backchannel", &form).await;
    let asked = answer.body["auth_req_id"].as_str().unwrap();
    let tokens = world.redeem_when_ended("basic", asked, "The consent was given").await;

    assert_eq!(answer.body["number_to_enter"].as_str().map(str::len), Some(4));
    assert_eq!(tokens.status, 200, "{}", tokens.text);
}
