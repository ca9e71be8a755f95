//! What the bank's people see and do: devices in pages, their states and reasons, the audit log.

use crate::bank::{self, ACCOUNT, Bank, START};
use countersign_gateway::channel::{ChannelError, RevocationReason};
use countersign_gateway::push::{Push, PushError, PushFuture, PushMessage, PushSender};
use countersign_gateway::{Database, Limits};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

fn devices(query: &str) -> String {
    format!("/channel/v1/accounts/{ACCOUNT}/devices{query}")
}

async fn record(bank: &Bank, device: &str) -> Value {
    bank.channel("GET", &format!("/channel/v1/devices/{device}"), None).await.json()
}

#[tokio::test]
async fn a_device_is_listed_with_everything_the_bank_may_want_to_know() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    bank.clock.advance(100);
    phone.renew().await;

    let device = record(&bank, &phone.device).await;

    assert_eq!(
        device,
        json!({
            "id": phone.device, "model": "Test Phone", "os": "Test OS 1", "state": "active",
            "enrolled_at": START, "failures": 0, "attestation": "none", "key_level": "software",
            "last_seen_at": START + 100, "state_since": START,
        })
    );
}

#[tokio::test]
async fn devices_are_given_in_pages_in_the_order_of_their_enrolment() {
    let bank = Bank::with(|settings| {
        settings.limits = Limits { offers_per_hour: 100, ..Limits::default() };
    })
    .await;
    let mut enrolled = Vec::new();
    for seed in [20, 30, 40, 50, 60] {
        enrolled.push(bank.phone(seed).await.device);
    }
    bank.phone_of("another", 70).await;

    let mut seen: Vec<Value> = Vec::new();
    let mut query = "?limit=2".to_owned();
    let mut pages = 0;
    loop {
        let page = bank.channel("GET", &devices(&query), None).await.json();
        pages += 1;
        seen.extend(page["devices"].as_array().unwrap().iter().map(|one| one["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=2&after={next}");
    }
    let whole = bank.channel("GET", &devices(""), None).await.json();
    let foreign = bank.channel("GET", &devices("?after=unknown"), None).await;
    let none = bank.channel("GET", &devices("?limit=0"), None).await;
    let many = bank.channel("GET", &devices("?limit=101"), None).await;

    assert_eq!((json!(seen), pages), (json!(enrolled), 3));
    assert_eq!(whole["devices"].as_array().unwrap().len(), 5);
    assert_eq!((foreign.status, none.status, many.status), (404, 400, 400));
}

#[tokio::test]
async fn a_revocation_has_a_reason_and_the_first_one_stays() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let path = format!("/channel/v1/devices/{}/revocation", phone.device);
    bank.clock.advance(10);

    let stolen = bank.channel("POST", &path, Some(r#"{"reason":"stolen"}"#)).await;
    bank.clock.advance(10);
    let again = bank.channel("POST", &path, None).await;
    let wrong = bank.channel("POST", &path, Some(r#"{"reason":"bored"}"#)).await;

    assert_eq!((stolen.status, again.status, wrong.status), (204, 204, 400));
    let device = record(&bank, &phone.device).await;
    assert_eq!(
        (&device["state"], &device["state_reason"], &device["state_since"]),
        (&json!("revoked"), &json!("stolen"), &json!(START + 10))
    );
    assert_eq!(bank.gateway.unblock(&phone.device).await, Err(ChannelError::Conflict));
}

#[tokio::test]
async fn all_devices_of_an_account_are_revoked_at_once_and_no_others() {
    let bank = Bank::open().await;
    let (first, second) = (bank.phone(20).await, bank.phone(30).await);
    let other = bank.phone_of("another", 40).await;
    let gone = bank.phone(50).await;
    bank.gateway.revoke(&gone.device, RevocationReason::Lost).await.unwrap();
    let path = format!("/channel/v1/accounts/{ACCOUNT}/revocation");

    let revoked = bank.channel("POST", &path, Some(r#"{"reason":"fraud"}"#)).await;
    let again = bank.channel("POST", &path, None).await;

    assert_eq!(revoked.json(), json!({"revoked": [first.device, second.device]}));
    assert_eq!(again.json(), json!({"revoked": []}));
    assert_eq!((first.state().await, other.state().await), ("revoked".into(), "active".into()));
    assert_eq!(record(&bank, &gone.device).await["state_reason"], "lost");
}

#[tokio::test]
async fn a_state_says_why_it_is_as_it_is() {
    let bank = Bank::with(|settings| settings.limits.failures = 1).await;
    let (first, second) = (bank.phone_of("a", 20).await, bank.phone_of("b", 30).await);
    let third = bank.phone_of("c", 40).await;
    bank.gateway.create_consent(bank::payment("a")).await.unwrap();
    let request = first.open().await;
    let mut wrong = first.approval(&request, &Selection::default());
    wrong["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    first.send_approval(&request, &wrong).await;
    bank.gateway.create_consent(bank::payment("b")).await.unwrap();
    let request = second.open().await;
    let typ = Typ::DeviceReport;
    let report = second.command(typ, &json!({"request": request.id(), "reason": "not_me"}));
    second.send("POST", "/ad/device/report", &typ.media_type(), &report).await;
    third.call("DELETE", "/ad/device", Some(&third.access_token), None).await;

    let reason = |device: Value| device["state_reason"].as_str().unwrap().to_owned();
    assert_eq!(reason(record(&bank, &first.device).await), "failures");
    assert_eq!(reason(record(&bank, &second.device).await), "reported");
    assert_eq!(reason(record(&bank, &third.device).await), "removed");
    bank.gateway.unblock(&second.device).await.unwrap();
    assert_eq!(record(&bank, &second.device).await.get("state_reason"), None);
}

#[tokio::test]
async fn the_session_hears_which_devices_are_told_of_a_new_one() {
    let bank = Bank::open().await;
    let first = bank.phone(20).await;
    let revoked = bank.phone(30).await;
    bank.gateway.revoke(&revoked.device, RevocationReason::Replaced).await.unwrap();
    let offer = bank.gateway.create_offer(ACCOUNT, "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(40);
    phone.register(&offer.token).await;

    let path = format!("/channel/v1/offers/{}/confirmation", offer.offer);
    let digits = json!({"digits": phone.digits}).to_string();
    let confirmed = bank.channel("POST", &path, Some(&digits)).await;

    assert_eq!(confirmed.json(), json!({"device": phone.device, "told": [first.device]}));
}

/// Takes nothing until it is told to.
#[derive(Default)]
struct Sulking {
    calls: AtomicU32,
    takes: AtomicU32,
    told: Mutex<Vec<String>>,
}

impl PushSender for Sulking {
    fn send(&self, push: Push) -> PushFuture {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let takes = self.takes.load(Ordering::SeqCst) > 0;
        if takes && push.message == PushMessage::DeviceAdded {
            self.told.lock().unwrap().push(push.device);
        }
        Box::pin(std::future::ready(if takes { Ok(()) } else { Err(PushError) }))
    }
}

#[tokio::test]
async fn other_devices_are_told_of_a_new_one_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let push = Arc::new(Sulking::default());
    let open = |push: Arc<Sulking>| {
        let database = Database::File(file.clone());
        Bank::with(move |settings| {
            settings.database = database;
            settings.push = push;
        })
    };
    let before = open(push.clone()).await;
    let first = before.phone(20).await;
    let _second = before.phone(30).await;
    while push.calls.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    drop(before);

    push.takes.store(1, Ordering::SeqCst);
    let after = open(push.clone()).await;
    after.clock.advance(600);
    while push.told.lock().unwrap().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    assert_eq!(*push.told.lock().unwrap(), [first.device]);
}

#[tokio::test]
async fn the_audit_log_is_read_in_pages_and_by_device_or_consent() {
    let bank = Bank::open().await;
    let (first, second) = (bank.phone(20).await, bank.phone(30).await);
    let consent = bank.ask().await.consent;
    first.approve(&first.open().await).await;

    let page = bank.channel("GET", "/channel/v1/audit?limit=4", None).await.json();
    let rest = format!("/channel/v1/audit?from={}", page["next"]);
    let rest = bank.channel("GET", &rest, None).await.json();
    let query = |query: String| {
        let bank = &bank;
        async move {
            let log = bank.channel("GET", &format!("/channel/v1/audit?{query}"), None).await;
            let entries = log.json()["entries"].clone();
            let names = entries.as_array().unwrap().iter().map(|entry| entry["event"].clone());
            names.collect::<Vec<_>>()
        }
    };

    assert_eq!(page["entries"].as_array().unwrap().len(), 4);
    assert_eq!(
        page["entries"][1],
        json!({
            "number": 2, "at": START, "event": "device_registered", "device": first.device,
            "offer": page["entries"][0]["offer"],
        })
    );
    let numbers: Vec<_> =
        rest["entries"].as_array().unwrap().iter().map(|entry| entry["number"].clone()).collect();
    assert_eq!(json!(numbers), json!([5, 6, 7, 8]));
    assert_eq!(rest["next"], 9);
    assert_eq!(
        query(format!("device={}", second.device)).await,
        ["device_registered", "device_confirmed"]
    );
    assert_eq!(query(format!("consent={consent}")).await, ["consent_asked", "consent_approved"]);
    assert_eq!(
        query(format!("consent={consent}&device={}", first.device)).await,
        ["consent_approved"]
    );
}
