//! When something beside the gateway fails: its database, a push service; and what is logged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use countersign_gateway::push::{Notice, Push, PushMessage, PushSender, WebhookPush};
use countersign_gateway::{Database, Secret};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use support::server::Listener;
use support::{Bank, CHANNEL_SECRET};

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
            &phone.transport.token(countersign::jose::Typ::DeviceAssertion, &phone.assertion()),
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

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_content_is_ever_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("countersign_gateway=trace,countersign=trace")
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let created = bank.ask().await;
    let request = phone.open().await;
    let mut wrong = phone.approval(&request, &countersign::consent::Selection::default());
    wrong["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    phone.send_approval(&request, &wrong).await;
    bank.channel("GET", "/channel/v1/accounts/account-1/devices", None).await;
    bank.channel("POST", "/channel/v1/consents", Some(r#"{"account":"account-1"}"#)).await;

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();

    assert!(logged.contains(&created.consent), "{logged}");
    assert!(logged.contains("/ad/requests/{id}/decision"), "{logged}");
    assert!(logged.contains("nonce"), "the check that failed: {logged}");
    let token = phone.access_token.as_str();
    for content in ["Merchant", "123.50", "DE02", "account-1", "1603", "eyJ", token, CHANNEL_SECRET]
    {
        assert!(!logged.contains(content), "{content} in {logged}");
    }
}
