//! A full disk: a typed error, and everything as before once there is room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/it/support/mod.rs"]
mod support;

use crate::store::HistoryCheck;
use crate::{
    Answered, ApprovalInput, DecideError, Delivery, Ending, FetchError, IntegritySignal, StoreError,
};
use support::phone::notice;
use support::{Phone, Server, Step, samples};

#[tokio::test]
async fn on_a_full_disk_nothing_is_half_done_and_room_makes_it_work_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    limit_database(&phone, 1).await;
    let mut received = 0;
    // The pages in use have a little room left.
    let full = loop {
        let next = server.ask(&at.device, samples::payment());
        match phone.device.receive(&notice(&at.handle, &next)).await {
            Ok(_) => received += 1,
            Err(error) => break error,
        }
    };
    let before = phone.history().await;

    // More than the room that is left in the pages in use.
    let signal = IntegritySignal { format: "x".to_owned(), token: "x".repeat(6000) };
    let input = ApprovalInput { integrity: Some(signal), ..ApprovalInput::default() };
    let approved = phone.approve_with(&consent, &input).await;

    assert_eq!(full, FetchError::Store(StoreError::Full));
    assert_eq!(approved, Err(DecideError::Store(StoreError::Full)));
    assert_eq!(server.calls_of(Step::Decision).len(), 0, "what is not stored is not sent");
    assert_eq!((phone.history().await, before.len()), (before, received + 1));
    let whole = Ok(HistoryCheck::Whole { entries: 0 });
    assert_eq!(phone.device.check_history(&at.enrolment).await, whole);

    limit_database(&phone, 100_000).await;
    let delivery = phone.approve_with(&consent, &input).await;

    assert!(
        matches!(delivery, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
        "{delivery:?}"
    );
    let whole = Ok(HistoryCheck::Whole { entries: 1 });
    assert_eq!(phone.device.check_history(&at.enrolment).await, whole);
}

/// As if the disk had room for so many pages of 4 KiB, but no fewer than are in use.
async fn limit_database(phone: &Phone, pages: u32) {
    let limit = format!("PRAGMA max_page_count = {pages}");
    let store = &phone.device.inner.store;
    store.read(move |db, _| Ok(db.query_row(&limit, [], |_| Ok(()))?)).await.unwrap();
}
