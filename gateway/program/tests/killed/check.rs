//! What must be true on both sides, wherever the gateway was killed.

use super::journey::{Decided, Ends, Journey};
use super::process::{Kill, REQUEST_KEY};
use countersign_protocol::jose::{Signer as _, sha256_base64url};
use countersign_testing::http::Answer;
use countersign_testing::{Key, claims_of};
use countersign_verify::audit::{AuditTrust, verify_audit_export};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) async fn both_sides(journey: &mut Journey, ends: &Ends, kill: Kill) {
    let settled = settle(journey, ends).await;
    let states = settled.iter().map(|record| record["state"].clone()).collect::<Vec<_>>();
    assert_eq!(
        json!(states),
        json!(["approved", "denied", "failed", "approved", "withdrawn"]),
        "{kill:?}"
    );
    for (decided, record) in
        [(&ends.approved, &settled[0]), (&ends.denied, &settled[1]), (&ends.login, &settled[3])]
    {
        recorded(journey, decided, record).await;
    }
    // The first time 403; once the answer to that was lost, the same bytes are a second decision.
    assert!([403, 409].contains(&ends.failed.answer.status));
    assert_eq!(settled[2]["decision"], ends.failed.token.as_str(), "{kill:?}");
    once_in_the_log(journey, ends, kill).await;
    sealed_once(journey, kill).await;
    told(journey, ends, &settled, kill).await;
    let device = format!("/channel/v1/devices/{}", journey.phone.device);
    let device = journey.channel("GET", &device, None).await.json();
    assert_eq!((&device["failures"], &device["state"]), (&json!(1), &json!("active")), "{kill:?}");
}

/// The records in their order, when the AS has been told of all that it will be told.
async fn settle(journey: &mut Journey, ends: &Ends) -> Vec<Value> {
    let consents = [
        &ends.approved.consent,
        &ends.denied.consent,
        &ends.failed.consent,
        &ends.login.consent,
        &ends.withdrawn,
    ];
    for _ in 0..300 {
        let mut records = Vec::new();
        for consent in consents {
            let path = format!("/channel/v1/consents/{consent}");
            records.push(journey.channel("GET", &path, None).await.json());
        }
        if records.iter().all(|record| record["reported"] != "due") {
            return records;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the AS was not told");
}

/// The phone has a receipt for these bytes, and the record is theirs.
async fn recorded(journey: &mut Journey, decided: &Decided, record: &Value) {
    let Answer { status, .. } = decided.answer;
    assert_eq!(status, 200, "{}", decided.answer.text());
    let receipt = claims_of(decided.answer.text());
    assert_eq!(receipt["decision_hash"], sha256_base64url(decided.token.as_bytes()).as_str());
    assert_eq!(record["decision"], decided.token.as_str());
    let path = format!("/ad/requests/{}/status", decided.request);
    let status = journey.device("GET", &path, None).await;
    let status = claims_of(status.text());
    assert_eq!(
        (&status["status"], &status["receipt"]),
        (&json!("decided"), &json!(decided.answer.text()))
    );
}

async fn once_in_the_log(journey: &mut Journey, ends: &Ends, kill: Kill) {
    let log = journey.channel("GET", "/channel/v1/audit", None).await.json();
    let count = |consent: &str| {
        let ended = ["consent_approved", "consent_denied", "consent_failed", "consent_withdrawn"];
        let entries = log["entries"].as_array().unwrap().iter();
        let of = entries.filter(|entry| entry["consent"] == consent);
        of.filter(|entry| ended.contains(&entry["event"].as_str().unwrap())).count()
    };
    for consent in [
        &ends.approved.consent,
        &ends.denied.consent,
        &ends.failed.consent,
        &ends.login.consent,
        &ends.withdrawn,
    ] {
        assert_eq!(count(consent), 1, "{kill:?}");
    }
}

/// Every entry of the log is in the sealed one, once, and the whole leads to the signed head.
async fn sealed_once(journey: &mut Journey, kill: Kill) {
    let page = journey.channel("GET", "/channel/v1/audit/export", None).await;
    let log = journey.channel("GET", "/channel/v1/audit", None).await.json();
    let (issuer, key) = (page.json()["issuer"].clone(), Key::numbered(REQUEST_KEY));
    let (issuer, keys) = (issuer.as_str().unwrap(), [*key.public_key()]);
    let trust = AuditTrust { issuer, keys: &keys, known: None };
    let verified = verify_audit_export(page.text().as_bytes(), &trust).unwrap();
    let sealed: Vec<_> = verified.entries.iter().map(|entry| json!(entry.number)).collect();
    let entries = log["entries"].as_array().unwrap().iter();
    let written: Vec<_> = entries.map(|entry| entry["number"].clone()).take(sealed.len()).collect();
    assert!(verified.is_complete() && sealed.len() >= 10, "{kill:?}");
    assert_eq!(sealed, written, "{kill:?}");
}

/// The webhook hears of every consent, under the consent's own key and always the same; Keycloak
/// is called once at most, and what is not known to have arrived is said to be unknown.
async fn told(journey: &Journey, ends: &Ends, settled: &[Value], kill: Kill) {
    let heard = journey.webhook.heard();
    for record in settled {
        let consent = record["consent"].as_str().unwrap();
        let of: Vec<_> = heard.iter().filter(|call| call.key == consent).collect();
        assert!(!of.is_empty() && of.len() <= 2, "{kill:?}: {} times", of.len());
        for call in of {
            let told: Value = serde_json::from_str(&call.body).unwrap();
            assert_eq!(told["consent"], consent, "{kill:?}");
            for member in ["state", "decision", "authentication_code", "decided_at"] {
                assert_eq!(told[member], record[member], "{kill:?}");
            }
        }
    }
    let calls = journey.keycloak.heard();
    let reported = &settled[3]["reported"];
    match reported.as_str().unwrap() {
        "taken" => assert_eq!(calls.len(), 1, "{kill:?}"),
        "unknown" => assert!(calls.len() <= 1, "{kill:?}"),
        other => panic!("{kill:?}: {other}"),
    }
    assert!(calls.iter().all(|call| call.body == r#"{"status":"SUCCEED"}"#), "{kill:?}");
    assert!(kill == Kill::Never || settled[3]["consent"] == ends.login.consent.as_str());
}
