//! An old phone at a new gateway, and the reverse: a decision is verified by the template that it
//! names, for as long as the gateway has it.

use super::{ask, phone_but};
use crate::bank::{ACCOUNT, Bank, payment};
use countersign_gateway::channel::{ChannelError, ConsentState, Unshowable};
use countersign_protocol::consent::Template;
use serde_json::json;

/// A gateway that has a newer template too.
async fn new_gateway() -> Bank {
    Bank::with(|settings| settings.templates = vec![Template::One, Template::Test]).await
}

#[tokio::test]
async fn an_old_phone_approves_at_a_new_gateway() {
    let bank = new_gateway().await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;

    let shown = phone.fetch_by(&phone.pending().await[0], Template::One).await;
    let answer = phone.approve(&shown).await;

    assert_eq!(shown.view().template, "1");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let record = bank.gateway.consent(&consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Approved);
}

#[tokio::test]
async fn a_new_phone_approves_at_a_new_gateway_by_whichever_template_it_showed() {
    for template in [Template::One, Template::Test] {
        let bank = new_gateway().await;
        let phone = phone_but(&bank, 20, |can| can["templates"] = json!(["1", "test"])).await;
        bank.ask().await;

        let shown = phone.fetch_by(&phone.pending().await[0], template).await;
        let answer = phone.approve(&shown).await;

        assert_eq!(answer.status, 200, "{template:?}: {}", answer.text());
    }
}

#[tokio::test]
async fn what_was_shown_by_one_template_is_not_what_another_shows() {
    let bank = new_gateway().await;
    let phone = phone_but(&bank, 20, |can| can["templates"] = json!(["1", "test"])).await;
    let consent = bank.ask().await.consent;

    let shown = phone.fetch_by(&phone.pending().await[0], Template::Test).await;
    let mut claims = phone.approval(&shown, &Default::default());
    claims["display"]["template"] = json!("1");
    let answer = phone.send_approval(&shown, &claims).await;

    assert_eq!(answer.status, 403);
    let record = bank.gateway.consent(&consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Failed);
}

#[tokio::test]
async fn a_new_phone_at_an_old_gateway_is_refused_its_template_and_loses_nothing() {
    let bank = Bank::open().await;
    let phone = phone_but(&bank, 20, |can| can["templates"] = json!(["1", "test"])).await;
    let consent = bank.ask().await.consent;
    let request = &phone.pending().await[0];

    for _ in 0..6 {
        let answer = phone.approve(&phone.fetch_by(request, Template::Test).await).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"));
    }
    let device = bank.gateway.device_record(&phone.device).await.unwrap();
    let waiting = bank.gateway.consent(&consent).await.unwrap().state;
    let by_the_old = phone.approve(&phone.fetch_by(request, Template::One).await).await;

    assert_eq!((device.failures, waiting), (0, ConsentState::Pending));
    let refused = ("decision_refused".to_owned(), Some("presentation".to_owned()));
    assert_eq!(bank.log().await.iter().filter(|entry| **entry == refused).count(), 6);
    assert_eq!(by_the_old.status, 200, "{}", by_the_old.text());
}

#[tokio::test]
async fn a_phone_without_any_template_of_the_gateways_is_not_asked() {
    let bank = Bank::open().await;
    let _phone = phone_but(&bank, 20, |can| can["templates"] = json!(["test"])).await;

    let refused = ask(&bank, payment(ACCOUNT)).await;

    assert_eq!(refused, Err(ChannelError::NotShowable(Unshowable::Template)));
}

#[tokio::test]
async fn the_gateway_publishes_which_templates_it_has() {
    let (old, new) = (Bank::open().await, new_gateway().await);
    let path = "/.well-known/authentication-device";

    let (old, new) = (old.plain("GET", path).await, new.plain("GET", path).await);

    assert_eq!(old.json()["templates_supported"], json!(["1"]));
    assert_eq!(new.json()["templates_supported"], json!(["1", "test"]));
}
