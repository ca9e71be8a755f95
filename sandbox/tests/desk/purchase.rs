//! Whole purchases, by the buttons of the pages.

use crate::world::World;
use countersign_sandbox::script;
use serde_json::{Value, json};

impl World {
    async fn press(&self, path: &str, body: Value) {
        let answer = self.post(path, &body).await;
        assert_eq!(answer.status, 204, "{path}: {}", answer.text);
    }

    pub(crate) async fn buy(&self, item: &str, mode: &str, number_entry: bool) -> Value {
        let body = json!({ "item": item, "mode": mode, "number_entry": number_entry });
        self.press("/sandbox/shop/orders", body).await;
        self.until("the shop waits", |state| {
            let order = &state["shop"]["orders"][0];
            (order["item"] == item && order["state"] == "waiting").then(|| order.clone())
        })
        .await
    }

    pub(crate) async fn open_notice(&self) -> Value {
        self.until("a notice", |state| (state["phone"]["notice"] == true).then_some(())).await;
        self.press("/sandbox/phone/open", json!({})).await;
        self.state().await["phone"]["screen"].clone()
    }

    pub(crate) async fn screen(&self, state: &str) -> Value {
        self.until(state, |now| {
            let screen = &now["phone"]["screen"];
            (screen["state"] == state).then(|| screen.clone())
        })
        .await
    }

    pub(crate) async fn order(&self, state: &str) -> Value {
        self.until(state, |now| {
            let order = &now["shop"]["orders"][0];
            (order["state"] == state).then(|| order.clone())
        })
        .await
    }

