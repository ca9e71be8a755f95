//! Files that others hold, and logs that were cut: a typed error, and everything as before once
//! the fault is gone. The full disk is in core/src/device/full_disk.rs.

use super::{new_file, phone_with_history};
use crate::support::phone::Parts;
use crate::support::{Phone, Server, samples};
use countersign::{
    Answered, DecideError, Delivery, DenialReason, Ending, HistoryCheck, OpenError, Outcome,
    StoreError,
};
use rusqlite::Connection;

#[tokio::test]
async fn a_database_that_another_process_holds_is_busy_until_it_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    let other = Connection::open(phone.parts.database.as_ref().unwrap()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let busy = phone.device.deny(&consent, DenialReason::NotMe).await;
    let readable = phone.history().await;
    other.execute_batch("ROLLBACK").unwrap();
    let delivery = phone.device.deny(&consent, DenialReason::NotMe).await;

    assert_eq!(busy, Err(DecideError::Store(StoreError::Busy)));
    assert_eq!(readable[0].outcome, Outcome::Open);
    assert!(
        matches!(delivery, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
        "{delivery:?}"
    );
}

#[tokio::test]
async fn a_database_that_another_process_keeps_to_itself_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let before = phone.history().await;
    let parts = phone.parts.clone();
    drop(phone);
    let other = Connection::open(parts.database.as_ref().unwrap()).unwrap();
    let hold =
        "PRAGMA busy_timeout = 5000; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT";
    other.execute_batch(hold).unwrap();

    let busy = Phone::open(parts.clone()).err();
    drop(other);
    let phone = Phone::open(parts).unwrap();

    assert_eq!(busy, Some(OpenError::Store(StoreError::Busy)));
    assert_eq!(phone.history().await, before);
}

#[tokio::test]
async fn what_another_process_wrote_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (server, phone) = phone_with_history(folder.path()).await;
    let enrolment = phone.device.enrolments().await.unwrap().remove(0);
    let other = Phone::open(phone.parts.clone()).unwrap();
    other.device.forget(&enrolment.id).await.unwrap();
    let second = other.enrol(&server).await;

    // Whatever is done first finds out.
    assert!(phone.history().await.is_empty());
    let seen = phone.device.enrolments().await.unwrap();

    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].id, second.enrolment);
}

#[tokio::test]
async fn a_log_that_was_cut_anywhere_is_an_earlier_whole_state_or_a_typed_error() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone) = phone_with_history(folder.path()).await;
    let honest: Vec<_> = phone.history().await.into_iter().map(|e| e.request_token).collect();
    let file = phone.parts.database.clone().unwrap();
    let log = std::fs::read(file.with_extension("db-wal")).unwrap();
    let database = std::fs::read(&file).unwrap();
    assert!(log.len() > 100_000, "nothing was written back yet: {}", log.len());

    let (mut whole, mut earlier) = (0, 0);
    for length in (0..=log.len()).step_by(log.len() / 37) {
        let copy = new_file(folder.path());
        std::fs::write(&copy, &database).unwrap();
        std::fs::write(copy.with_extension("db-wal"), &log[..length]).unwrap();
        let Ok(phone) = Phone::open(Parts { database: Some(copy), ..phone.parts.clone() }) else {
            continue;
        };
        for enrolment in phone.device.enrolments().await.unwrap() {
            let check = phone.device.check_history(&enrolment.id).await.unwrap();
            assert!(matches!(check, HistoryCheck::Whole { .. }), "{length}: {check:?}");
            whole += 1;
        }
        let history = phone.history().await;
        assert!(history.iter().all(|entry| honest.contains(&entry.request_token)));
        earlier += usize::from(history.len() < honest.len());
    }
    assert!(whole > 5 && earlier > 5, "{whole} {earlier}");
}
