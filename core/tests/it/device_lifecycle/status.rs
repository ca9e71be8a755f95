//! What the bank says of a device, when it is overtaken: by a later word of its own, or by what
//! happened on the phone.

use crate::support::{Answer, NOW, Phone, Server, Step, Trick, samples};
use countersign::{ApprovalInput, DenialReason, EnrolmentState, PromptFailure, Told};
use countersign_protocol::jose::Typ;
use serde_json::json;
use std::future::Future as _;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

#[tokio::test]
async fn a_status_from_before_a_block_is_not_believed_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let recorded = status(&server, &at.device, NOW, "active");
    server.advance(60);
    server.set_device(&at.device, "blocked");
    phone.device.refresh(&at.enrolment).await.unwrap();

    for _ in ["as it was", "after a restart"] {
        server.next(Step::DeviceState, Trick::Say(recorded.clone()));
        let replayed = phone.device.refresh(&at.enrolment).await.unwrap();

        assert_eq!(replayed.state, EnrolmentState::Blocked);
        phone = phone.reopen();
    }
    server.advance(60);
    server.set_device(&at.device, "active");
    let unblocked = phone.device.refresh(&at.enrolment).await.unwrap();
    assert_eq!(unblocked.state, EnrolmentState::Active);
}

#[tokio::test]
async fn a_status_that_was_fetched_before_a_report_and_applied_after_it_unblocks_nothing() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.device.deny(&consent, DenialReason::ChangedMind).await.unwrap();

    let reached = Arc::new(Mutex::new(false));
    let seen = Arc::clone(&reached);
    let note = move || *seen.lock().unwrap() = true;
    server.next(Step::DeviceState, Trick::Meanwhile(Arc::new(note)));

    // The answer is on its way when the person reports, and the bank takes the report at once.
    let mut refresh = pin!(phone.device.refresh(&at.enrolment));
    let mut context = Context::from_waker(Waker::noop());
    while !*reached.lock().unwrap() {
        assert!(refresh.as_mut().poll(&mut context).is_pending());
        tokio::task::yield_now().await;
    }
    let told = phone.device.report(&at.enrolment, &request).await;
    let refreshed = refresh.await;

    assert_eq!(told, Ok(Told::Now));
    assert_eq!(refreshed.unwrap().state, EnrolmentState::Blocked);
}

#[tokio::test]
async fn a_status_from_before_a_lockout_does_not_end_it() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let recorded = status(&server, &at.device, NOW, "active");
    server.advance(60);
    phone.parts.clock.advance(60);
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
    for _ in 0..5 {
        phone.device.prompt_failed(&prepared, PromptFailure::NotRecognised).await.unwrap();
    }
    phone.device.deny(&consent, DenialReason::ChangedMind).await.unwrap();

    server.next(Step::DeviceState, Trick::Say(recorded));
    let replayed = phone.device.refresh(&at.enrolment).await.unwrap();
    server.set_device(&at.device, "active");
    let unblocked = phone.device.refresh(&at.enrolment).await.unwrap();

    assert!(replayed.locked);
    assert!(!unblocked.locked);
}

#[tokio::test]
async fn a_clock_that_was_wrong_once_does_not_shut_the_bank_out() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.device.deny(&consent, DenialReason::ChangedMind).await.unwrap();
    // An answer from the year 2049 comes before the report, and only true ones after it.
    server.state().now += 700_000_000;
    drop(phone.device.pending(&at.enrolment).await);
    phone.device.report(&at.enrolment, &request).await.unwrap();
    server.state().now = NOW + 60;

    server.set_device(&at.device, "active");
    phone.device.refresh(&at.enrolment).await.unwrap();
    let unblocked = phone.device.refresh(&at.enrolment).await.unwrap();

    assert_eq!(unblocked.state, EnrolmentState::Active);
}

/// What the bank signed of a device at this time.
fn status(server: &Server, device: &str, iat: i64, state: &str) -> Answer {
    let claims = json!({
        "iss": server.issuer, "aud": device, "iat": iat, "exp": iat + 3600, "jti": "status-1",
        "state": state,
    });
    let token = server.state().request_key().token(Typ::DeviceStatus, &claims);
    Answer::of(200, &Typ::DeviceStatus.media_type(), token)
}
