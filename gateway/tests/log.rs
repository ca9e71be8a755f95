//! What is logged. Alone in its file: another test in the same process would decide which places
//! in the code may log at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bank;

use bank::{Bank, CHANNEL_SECRET};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};

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
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let created = bank.ask().await;
    let request = phone.open().await;
    let mut wrong = phone.approval(&request, &countersign_protocol::consent::Selection::default());
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
