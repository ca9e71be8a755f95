//! The chain of the history: what is missing or was changed shows.

use crate::support::phone::{Enrolled, Parts, notice};
use crate::support::{NOW, Phone, Server, samples};
use countersign::consent::words::Language;
use countersign::{
    DenialReason, Ending, HistoryCheck, HistoryEntry, HistoryFault, Outcome, Retention, StoreError,
    Verdict,
};
use rusqlite::Connection;
use std::path::Path;

/// A phone with three requests that ended, one decision on its way and one open request.
async fn lived(folder: &Path) -> (Server, Phone, Enrolled) {
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder);
    let at = phone.enrol(&server).await;
    for _ in 0..3 {
        deny_one(&server, &phone, &at).await;
    }
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();
    phone.approve(&consent).await.unwrap();
    server.behave();
    let request = server.ask(&at.device, samples::payment());
    phone.device.receive(&notice(&at.handle, &request)).await.unwrap();
    (server, phone, at)
}

async fn deny_one(server: &Server, phone: &Phone, at: &Enrolled) {
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(at, &request).await;
    phone.device.deny(&consent, DenialReason::WrongDetails).await.unwrap();
}

fn sql(parts: &Parts, sql: &str) {
    Connection::open(parts.database.as_ref().unwrap()).unwrap().execute_batch(sql).unwrap();
}

#[tokio::test]
async fn a_history_that_nobody_touched_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone, at) = lived(folder.path()).await;
    let whole = HistoryCheck::Whole { entries: 3 };

    assert_eq!(phone.device.check_history(&at.enrolment).await, Ok(whole));
    phone.device.deliver_now().await.unwrap();
    let delivered = phone.device.check_history(&at.enrolment).await;
    let phone = phone.reopen();
    let reopened = phone.device.check_history(&at.enrolment).await;

    let whole = HistoryCheck::Whole { entries: 4 };
    assert_eq!((delivered, reopened), (Ok(whole), Ok(whole)));
    assert_eq!(phone.device.check_history("no such").await, Ok(HistoryCheck::Whole { entries: 0 }));
}

#[tokio::test]
async fn every_kind_of_change_in_the_file_is_noticed() {
    use HistoryFault::{Added, Changed, Missing, Open};
    let changes = [
        ("DELETE FROM requests WHERE place = 1", Missing(1)),
        ("DELETE FROM requests WHERE place = 2", Missing(2)),
        ("DELETE FROM requests WHERE place = 3", Missing(3)),
        ("DELETE FROM requests WHERE place IS NOT NULL", Missing(1)),
        ("UPDATE requests SET place = 9 WHERE place = 3", Added),
        ("UPDATE requests SET ended_at = ended_at + 1 WHERE place = 2", Changed(2)),
        ("UPDATE requests SET arrived_at = arrived_at - 1 WHERE place = 1", Changed(1)),
        ("UPDATE requests SET state = 'recorded', approved = 1 WHERE place = 3", Changed(3)),
        ("UPDATE requests SET state = 'withdrawn' WHERE place = 3", Changed(3)),
        ("UPDATE requests SET receipt = NULL WHERE place = 2", Changed(2)),
        ("UPDATE requests SET decision = NULL, state = 'expired' WHERE place = 2", Changed(2)),
        ("UPDATE requests SET sealed = zeroblob(99) WHERE place = 1", Changed(1)),
        (
            "UPDATE requests SET link = (SELECT link FROM requests WHERE place = 1) WHERE place = 2",
            Changed(2),
        ),
        ("DELETE FROM requests WHERE state = 'deciding'", Open),
        ("DELETE FROM requests WHERE state = 'received'", Open),
        (
            "UPDATE requests SET state = 'received', decision = NULL, approved = NULL WHERE state = 'deciding'",
            Open,
        ),
        ("UPDATE requests SET expires_at = expires_at + 9 WHERE state = 'received'", Open),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone, at) = lived(folder.path()).await;
    let parts = phone.parts.clone();
    drop(phone);
    let file = parts.database.clone().unwrap();
    let kept = folder.path().join("kept.db");
    Connection::open(&file).unwrap().execute("VACUUM INTO ?1", [kept.to_str().unwrap()]).unwrap();

    for (number, (change, fault)) in changes.into_iter().enumerate() {
        let copy = folder.path().join(format!("copy-{number}.db"));
        std::fs::copy(&kept, &copy).unwrap();
        let parts = Parts { database: Some(copy), ..parts.clone() };
        sql(&parts, "PRAGMA foreign_keys = ON");
        sql(&parts, change);

        let phone = Phone::open(parts).unwrap();
        let check = phone.device.check_history(&at.enrolment).await;

        assert_eq!(check, Ok(HistoryCheck::Broken(fault)), "{change}");
    }
}

#[tokio::test]
async fn two_entries_that_change_places_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone, at) = lived(folder.path()).await;

    sql(
        &phone.parts,
        "UPDATE requests SET place = 99 WHERE place = 1;
         UPDATE requests SET place = 1 WHERE place = 2;
         UPDATE requests SET place = 2 WHERE place = 99;",
    );

    let check = phone.device.check_history(&at.enrolment).await;
    assert_eq!(check, Ok(HistoryCheck::Broken(HistoryFault::Changed(1))));
}

