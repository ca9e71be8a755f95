//! The headless phone, enrolled beside the one on the page.

use crate::world::World;
use countersign_gateway::channel::OfferState;
use countersign_protocol::jose::sha256_base64url;
use countersign_sandbox::headless::{HeadlessPhone, IssuerSettings};
use countersign_testing::claims_of;
use serde_json::{Value, json};

const ACCOUNT: &str = "customer-without-phone";

struct Driven {
    phone: HeadlessPhone,
    _folder: tempfile::TempDir,
}

impl Driven {
    async fn does(&mut self, command: Value) -> Value {
        serde_json::from_str(&self.phone.answer(&command.to_string()).await).unwrap()
    }
}

/// A phone enrolled for the customer who has none.
async fn enrolled(world: &World) -> Driven {
    let gateway = world.sandbox.desk().gateway();
    let jwk = serde_json::to_vec(&world.sandbox.vouching_key().jwk()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let phone = HeadlessPhone::open(world.sandbox.url(), &jwk, folder.path()).unwrap();
    let mut driven = Driven { phone, _folder: folder };
    let created = gateway.create_offer(ACCOUNT, "Current account, ending 4567").await.unwrap();
    let link = format!("{}/enrol?offer={}", world.sandbox.url(), created.token);

    let shown = driven.does(json!({ "do": "enrol", "link": link })).await;
    let OfferState::Registered { digits, .. } = gateway.offer_state(&created.offer).await.unwrap()
    else {
        panic!("the phone did not register");
    };
    assert_eq!(shown["ok"]["digits"], digits);
    gateway.confirm_offer(&created.offer, &digits).await.unwrap();
    driven
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_found_opened_approved_and_kept() {
    let world = World::open().await;
    world.with_secret("basic", json!({})).await;
    let mut phone = enrolled(&world).await;
    let form = vec![("scope", "openid".to_owned()), ("login_hint", ACCOUNT.to_owned())];
    let asked = world.as_client("basic", "/backchannel", &form).await.body;

    let pending = phone.does(json!({ "do": "pending" })).await;
    let request = pending["ok"][0]["id"].clone();
    let opened = phone.does(json!({ "do": "open", "request": request })).await;
    let approved = phone
        .does(json!({ "do": "approve", "request": request, "selection": [], "number": null }))
        .await;
    let history = phone.does(json!({ "do": "history" })).await;
    let tokens = world.redeem("basic", asked["auth_req_id"].as_str().unwrap()).await;

    assert_eq!(opened["ok"]["reading"], "shown");
    assert_eq!(approved["ok"]["delivery"], "recorded");
    assert_eq!(history["ok"][0]["outcome"], "approved");
    assert_eq!(history["ok"][0]["receipt"], approved["ok"]["receipt"]);
    assert_eq!(tokens.status, 200, "{}", tokens.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_it_tells_are_those_that_its_decision_hashes() {
    let world = World::open().await;
    world.with_secret("basic", json!({})).await;
    let mut phone = enrolled(&world).await;
    let form = vec![("scope", "openid".to_owned()), ("login_hint", ACCOUNT.to_owned())];
    world.as_client("basic", "/backchannel", &form).await;
    let pending = phone.does(json!({ "do": "pending" })).await;
    let request = pending["ok"][0]["id"].clone();

    let opened = phone.does(json!({ "do": "open", "request": request })).await;
    let deny = json!({ "do": "deny", "request": request, "reason": "changed_mind" });
    let denied = phone.does(deny).await;

    // Members of a row stand in the order of RFC 8785, as `Value` has them.
    let rows = opened["ok"]["rows"].to_string();
    let decision = claims_of(denied["ok"]["decision"].as_str().unwrap());
    assert!(opened["ok"]["rows"].as_array().unwrap().len() > 4);
    assert_eq!(opened["ok"]["display_hash"], sha256_base64url(rows.as_bytes()));
    assert_eq!(decision["display"]["hash"], opened["ok"]["display_hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_elsewhere_needs_tls_and_two_pins() {
    let world = World::open().await;
    let jwk = serde_json::to_vec(&world.sandbox.vouching_key().jwk()).unwrap();
    let (first, second) = ("A".repeat(43), format!("{}E", "A".repeat(42)));
    let opens = |issuer: &str, pins: &[&str]| {
        let mut settings = IssuerSettings::on_loopback(issuer, &jwk);
        settings.pins = pins.iter().map(|pin| (*pin).to_owned()).collect();
        let folder = tempfile::tempdir().unwrap();
        HeadlessPhone::open_for(&settings, folder.path()).is_ok()
    };

    let right = opens("https://as.bank.example", &[&first, &second]);
    let without_backup = opens("https://as.bank.example", &[&first, &first]);
    let without_tls = opens("http://as.bank.example", &[]);
    let no_pin = opens("https://as.bank.example", &["x", &second]);

    assert_eq!((right, without_backup, without_tls, no_pin), (true, false, false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_was_answered_is_not_sent_again() {
    let world = World::open().await;
    let mut phone = enrolled(&world).await;

    let again = phone.does(json!({ "do": "enrol_again" })).await;

    assert_eq!(again, json!({ "error": "no enrolment waits for its answer" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cannot_do_is_an_error_and_not_an_end() {
    let world = World::open().await;
    let mut phone = enrolled(&world).await;

    let nonsense = phone.phone.answer("{").await;
    let unknown = phone.does(json!({ "do": "dance" })).await;
    let nothing = phone.does(json!({ "do": "open", "request": "AAAA" })).await;
    let forged = json!({ "countersign": "1", "enrolment": "AAAA", "request": "AAAA" });
    let forged = phone.does(json!({ "do": "notice", "notice": forged })).await;
    let still_there = phone.does(json!({ "do": "enrolments" })).await;

    assert_eq!(nonsense, r#"{"error":"not a command"}"#);
    for answer in [unknown, nothing, forged] {
        assert!(answer["error"].is_string(), "{answer}");
    }
    assert_eq!(still_there["ok"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_not_on_the_desk_is_enrolled_by_the_doors_for_tests() {
    let world = World::open().await;
    let key = World::read(world.http.get(world.url("/sandbox/vouching-key"))).await;
    let folder = tempfile::tempdir().unwrap();
    let phone =
        HeadlessPhone::open(world.sandbox.url(), key.text.as_bytes(), folder.path()).unwrap();
    let mut phone = Driven { phone, _folder: folder };

    let offer = world.post("/sandbox/phones", &json!({})).await;
    let shown = phone.does(json!({ "do": "enrol", "link": offer.body["link"] })).await;
    let confirm = |digits: &Value| json!({ "offer": offer.body["offer"], "digits": digits });
    let wrong = world.post("/sandbox/phones/confirm", &confirm(&json!("00000x"))).await;
    let right = world.post("/sandbox/phones/confirm", &confirm(&shown["ok"]["digits"])).await;

    assert_eq!(offer.status, 201, "{}", offer.text);
    assert_eq!(wrong.status, 409, "{}", wrong.text);
    assert_eq!(right.status, 200, "{}", right.text);
    let devices = world.sandbox.desk().gateway().devices("customer").await.unwrap();
    assert_eq!(devices.len(), 2);
}
