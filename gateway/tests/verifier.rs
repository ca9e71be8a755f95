//! docs/protocol.md §5.2, row by row: the status, whether it ends the request, and the log.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use countersign::consent::{Chosen, Selection};
use countersign::jose::Typ;
use countersign_gateway::channel::{ConsentState, NewConsent, OfferedAccount};
use serde_json::{Value, json};
use support::{Answer, Answering, Bank, Phone, TestKey, payment};

/// One thing that is different.
type Change = fn(&mut Value);

struct Scene {
    bank: Bank,
    phone: Phone,
    consent: String,
    number: Option<String>,
    answering: Answering,
}

impl Scene {
    async fn of(consent: NewConsent) -> Self {
        let bank = Bank::open().await;
        let phone = bank.phone(20).await;
        let created = bank.gateway.create_consent(consent).await.unwrap();
        let answering = phone.open().await;
        Self { bank, phone, consent: created.consent, number: created.number_to_enter, answering }
    }

    async fn payment() -> Self {
        Self::of(payment("account-1")).await
    }

    /// An approval in which one thing is different.
    async fn approve_but(&self, change: impl FnOnce(&mut Value)) -> Answer {
        let mut claims = self.phone.approval(&self.answering, &Selection::default());
        change(&mut claims);
        self.phone.send_approval(&self.answering, &claims).await
    }

    async fn state(&self) -> ConsentState {
        self.bank.gateway.consent(&self.consent).await.unwrap().state
    }

    /// It was refused with this status, the log names the check, and the request goes on.
    async fn refused(&self, answer: &Answer, status: u16, check: &str) {
        assert_eq!(answer.status, status, "{}", answer.text());
        let last = self.bank.log().await.pop().unwrap();
        assert_eq!(last, ("decision_refused".to_owned(), Some(check.to_owned())));
        assert_eq!(self.state().await, ConsentState::Pending);
        assert_eq!(self.phone.status(&self.answering).await["status"], "pending");
    }

    /// It was refused, and the request has failed by it.
    async fn ended(&self, answer: &Answer, check: &str) {
        assert_eq!(answer.status, 403, "{}", answer.text());
        assert_eq!(answer.problem(), "refused");
        let last = self.bank.log().await.pop().unwrap();
        assert_eq!(last, ("consent_failed".to_owned(), Some(check.to_owned())));
        assert_eq!(self.state().await, ConsentState::Failed);
        assert_eq!(self.phone.status(&self.answering).await["status"], "failed");
    }
}

fn with_accounts() -> NewConsent {
    let account = |id: &str, label: &str| OfferedAccount {
        id: id.to_owned(),
        label: label.to_owned(),
        identification: "DE** 1603".to_owned(),
        currency: None,
    };
    NewConsent {
        accounts: Some(vec![account("a", "Current account"), account("b", "Savings")]),
        ..payment("account-1")
    }
}

fn choosing(accounts: &[&str]) -> Selection {
    let accounts = accounts.iter().map(|id| (*id).to_owned()).collect();
    Selection::of(vec![Chosen { detail: 0, accounts }])
}

#[tokio::test]
async fn an_approval_that_is_right_is_recorded_and_gets_a_receipt() {
    let scene = Scene::payment().await;

    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let answer = scene.phone.send_approval(&scene.answering, &claims).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/consent-receipt+jwt");
    let receipt = support::phone::claims(answer.text());
    assert_eq!(receipt["outcome"], "recorded");
    assert_eq!(receipt["aud"], scene.phone.device.as_str());
    assert_eq!(receipt["decision_jti"], claims["jti"]);
    let record = scene.bank.gateway.consent(&scene.consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Approved);
    assert_eq!(record.authentication_code.as_deref(), claims["jti"].as_str());
    assert_eq!(record.amr.unwrap(), ["swk", "user"]);
    let decision = record.decision.unwrap();
    let hash = countersign::jose::sha256_base64url(decision.as_bytes());
    assert_eq!(receipt["decision_hash"], hash.as_str());
}

#[tokio::test]
async fn a_denial_by_the_transport_key_is_recorded_with_its_reason() {
    let scene = Scene::payment().await;

    let answer = scene.phone.deny(&scene.answering, "wrong_details").await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let record = scene.bank.gateway.consent(&scene.consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Denied);
    assert_eq!(record.reason.as_deref(), Some("wrong_details"));
    assert_eq!((record.authentication_code, record.amr.is_none()), (None, true));
}

#[tokio::test]
async fn a_denial_needs_nothing_that_was_shown_and_may_be_by_the_approval_key() {
    let scene = Scene::payment().await;

    let mut claims = scene.phone.decision(&scene.answering);
    claims["reason"] = json!("cannot_display");
    let token = scene.phone.approval.token(Typ::ConsentDenial, &claims);
    let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentDenial, &token).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn check_1_size() {
    let scene = Scene::payment().await;

    let token = "a".repeat(16 * 1024 + 1);
    let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

    assert_eq!((answer.status, answer.problem().as_str()), (413, "too-large"));
    assert_eq!(scene.state().await, ConsentState::Pending);
}