    pub(crate) async fn approve(&self) {
        self.press("/sandbox/phone/prepare", json!({ "selection": [] })).await;
        self.press("/sandbox/phone/finger", json!({ "result": "succeed" })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_approved_in_poll_and_in_ping_mode() {
    for mode in ["poll", "ping"] {
        let world = World::open().await;

        let asked = world.buy("coffee-grinder", mode, false).await;
        let screen = world.open_notice().await;
        world.approve().await;
        let approved = world.screen("approved").await;
        let done = world.order("done").await;

        assert_eq!(screen["view"]["title"], "Pay €123.50\u{a0}EUR to Merchant A");
        assert!(
            screen["view"]["sections"]
                .to_string()
                .contains(asked["binding_message"].as_str().unwrap())
        );
        assert!(approved["receipt"].as_str().unwrap().split('.').count() == 3);
        assert_eq!(
            done["tokens"]["authorization_details"][0]["instructedAmount"]["amount"],
            "123.50"
        );
        let judged = world.logged("Recorded the decision").await;
        let checks = judged["checks"].as_array().unwrap();
        assert!(checks.len() > 10 && checks.iter().all(|check| check["passed"] == true));
        assert_eq!(judged["token"]["typ"], "consent-approval+jwt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_chosen_and_the_number_typed_go_into_the_decision() {
    let world = World::open().await;
    let asked = world.buy("rain-coat", "ping", true).await;
    let screen = world.open_notice().await;
    let offered = &screen["view"]["choices"][0]["accounts"];
    let selection = json!([{ "detail": 0, "accounts": [offered[1]["id"]] }]);
    let prepare = async |selection: &Value, number: Option<&str>| {
        let body = json!({ "selection": selection, "number": number });
        world.post("/sandbox/phone/prepare", &body).await.status
    };
    let number = asked["number_to_enter"].as_str().unwrap();

    assert_eq!(prepare(&json!([]), Some(number)).await, 409);
    assert_eq!(prepare(&selection, None).await, 409);
    assert_eq!(prepare(&selection, Some(number)).await, 204);
    world.press("/sandbox/phone/finger", json!({ "result": "succeed" })).await;
    let done = world.order("done").await;

    let debtor = &done["tokens"]["authorization_details"][0]["debtorAccount"];
    assert_eq!(debtor["iban"], "DE87200500001234567890");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_ends_the_request_and_says_no_more() {
    let world = World::open().await;
    let asked = world.buy("log-in", "ping", true).await;
    world.open_notice().await;
    let wrong = if asked["number_to_enter"] == "11" { "22" } else { "11" };

    let body = json!({ "selection": [], "number": wrong });
    world.press("/sandbox/phone/prepare", body).await;
    world.press("/sandbox/phone/finger", json!({ "result": "succeed" })).await;

    let screen = world.screen("refused").await;
    assert_eq!(screen["receipt"], Value::Null);
    assert_eq!(world.order("refused").await["error"], "access_denied");
    let judged = world.logged("Refused a decision and ended the request").await;
    let last = judged["checks"].as_array().unwrap().last().unwrap();
    assert_eq!(*last, json!({ "name": "Number typed is right", "passed": false }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_that_does_not_fit_costs_nothing() {
    let world = World::open().await;
    world.buy("log-in", "poll", false).await;
    world.open_notice().await;
    for (finger, screen) in
        [("cancel", "cancelled"), ("fail", "fingerprint_failed"), ("lock_out", "locked_out")]
    {
        world.press("/sandbox/phone/prepare", json!({ "selection": [] })).await;
        world.press("/sandbox/phone/finger", json!({ "result": finger })).await;
        world.screen(screen).await;
    }

    world.approve().await;

    world.screen("approved").await;
    world.order("done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalidated_key_can_still_decline() {
    let world = World::open().await;
    world.buy("log-in", "poll", false).await;
    world.open_notice().await;
    world.press("/sandbox/phone/prepare", json!({ "selection": [] })).await;
    world.press("/sandbox/phone/finger", json!({ "result": "invalidate" })).await;
    world.screen("key_invalid").await;

    let prepared = world.post("/sandbox/phone/prepare", &json!({ "selection": [] })).await;
    world.press("/sandbox/phone/deny", json!({ "reason": "changed_mind" })).await;

    assert_eq!(prepared.status, 409);
    world.screen("declined").await;
    world.order("refused").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shown_can_only_be_declined() {
    for item in ["turned-name", "hidden-space", "half-yen", "small-print", "long-story"] {
        let world = World::open().await;
        world.buy(item, "poll", false).await;

        let screen = world.open_notice().await;
        let prepared = world.post("/sandbox/phone/prepare", &json!({ "selection": [] })).await;
        world.press("/sandbox/phone/deny", json!({ "reason": "cannot_display" })).await;

        assert_eq!(screen["state"], "cannot_show", "{item}");
        assert_eq!(screen["view"], Value::Null);
        assert!(screen["problem"]["kind"].is_string(), "{item}");
        assert_eq!(prepared.status, 409);
        world.order("refused").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_but_clear_is_shown_with_a_warning() {
    for (item, warning) in [
        ("desk-lamp", "payee_no_match"),
        ("look-alike", "mixed_script"),
        ("wrong-digits", "iban_check_failed"),
    ] {
        let world = World::open().await;
        world.buy(item, "poll", false).await;

        let screen = world.open_notice().await;

        assert_eq!(screen["state"], "ready", "{item}");
        let warnings = screen["view"]["warnings"].as_array().unwrap();
        assert!(warnings.iter().any(|shown| shown["key"] == warning), "{item}: {warnings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_amounts_in_one_reach_nobody() {
    let world = World::open().await;
    let body = json!({ "item": "two-amounts", "mode": "poll", "number_entry": false });
    world.press("/sandbox/shop/orders", body).await;

    let failed = world.order("failed").await;

    assert_eq!(failed["error"], "invalid_authorization_details");
    assert_eq!(world.state().await["phone"]["pending"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_plays_to_its_end() {
    let world = World::open().await;
    let mut printed = Vec::new();

    script::play(world.sandbox.url(), &mut printed).await.unwrap();

    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("Pay €123.50\u{a0}EUR to Merchant A"));
    assert!(printed.ends_with("All four went as they should.\n"));
}
