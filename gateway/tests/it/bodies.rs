//! Bodies that come late, or not at all: what they were sent for is judged by the world as it is
//! when they are there.

use crate::bank::{ACCOUNT, Bank};
use countersign_gateway::Limits;
use countersign_gateway::channel::{DeviceState, RevocationReason};
use countersign_protocol::jose::Typ;
use countersign_testing::phone::Phone;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A call by a device of which only this much of the body is sent.
async fn begin(bank: &Bank, phone: &Phone, body: &str, sent: usize) -> TcpStream {
    let path = "/ad/device/report";
    let (token, length) = (&phone.access_token, body.len());
    let proof = phone.proof("POST", path, Some(token));
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: bank\r\nauthorization: DPoP {token}\r\ndpop: {proof}\r\n\
         content-type: {}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        Typ::DeviceReport.media_type()
    );
    let address = bank.issuer.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body.as_bytes()[..sent]).await.unwrap();
    stream.flush().await.unwrap();
    stream
}

/// The status of the answer.
async fn answer(mut stream: TcpStream) -> u16 {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text.split(' ').nth(1).unwrap().parse().unwrap()
}

async fn reported(bank: &Bank) -> (Phone, String) {
    let phone = bank.phone(20).await;
    bank.ask().await;
    let request = phone.open().await;
    let report = json!({"request": request.id(), "reason": "not_me"});
    let report = phone.command(Typ::DeviceReport, &report);
    (phone, report)
}

#[tokio::test]
async fn a_report_whose_body_comes_after_the_revocation_blocks_nothing() {
    let bank = Bank::open().await;
    let (phone, report) = reported(&bank).await;
    let mut stream = begin(&bank, &phone, &report, 10).await;

    bank.gateway.revoke(&phone.device, RevocationReason::Stolen).await.unwrap();
    stream.write_all(&report.as_bytes()[10..]).await.unwrap();

    assert_eq!(answer(stream).await, 403);
    let device = bank.gateway.device_record(&phone.device).await.unwrap();
    assert_eq!(device.state, DeviceState::Revoked);
    assert_eq!(device.state_reason.as_deref(), Some("stolen"));
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up_and_changes_nothing() {
    let limits = Limits { body_seconds: 1, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let (phone, report) = reported(&bank).await;

    let stream = begin(&bank, &phone, &report, 10).await;

    assert_eq!(answer(stream).await, 400);
    assert_eq!(phone.state().await, "active");
}

#[tokio::test]
async fn what_is_held_of_all_bodies_together_is_bounded_and_given_back() {
    let limits = Limits { body_bytes: 1 << 20, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let (phone, report) = reported(&bank).await;
    let long = "x".repeat(70_000);
    let mut held = Vec::new();
    // 15 times 69,999 bytes is more than a mebibyte.
    for _ in 0..15 {
        held.push(begin(&bank, &phone, &long, 69_999).await);
    }

    let mut crowded = bank.channel("POST", "/channel/v1/consents", Some(&long)).await;
    for _ in 0..200 {
        if crowded.status == 503 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        crowded = bank.channel("POST", "/channel/v1/consents", Some(&long)).await;
    }
    drop(held);
    let mut roomy = answer(begin(&bank, &phone, &report, report.len()).await).await;
    for _ in 0..200 {
        if roomy != 503 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        roomy = answer(begin(&bank, &phone, &report, report.len()).await).await;
    }

    assert_eq!((crowded.status, crowded.problem().as_str()), (503, "try-later"));
    assert_eq!(roomy, 204);
    assert_eq!(bank.gateway.devices(ACCOUNT).await.unwrap()[0].state, DeviceState::Blocked);
}
