//! When something beside the gateway fails: its database, or a push service.

use crate::bank::{self, Bank, START, seal_key};
use countersign_gateway::channel::{ChannelError, ConsentState};
use countersign_gateway::push::{Notice, Push, PushMessage, PushSender, WebhookPush};
use countersign_gateway::storage::{AuditEntry, AuditFilter, AuditStore, SqliteStorage};
use countersign_gateway::{Database, Secret};
use countersign_protocol::consent::Selection;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Listener;
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn without_its_database_it_asks_to_come_back_and_tells_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let database = Database::File(file.clone());
    let bank = Bank::with(|settings| settings.database = database).await;
    let phone = bank.phone(20).await;
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("ALTER TABLE devices RENAME TO gone").unwrap();

    let device = phone.get("/ad/requests").await;
    let token = phone
        .renew_with(
            &phone
                .transport
                .token(countersign_protocol::jose::Typ::DeviceAssertion, &phone.assertion()),
        )
        .await;
    let channel = bank.channel("GET", "/channel/v1/accounts/account-1/devices", None).await;
    other.execute_batch("ALTER TABLE gone RENAME TO devices").unwrap();
    let after = phone.get("/ad/requests").await;

    for answer in [&device, &channel] {
        assert_eq!((answer.status, answer.problem().as_str()), (503, "try-later"));
        assert_eq!(answer.header("retry-after"), "5");
        assert_eq!(answer.text(), r#"{"type":"urn:countersign:problem:try-later","status":503}"#);
    }
    assert_eq!((token.status, token.json()), (503, json!({"error": "temporarily_unavailable"})));
    assert_eq!(after.status, 200);
}

#[tokio::test]
async fn a_full_disk_takes_no_decision_by_half() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let storage = Arc::new(SqliteStorage::open(&file, &[seal_key(1)]).unwrap());
    let bank = Bank::over(Some(storage.clone()), |_| {}).await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    let request = phone.open().await;
    let claims = phone.approval(&request, &Selection::default());
    let all = AuditFilter::default();
    let entries = bank.gateway.audit_log(0, all.clone(), 1000).await.unwrap();
    // Small entries first fill what is free in the pages that there are.
    storage.limit_pages(1).unwrap();
    let entry = AuditEntry { event: "filler", ..AuditEntry::default() };
    while storage.audit(&entry, UnixSeconds(START)).is_ok() {}

    let full = phone.send_approval(&request, &claims).await;
    let state = bank.gateway.consent(&consent).await.unwrap().state;
    let ask = bank.gateway.create_consent(bank::payment("account-1")).await.err();
    storage.limit_pages(100_000).unwrap();
    let after = phone.send_approval(&request, &claims).await;

    assert_eq!((full.status, full.problem().as_str()), (503, "try-later"));
    assert_eq!((state, ask), (ConsentState::Pending, Some(ChannelError::Unavailable)));
    assert_eq!(after.status, 200, "{}", after.text());
    let log = bank.gateway.audit_log(0, all, 100_000).await.unwrap();
    let events: Vec<_> = log.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events.iter().filter(|event| **event == "consent_approved").count(), 1);
    assert_eq!(events.iter().filter(|event| **event != "filler").count(), entries.len() + 1);
}

#[tokio::test]
async fn a_push_service_gets_provider_token_and_notice() {
    let service = Listener::answering(&[204, 204, 500]).await;
    let uri = format!("{}/push", service.url);
    let push = WebhookPush::new(&uri, Secret::new("push-secret".to_owned()), &[]).unwrap();
    let notice = Notice {
        countersign: "1",
        enrolment: "handle".to_owned(),
        request: "request-1".to_owned(),
    };
    let send = |message| {
        push.send(Push {
            device: "device-1".to_owned(),
            provider: "fcm".to_owned(),
            token: Some("push-token".to_owned()),
            message,
        })
    };

    let first = send(PushMessage::Notice(notice)).await;
    let second = send(PushMessage::DeviceAdded).await;
    let third = send(PushMessage::DeviceAdded).await;

    assert!(first.is_ok() && second.is_ok() && third.is_err());
    let heard = service.heard();
    assert_eq!(heard[0].authorization, "Bearer push-secret");
    assert_eq!(
        heard[0].body,
        r#"{"provider":"fcm","token":"push-token","notice":{"countersign":"1","enrolment":"handle","request":"request-1"}}"#
    );
    assert_eq!(heard[1].body, r#"{"provider":"fcm","token":"push-token","device_added":true}"#);
}

#[tokio::test]
async fn a_push_service_that_is_gone_costs_nothing() {
    let gone = WebhookPush::new("http://127.0.0.1:9/", Secret::new(String::new()), &[]).unwrap();
    let bank = Bank::with(|settings| settings.push = Arc::new(gone)).await;
    let phone = bank.phone(20).await;

    bank.ask().await;

    assert_eq!(phone.approve(&phone.open().await).await.status, 200);
}