#[tokio::test]
async fn a_chain_that_is_gone_or_another_is_damage_and_not_a_fresh_start() {
    for change in ["DELETE FROM chains", "UPDATE chains SET sealed = zeroblob(80)"] {
        let folder = tempfile::tempdir().unwrap();
        let (_server, phone, at) = lived(folder.path()).await;
        sql(&phone.parts, change);
        let phone = phone.reopen();

        let check = phone.device.check_history(&at.enrolment).await;

        assert_eq!(check, Err(StoreError::Damaged), "{change}");
        assert_eq!(phone.history().await.len(), 5, "what is there can still be read");
    }
}

#[tokio::test]
async fn an_old_state_of_the_chain_in_a_newer_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (server, phone, at) = lived(folder.path()).await;
    let file = Connection::open(phone.parts.database.as_ref().unwrap()).unwrap();
    let read = "SELECT sealed FROM chains";
    let old: Vec<u8> = file.query_row(read, [], |row| row.get(0)).unwrap();
    deny_one(&server, &phone, &at).await;

    file.execute("UPDATE chains SET sealed = ?1", [old]).unwrap();

    let check = phone.device.check_history(&at.enrolment).await;
    assert_eq!(check, Ok(HistoryCheck::Broken(HistoryFault::Added)));
}

#[tokio::test]
async fn no_more_entries_are_kept_than_configured_and_the_chain_stays_whole() {
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], None);
    parts.retention = Retention { entries: 3, days: 400 };
    let phone = Phone::open(parts).unwrap();
    let at = phone.enrol(&server).await;
    for _ in 0..6 {
        deny_one(&server, &phone, &at).await;
        // What could still come again is kept, whatever the limit.
        server.advance(301);
        phone.parts.clock.advance(301);
    }

    phone.device.pending(&at.enrolment).await.unwrap();

    let places: Vec<_> =
        phone.history().await.iter().map(|e| e.link.as_ref().unwrap().place).collect();
    assert_eq!(places, [6, 5, 4]);
    let check = phone.device.check_history(&at.enrolment).await;
    assert_eq!(check, Ok(HistoryCheck::Whole { entries: 3 }));
}

#[tokio::test]
async fn entries_are_kept_for_as_long_as_configured_and_what_is_not_answered_for_ever() {
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], None);
    parts.retention = Retention { entries: 100, days: 10 };
    let phone = Phone::open(parts).unwrap();
    let at = phone.enrol(&server).await;
    deny_one(&server, &phone, &at).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();
    phone.approve(&consent).await.unwrap();
    server.behave();
    let days = |days: i64| {
        server.advance(days * 86_400);
        phone.parts.clock.advance(days * 86_400);
    };
    days(10);
    phone.device.pending(&at.enrolment).await.unwrap();
    let in_time = phone.history().await.len();
    days(1);

    phone.device.pending(&at.enrolment).await.unwrap();

    let outcomes: Vec<_> = phone.history().await.iter().map(|entry| entry.outcome).collect();
    assert_eq!(in_time, 2);
    assert_eq!(outcomes, [Outcome::Unknown]);
    let check = phone.device.check_history(&at.enrolment).await;
    assert_eq!(check, Ok(HistoryCheck::Whole { entries: 0 }));
}

#[tokio::test]
async fn a_request_that_ends_late_takes_its_place_at_the_end() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let first = server.ask(&at.device, samples::payment());
    phone.device.receive(&notice(&at.handle, &first)).await.unwrap();
    deny_one(&server, &phone, &at).await;
    server.advance(300);
    phone.parts.clock.advance(300);

    phone.device.pending(&at.enrolment).await.unwrap();

    let history = phone.history().await;
    let ended: Vec<_> =
        history.iter().map(|e| (e.outcome, e.link.as_ref().unwrap().place)).collect();
    assert_eq!(
        ended,
        [
            (Outcome::Ended(Ending::Decided(Verdict::Denied)), 1),
            (Outcome::Ended(Ending::Expired), 2)
        ]
    );
    assert_eq!(history[1].arrived_at.0, NOW);
    let check = phone.device.check_history(&at.enrolment).await;
    assert_eq!(check, Ok(HistoryCheck::Whole { entries: 2 }));
}

#[tokio::test]
async fn the_history_says_what_was_asked_in_the_language_that_is_set_now() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, phone, _at) = lived(folder.path()).await;
    let entry = phone.history().await.remove(0);

    let english = phone.device.title(&entry);
    phone.device.present_in(Language::German, "Europe/Berlin".to_owned());
    let german = phone.device.title(&entry);
    let elsewhere = phone.device.title(&HistoryEntry { enrolment: "gone".to_owned(), ..entry });

    assert_eq!(
        english.map(without_isolates).as_deref(),
        Some("Pay €123.50 EUR to Brightwater Books")
    );
    assert_eq!(
        german.map(without_isolates).as_deref(),
        Some("123,50 € EUR an Brightwater Books zahlen")
    );
    assert_eq!(elsewhere, None);
}

fn without_isolates(text: String) -> String {
    text.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "").replace('\u{a0}', " ")
}