#[tokio::test]
async fn check_2_form() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let good = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    let parts: Vec<_> = good.split('.').collect();

    for rubbish in [
        "rubbish".to_owned(),
        format!("{good}="),
        format!("{good}.{}", parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], "bm90IGpzb24", parts[2]), // "not json"
        // {"alg":"ES256","typ":"consent-approval+jwt","kid":"k","crit":[]}
        format!(
            "{}.{}.{}",
            countersign::jose::base64url(
                br#"{"alg":"ES256","typ":"consent-approval+jwt","kid":"k","crit":[]}"#
            ),
            parts[1],
            parts[2]
        ),
    ] {
        let answer =
            scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &rubbish).await;

        assert_eq!(answer.problem(), "malformed");
        scene.refused(&answer, 400, "form").await;
    }
}

#[tokio::test]
async fn the_media_type_must_be_that_of_a_decision() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let token = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    let path = format!("/ad/requests/{}/decision", scene.answering.id());

    let answer = scene.phone.send("POST", &path, "application/jwt", &token).await;

    assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"));
    assert_eq!(scene.state().await, ConsentState::Pending);
}

#[tokio::test]
async fn check_3_the_key_is_of_the_device_that_calls() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());

    let token = TestKey::new(99).token(Typ::ConsentApproval, &claims);
    let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

    scene.refused(&answer, 403, "key").await;
}

#[tokio::test]
async fn check_4_no_transport_key_approves_and_no_type_poses_as_another() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let by_transport = scene.phone.transport.token(Typ::ConsentApproval, &claims);
    let other_type = scene.phone.approval.token(Typ::ConsentReceipt, &claims);
    let denial = scene
        .phone
        .transport
        .token(Typ::ConsentDenial, &scene.phone.denial(&scene.answering, "not_me"));

    for token in [by_transport, other_type, denial] {
        let answer =
            scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

        scene.refused(&answer, 403, "type").await;
    }
}

#[tokio::test]
async fn check_5_the_signature_and_its_algorithm() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let token = scene.phone.approval.token(Typ::ConsentApproval, &claims);
    let (_, rest) = token.split_once('.').unwrap();
    let (payload, _) = rest.split_once('.').unwrap();
    let (input, _) = token.rsplit_once('.').unwrap();
    let other = scene.phone.transport.token(Typ::ConsentApproval, &claims);
    let (_, foreign) = other.rsplit_once('.').unwrap();
    let none = countersign::jose::base64url(
        format!(
            r#"{{"alg":"HS256","typ":"consent-approval+jwt","kid":"{}"}}"#,
            countersign::jose::Signer::kid(&scene.phone.approval)
        )
        .as_bytes(),
    );

    for token in [format!("{input}.{foreign}"), format!("{none}.{payload}.{foreign}")] {
        let answer =
            scene.phone.send_decision(&scene.answering, Typ::ConsentApproval, &token).await;

        scene.refused(&answer, 403, "signature").await;
    }
}

#[tokio::test]
async fn check_6_the_claims() {
    let scene = Scene::payment().await;
    let changes: [Change; 15] = [
        |claims| claims["iss"] = json!("another-device"),
        |claims| claims["aud"] = json!("https://another.example"),
        |claims| claims["request"] = json!("another-request"),
        |claims| claims["exp"] = json!(claims["exp"].as_i64().unwrap() + 1),
        |claims| claims["iat"] = json!("1772442000"),
        |claims| claims["jti"] = json!("with space"),
        |claims| claims["unlisted"] = json!(true),
        |claims| claims["reason"] = json!("not_me"),
        |claims| claims["amr"] = json!(["pwd"]),
        |claims| claims["number"] = json!("12 "),
        |claims| claims["number"] = json!(12),
        |claims| claims["display"]["unlisted"] = json!(1),
        |claims| drop(claims.as_object_mut().unwrap().remove("display")),
        |claims| drop(claims.as_object_mut().unwrap().remove("nonce")),
        |claims| drop(claims.as_object_mut().unwrap().remove("amr")),
    ];

    for change in changes {
        let answer = scene.approve_but(change).await;

        assert_eq!(answer.problem(), "refused");
        scene.refused(&answer, 403, "claims").await;
    }
}

#[tokio::test]
async fn check_7_identical_bytes_get_the_stored_receipt_even_after_expiry() {
    let scene = Scene::payment().await;
    let claims = scene.phone.approval(&scene.answering, &Selection::default());
    let first = scene.phone.send_approval(&scene.answering, &claims).await;

    scene.bank.clock.advance(301);
    let again = scene.phone.send_approval(&scene.answering, &claims).await;

    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.text(), again.text());
}

