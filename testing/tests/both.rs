//! The bank and the phone of this crate fit each other, and notice when the other lies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use countersign_protocol::jose::{Signer as _, Typ};
use countersign_testing::bank::{NOW, Server, Step, Trick};
use countersign_testing::phone::Phone;
use countersign_testing::{Key, ManualClock, claims_of, samples};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn a_phone_enrols_at_the_bank_and_approves() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let request = server.ask(&phone.device, samples::payment());

    let answer = phone.approve(&phone.open().await).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(claims_of(answer.text())["request"], json!(request));
    assert_eq!(server.status(&phone.device, &request), "decided");
}

#[tokio::test]
async fn a_phone_that_signs_with_another_key_is_refused() {
    let server = Server::start().await;
    let mut phone = enrolled(&server).await;
    let request = server.ask(&phone.device, samples::payment());
    let answering = phone.open().await;
    phone.approval = Key::of("a thief's");

    let answer = phone.approve(&answering).await;

    assert_eq!((answer.status, answer.problem()), (403, "refused".to_owned()));
    assert_eq!(server.status(&phone.device, &request), "pending");
}

#[tokio::test]
async fn a_bank_that_lies_once_tells_the_truth_afterwards() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    server.alter(Step::DeviceState, |claims| claims["state"] = json!("blocked"));
    server.next(Step::DeviceState, Trick::SignWith(Key::of("a stranger's")));
    let stranger = Key::of("a stranger's").kid();

    let lie = phone.state().await;
    let forged = phone.get("/ad/device").await;
    let truth = phone.state().await;

    assert_eq!((lie.as_str(), truth.as_str()), ("blocked", "active"));
    assert_eq!(countersign_testing::header_of(forged.text())["kid"], json!(stranger));
}

#[tokio::test]
async fn a_phone_replaces_its_approval_key_and_decides_with_the_new_one() {
    let server = Server::start().await;
    let mut phone = enrolled(&server).await;
    phone.rotate("approval", Key::numbered(99)).await;
    let request = server.ask(&phone.device, samples::payment());
    let answering = phone.open().await;

    let claims = phone.denial(&answering, "not_me");
    let denial = Key::numbered(99).token(Typ::ConsentDenial, &claims);
    let answer = phone.send_decision(&answering, Typ::ConsentDenial, &denial).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(server.status(&phone.device, &request), "decided");
}

/// A phone whose device is active.
async fn enrolled(server: &Server) -> Phone {
    let key = *server.state().request_key().public_key();
    let clock = Arc::new(ManualClock::at(NOW));
    let mut phone = Phone::new(&server.issuer, &key, clock, 20);
    let answer = phone.register(&server.offer(samples::LABEL).token).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    server.set_device(&phone.device, "active");
    phone
}
