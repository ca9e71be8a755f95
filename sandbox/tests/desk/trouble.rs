//! Trouble: lost networks, wrong clocks, forged pushes, stolen decisions, and the bank's own part.

use crate::world::World;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_on_a_lost_network_is_kept_and_arrives_later() {
    let world = World::open().await;
    world.buy("coffee-grinder", "poll", false).await;
    world.open_notice().await;
    let lost =
        async |on: bool| world.post("/sandbox/trouble/lost_network", &json!({ "on": on })).await;

    lost(true).await;
    world.approve().await;
    world.screen("unknown").await;
    let offline = world.post("/sandbox/phone/refresh", &json!({})).await;
    lost(false).await;

    assert_eq!(offline.status, 409);
    world.screen("approved").await;
    world.order("done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_does_not_reach_a_phone_without_a_network() {
    let world = World::open().await;
    world.post("/sandbox/trouble/lost_network", &json!({ "on": true })).await;

    world.buy("log-in", "poll", false).await;
    let before = world.state().await;
    world.post("/sandbox/trouble/lost_network", &json!({ "on": false })).await;

    assert_eq!(before["phone"]["notice"], false);
    assert_eq!(before["trouble"]["lost_network"], true);
    let pending = world.state().await["phone"]["pending"].as_array().unwrap().len();
    assert_eq!(pending, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_changes_nothing() {
    let world = World::open().await;
    world.post("/sandbox/trouble/wrong_clock", &json!({ "on": true })).await;

    world.buy("coffee-grinder", "ping", false).await;
    world.open_notice().await;
    world.approve().await;

    world.screen("approved").await;
    world.order("done").await;
    assert_eq!(world.state().await["trouble"]["wrong_clock"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_pushes_show_nothing() {
    let world = World::open().await;

    let forged = world.post("/sandbox/trouble/forged_push", &json!({})).await;

    assert_eq!(forged.status, 204, "{}", forged.text);
    world.logged("Refused an enrolment code").await;
    let state = world.state().await;
    let refused = state["ledger"]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["who"] == "phone" && entry["outcome"] == "refused");
    assert_eq!(refused.count(), 3);
    assert_eq!(state["phone"]["notice"], false);
    assert_eq!(state["phone"]["screen"], Value::Null);
    assert_eq!(state["phone"]["stage"], "ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_decision_is_of_no_use() {
    let world = World::open().await;
    let nothing_yet = world.post("/sandbox/trouble/stolen_decision", &json!({})).await;
    world.buy("coffee-grinder", "poll", false).await;
    world.open_notice().await;
    world.approve().await;
    world.order("done").await;

    let stolen = world.post("/sandbox/trouble/stolen_decision", &json!({})).await;

    assert_eq!(nothing_yet.status, 409);
    assert_eq!(stolen.status, 204, "{}", stolen.text);
    let state = world
        .until("two refusals", |state| {
            let entries = state["ledger"]["entries"].as_array()?;
            let refused = entries.iter().filter(|entry| entry["title"] == "Refused a decision");
            let failed: Vec<Value> = refused
                .map(|entry| entry["checks"].as_array().unwrap().last().unwrap()["name"].clone())
                .collect();
            (failed.len() == 2).then_some(failed)
        })
        .await;
    assert_eq!(state, ["The right key for this kind of answer", "Signed by a key of this device"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_the_bank_takes_back_is_over_on_both_sides() {
    let world = World::open().await;
    let nothing = world.post("/sandbox/bank/withdraw", &json!({})).await;
    world.buy("coffee-grinder", "poll", false).await;
    world.open_notice().await;

    let withdrawn = world.post("/sandbox/bank/withdraw", &json!({})).await;

    assert_eq!(nothing.status, 409);
    assert_eq!(withdrawn.status, 204, "{}", withdrawn.text);
    world.screen("withdrawn").await;
    world.order("refused").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_blocks_the_phone_until_the_bank_unblocks_it() {
    let world = World::open().await;
    world.buy("coffee-grinder", "poll", false).await;
    world.open_notice().await;

    world.post("/sandbox/phone/report", &json!({})).await;
    let blocked = world.state().await;
    let device = blocked["ledger"]["devices"][0]["id"].as_str().unwrap();
    world.post(&format!("/sandbox/bank/devices/{device}/unblock"), &json!({})).await;
    let unblocked = world.state().await;

    assert_eq!(blocked["phone"]["stage"], "blocked");
    assert_eq!(blocked["ledger"]["devices"][0]["state"], "blocked");
    assert_eq!(unblocked["phone"]["stage"], "ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_phone_can_be_enrolled_again() {
    let world = World::open().await;
    let device = world.state().await["ledger"]["devices"][0]["id"].as_str().unwrap().to_owned();

    world.post(&format!("/sandbox/bank/devices/{device}/revoke"), &json!({})).await;
    let removed = world.state().await;
    world.post("/sandbox/phone/offer", &json!({})).await;
    let offered = world.state().await;
    world.post("/sandbox/phone/enrol", &json!({ "finger": "succeed" })).await;
    let confirming = world.state().await;
    world.post("/sandbox/bank/confirm", &json!({})).await;
    let ready = world.state().await;

    assert_eq!(removed["phone"]["stage"], "unenrolled");
    assert_eq!(offered["phone"]["stage"], "offered");
    assert!(
        offered["phone"]["offer"]["qr"].as_str().unwrap().starts_with("data:image/svg+xml;base64,")
    );
    assert_eq!(confirming["phone"]["stage"], "confirming");
    assert_eq!(confirming["phone"]["digits"].as_str().map(str::len), Some(6));
    assert_eq!(ready["phone"]["stage"], "ready");
}
