//! Checks 8 to 16: what was decided, its time, and what ends the request.

use super::{Change, Scene, choosing, with_accounts};
use crate::bank::{self, ACCOUNT, Bank, payment};
use countersign_gateway::channel::{ConsentState, NewConsent};
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{OwnType, Selection, Types};
use countersign_protocol::jose::Typ;
use countersign_protocol::vocabulary::Capabilities;
use serde_json::json;

#[tokio::test]
async fn check_8_identical_bytes_get_the_stored_receipt_even_after_expiry() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let first = scene.phone.send_approval(&scene.answering, &claims).await;

    scene.bank.clock.advance(301);
    let again = scene.phone.send_approval(&scene.answering, &claims).await;

    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.text(), again.text());
}

#[tokio::test]
async fn check_8_another_decision_on_a_decided_request_is_a_conflict() {
    let scene = Scene::payment().await;
    let first = scene.phone.deny(&scene.answering, "changed_mind").await;

    let approval = scene.phone.approve(&scene.answering).await;
    let denial = scene.phone.deny(&scene.answering, "changed_mind").await;

    assert_eq!(first.status, 200);
    assert_eq!((approval.status, approval.problem().as_str()), (409, "conflict"));
    assert_eq!(denial.status, 409);
    assert_eq!(scene.state().await, ConsentState::Denied);
    assert_eq!(scene.phone.status(&scene.answering).await["receipt"], first.text());
}

#[tokio::test]
async fn check_10_time() {
    let scene = Scene::payment().await;

    let future = scene.approve_but(|claims| claims["iat"] = json!(bank::START + 61)).await;
    let before = scene.approve_but(|claims| claims["iat"] = json!(bank::START - 61)).await;

    scene.refused(&future, 403, "time").await;
    scene.refused(&before, 403, "time").await;
    scene.bank.clock.advance(299);
    let in_time = scene.phone.approve(&scene.answering).await;
    assert_eq!(in_time.status, 200, "{}", in_time.text());
}

#[tokio::test]
async fn check_9_the_end_itself_is_too_late() {
    let scene = Scene::payment().await;

    scene.bank.clock.advance(300);
    let answer = scene.phone.approve(&scene.answering).await;

    assert_eq!((answer.status, answer.problem().as_str()), (410, "gone"));
    assert_eq!(scene.state().await, ConsentState::Expired);
    assert_eq!(scene.phone.status(&scene.answering).await["status"], "expired");
}

#[tokio::test]
async fn check_9_what_was_withdrawn_is_gone() {
    let scene = Scene::payment().await;

    scene.bank.gateway.withdraw(&scene.consent).await.unwrap();
    let answer = scene.phone.approve(&scene.answering).await;

    assert_eq!(answer.status, 410);
    assert_eq!(scene.state().await, ConsentState::Withdrawn);
    assert_eq!(scene.phone.status(&scene.answering).await["status"], "withdrawn");
}

#[tokio::test]
async fn check_11_the_nonce_ends_the_request() {
    let scene = Scene::payment().await;

    let answer =
        scene.approve_but(|claims| claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA")).await;

    scene.ended(&answer, "nonce").await;
}

#[tokio::test]
async fn check_12_other_bytes_of_the_request_end_it() {
    let scene = Scene::payment().await;
    let other = countersign_protocol::jose::sha256_base64url(b"another request");

    let answer = scene.approve_but(|claims| claims["request_hash"] = json!(other)).await;

    scene.ended(&answer, "request_hash").await;
}

#[tokio::test]
async fn check_14_another_display_ends_the_request() {
    let scene = Scene::payment().await;
    let other = countersign_protocol::jose::sha256_base64url(b"x");

    let answer = scene.approve_but(|claims| claims["display"]["hash"] = json!(other)).await;

    scene.ended(&answer, "display").await;
}

#[tokio::test]
async fn check_13_a_template_that_the_bank_does_not_have_is_no_failed_approval() {
    for template in ["2", "1.0", "01", " 1"] {
        let scene = Scene::payment().await;

        let answer =
            scene.approve_but(|claims| claims["display"]["template"] = json!(template)).await;

        scene.refused(&answer, 403, "presentation").await;
        let device = scene.bank.gateway.device_record(&scene.phone.device).await.unwrap();
        assert_eq!(device.failures, 0, "{template}");
        assert_eq!(scene.phone.approve(&scene.answering).await.status, 200, "{template}");
    }
}

#[tokio::test]
async fn check_13_a_language_that_template_1_does_not_have() {
    for (locale, check) in
        [("en-GB", "presentation"), ("it", "presentation"), ("EN", "presentation"), ("", "claims")]
    {
        let scene = Scene::payment().await;

        let answer = scene.approve_but(|claims| claims["display"]["locale"] = json!(locale)).await;

        scene.refused(&answer, 403, check).await;
    }
}

#[tokio::test]
async fn check_13_no_is_no_however_it_was_shown() {
    let changes: [Change; 2] = [
        |claims| claims["display"]["template"] = json!("2"),
        |claims| claims["display"]["locale"] = json!("it"),
    ];
    for change in changes {
        let scene = Scene::payment().await;
        let mut claims = scene.phone.denial(&scene.answering, "not_me");
        claims["display"]["hash"] = json!("A".repeat(43));
        change(&mut claims);

        let token = scene.phone.transport.token(Typ::ConsentDenial, &claims);
        let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentDenial, &token).await;

        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(scene.state().await, ConsentState::Denied);
    }
}