#[tokio::test]
async fn check_7_another_decision_on_a_decided_request_is_a_conflict() {
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
async fn check_8_time() {
    let scene = Scene::payment().await;

    let future = scene.approve_but(|claims| claims["iat"] = json!(support::START + 61)).await;
    let before = scene.approve_but(|claims| claims["iat"] = json!(support::START - 61)).await;

    scene.refused(&future, 410, "pending").await;
    scene.refused(&before, 410, "pending").await;
    scene.bank.clock.advance(299);
    let in_time = scene.phone.approve(&scene.answering).await;
    assert_eq!(in_time.status, 200, "{}", in_time.text());
}

#[tokio::test]
async fn check_8_the_end_itself_is_too_late() {
    let scene = Scene::payment().await;

    scene.bank.clock.advance(300);
    let answer = scene.phone.approve(&scene.answering).await;

    assert_eq!((answer.status, answer.problem().as_str()), (410, "gone"));
    assert_eq!(scene.state().await, ConsentState::Expired);
    assert_eq!(scene.phone.status(&scene.answering).await["status"], "expired");
}

#[tokio::test]
async fn check_8_what_was_withdrawn_is_gone() {
    let scene = Scene::payment().await;

    scene.bank.gateway.withdraw(&scene.consent).await.unwrap();
    let answer = scene.phone.approve(&scene.answering).await;

    assert_eq!(answer.status, 410);
    assert_eq!(scene.state().await, ConsentState::Withdrawn);
    assert_eq!(scene.phone.status(&scene.answering).await["status"], "withdrawn");
}

#[tokio::test]
async fn check_9_the_nonce_ends_the_request() {
    let scene = Scene::payment().await;

    let answer =
        scene.approve_but(|claims| claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA")).await;

    scene.ended(&answer, "nonce").await;
}

#[tokio::test]
async fn check_10_other_bytes_of_the_request_end_it() {
    let scene = Scene::payment().await;
    let other = countersign::jose::sha256_base64url(b"another request");

    let answer = scene.approve_but(|claims| claims["request_hash"] = json!(other)).await;

    scene.ended(&answer, "request_hash").await;
}

#[tokio::test]
async fn check_11_another_display_ends_the_request() {
    for change in [
        (|claims| claims["display"]["hash"] = json!(countersign::jose::sha256_base64url(b"x")))
            as Change,
        |claims| claims["display"]["template"] = json!("2"),
    ] {
        let scene = Scene::payment().await;

        let answer = scene.approve_but(change).await;

        scene.ended(&answer, "display").await;
    }
}

#[tokio::test]
async fn check_11_what_cannot_be_shown_cannot_be_approved_but_denied() {
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
async fn check_12_a_selection_that_fits_is_recorded() {
    let scene = Scene::of(with_accounts()).await;

    let claims = scene.phone.approval(&scene.answering, &choosing(&["b"]));
    let answer = scene.phone.send_approval(&scene.answering, &claims).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let record = scene.bank.gateway.consent(&scene.consent).await.unwrap();
    assert_eq!(record.selection.unwrap().get(), r#"[{"detail":0,"accounts":["b"]}]"#);
}

#[tokio::test]
async fn check_12_any_other_selection_ends_the_request() {
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
async fn check_12_a_choice_that_was_not_asked_for_ends_the_request() {
    let scene = Scene::payment().await;

    let answer = scene
        .approve_but(|claims| claims["selection"] = json!([{"detail": 0, "accounts": ["a"]}]))
        .await;

    scene.ended(&answer, "selection").await;
}

#[tokio::test]
async fn check_13_the_right_number_is_accepted() {
    let scene = Scene::of(NewConsent { number_entry: Some(3), ..payment("account-1") }).await;
    let number = scene.number.clone().unwrap();

    let answer = scene.approve_but(|claims| claims["number"] = json!(number)).await;

    assert_eq!((number.len(), answer.status), (3, 200), "{}", answer.text());
}

#[tokio::test]
async fn check_13_a_wrong_or_missing_number_ends_the_request() {
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

#[tokio::test]
async fn a_denial_that_fails_a_check_changes_nothing() {
    let scene = Scene::payment().await;
    let changes: [(Change, &str); 3] = [
        (|claims| claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA"), "nonce"),
        (|claims| claims["request_hash"] = json!("A".repeat(43)), "request_hash"),
        (|claims| claims["display"]["hash"] = json!("A".repeat(43)), "display"),
    ];

    for (change, check) in changes {
        let mut claims = scene.phone.denial(&scene.answering, "not_me");
        change(&mut claims);
        let token = scene.phone.transport.token(Typ::ConsentDenial, &claims);
        let answer = scene.phone.send_decision(&scene.answering, Typ::ConsentDenial, &token).await;

        scene.refused(&answer, 403, check).await;
    }
}

#[tokio::test]
async fn every_refusal_looks_the_same() {
    let wrong_nonce = Scene::payment().await;
    let wrong_key = Scene::payment().await;
    let claims = wrong_key.phone.approval(&wrong_key.answering, &Selection::default());

    let ended = wrong_nonce.approve_but(|c| c["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA")).await;
    let token = TestKey::new(99).token(Typ::ConsentApproval, &claims);
    let refused =
        wrong_key.phone.send_decision(&wrong_key.answering, Typ::ConsentApproval, &token).await;

    assert_eq!((ended.status, ended.text()), (refused.status, refused.text()));
}
