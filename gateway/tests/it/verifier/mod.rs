//! docs/protocol.md §5.2, row by row: the status, whether it ends the request, and the log.

mod content;
mod form;

use crate::bank::{Bank, payment};
use countersign_gateway::channel::{ConsentState, NewConsent, OfferedAccount};
use countersign_protocol::consent::{Chosen, Selection};
use countersign_protocol::jose::Typ;
use countersign_testing::http::Answer;
use countersign_testing::phone::{Answering, Phone};
use countersign_testing::{Key, claims_of};
use serde_json::{Value, json};

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
    let receipt = claims_of(answer.text());
    assert_eq!(receipt["outcome"], "recorded");
    assert_eq!(receipt["aud"], scene.phone.device.as_str());
    assert_eq!(receipt["decision_jti"], claims["jti"]);
    let record = scene.bank.gateway.consent(&scene.consent).await.unwrap();
    assert_eq!(record.state, ConsentState::Approved);
    assert_eq!(record.authentication_code.as_deref(), claims["jti"].as_str());
    assert_eq!(record.amr.unwrap(), ["swk", "user"]);
    let decision = record.decision.unwrap();
    let hash = countersign_protocol::jose::sha256_base64url(decision.as_bytes());
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
    let token = Key::numbered(99).token(Typ::ConsentApproval, &claims);
    let refused =
        wrong_key.phone.send_decision(&wrong_key.answering, Typ::ConsentApproval, &token).await;

    assert_eq!((ended.status, ended.text()), (refused.status, refused.text()));
}