#[tokio::test]
async fn check_14_a_type_of_the_banks_own_is_approved_in_a_language_that_has_its_words() {
    let schema = br#"{"type":"urn:bank.example:limit","title":{"de":"Ein Limit"},
        "section":{"de":"Limit"},"fields":[
        {"name":"limit","kind":"money","label":{"de":"Limit"},"prominence":1}]}"#;
    let details = r#"[{"type":"urn:bank.example:limit","limit":{"amount":"5","currency":"EUR"}}]"#;
    let own = OwnType::parse(schema, &[Language::German]).unwrap();
    let types = Types::with_own(vec![own]).unwrap();

    for (locale, status) in [("de", 200), ("en", 403)] {
        let bank = Bank::with(|settings| settings.types = types.clone()).await;
        let mut phone = bank.unenrolled(20);
        phone.capabilities =
            serde_json::to_value(Capabilities::of("0.1.0", &types.clone())).unwrap();
        let phone = bank.enrolled(ACCOUNT, phone).await;
        let authorization_details = Some(serde_json::from_str(details).unwrap());
        let limit = NewConsent { authorization_details, ..payment("account-1") };
        bank.gateway.create_consent(limit).await.unwrap();
        let request = &phone.pending().await[0];
        let answering = phone.fetch_in(request, Language::German, types.clone()).await;
        let mut claims = phone.approval(&answering, &Selection::default());
        claims["display"]["locale"] = json!(locale);

        let answer = phone.send_approval(&answering, &claims).await;

        assert_eq!(answer.status, status, "{locale}");
        let device = bank.gateway.device_record(&phone.device).await.unwrap();
        assert_eq!(device.failures, 0, "{locale}: it is no guess");
    }
}

#[tokio::test]
async fn check_14_what_cannot_be_shown_cannot_be_approved_but_denied() {
    let bank = Bank::with(|settings| settings.refuse_unshowable = false).await;
    let phone = bank.phone(20).await;
    let details = r#"[{"type":"something_else"}]"#;
    let hidden = || NewConsent {
        authorization_details: Some(serde_json::from_str(details).unwrap()),
        ..payment("account-1")
    };
    let approved = bank.gateway.create_consent(hidden()).await.unwrap().consent;
    let answering = phone.open().await;
    let mut claims = phone.decision(&answering);
    claims["display"] =
        json!({"hash": "A".repeat(43), "template": "1", "locale": "en", "time_zone": "UTC"});
    claims["amr"] = json!(["swk", "user"]);
    let approval = phone.send_approval(&answering, &claims).await;

    let denied = bank.gateway.create_consent(hidden()).await.unwrap().consent;
    let answering = phone.open().await;
    let mut claims = phone.decision(&answering);
    claims["reason"] = json!("cannot_display");
    let token = phone.transport.token(Typ::ConsentDenial, &claims);
    let denial = phone.send_decision(&answering, Typ::ConsentDenial, &token).await;

    assert_eq!((approval.status, denial.status), (403, 200));
    let (approved, denied) =
        (bank.gateway.consent(&approved).await, bank.gateway.consent(&denied).await);
    assert_eq!(approved.unwrap().state, ConsentState::Failed);
    assert_eq!(denied.unwrap().reason.as_deref(), Some("cannot_display"));
}

#[tokio::test]
async fn check_15_a_selection_that_fits_is_recorded() {
    let scene = Scene::of(with_accounts()).await;

    let claims = scene.phone.approval(&scene.answering, &choosing(&["b"]));
    let answer = scene.phone.send_approval(&scene.answering, &claims).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let record = scene.bank.gateway.consent(&scene.consent).await.unwrap();
    assert_eq!(record.selection.unwrap().get(), r#"[{"detail":0,"accounts":["b"]}]"#);
}

#[tokio::test]
async fn check_15_any_other_selection_ends_the_request() {
    for selection in [
        json!([]),
        json!([{"detail": 0, "accounts": ["c"]}]),
        json!([{"detail": 0, "accounts": ["a", "b"]}]),
        json!([{"detail": 1, "accounts": ["a"]}]),
        json!([{"detail": 0, "accounts": []}]),
    ] {
        let scene = Scene::of(with_accounts()).await;
        let mut claims = scene.phone.approval(&scene.answering, &choosing(&["a"]));
        claims["selection"] = selection;

        let answer = scene.phone.send_approval(&scene.answering, &claims).await;

        scene.ended(&answer, "selection").await;
    }
}

#[tokio::test]
async fn check_15_a_choice_that_was_not_asked_for_ends_the_request() {
    let scene = Scene::payment().await;

    let answer = scene
        .approve_but(|claims| claims["selection"] = json!([{"detail": 0, "accounts": ["a"]}]))
        .await;

    scene.ended(&answer, "selection").await;
}

#[tokio::test]
async fn check_16_the_right_number_is_accepted() {
    let scene = Scene::of(NewConsent { number_entry: Some(3), ..payment("account-1") }).await;
    let number = scene.number.clone().unwrap();

    let answer = scene.approve_but(|claims| claims["number"] = json!(number)).await;

    assert_eq!((number.len(), answer.status), (3, 200), "{}", answer.text());
}

#[tokio::test]
async fn check_16_a_wrong_or_missing_number_ends_the_request() {
    let other = |number: &str| if number == "12" { "21" } else { "12" };
    for typed in [Some(()), None] {
        let scene = Scene::of(NewConsent { number_entry: Some(2), ..payment("account-1") }).await;
        let wrong = other(&scene.number.clone().unwrap());

        let answer = scene
            .approve_but(|claims| {
                if typed.is_some() {
                    claims["number"] = json!(wrong);
                }
            })
            .await;

        scene.ended(&answer, "number").await;
    }
}
