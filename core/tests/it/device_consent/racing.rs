//! Many at once: one decision.

use super::Case;
use crate::support::{Phone, Server, Step, samples};
use countersign::{
    Answered, ApprovalInput, DecideError, Delivery, DenialReason, Ending, FetchError, Outcome,
    Verdict,
};
use std::sync::{Arc, Barrier};

/// The different decisions that arrived at the bank.
fn decisions(server: &Server) -> usize {
    let mut sent: Vec<_> =
        server.calls_of(Step::Decision).into_iter().map(|call| call.body).collect();
    sent.sort_unstable();
    sent.dedup();
    sent.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_threads_that_decide_one_request_one_does() {
    let case = Arc::new(Case::payment().await);
    let gate = Arc::new(Barrier::new(8));
    let runtime = tokio::runtime::Handle::current();

    let threads: Vec<_> = (0..8)
        .map(|number| {
            let (case, gate, runtime) = (Arc::clone(&case), Arc::clone(&gate), runtime.clone());
            std::thread::spawn(move || {
                gate.wait();
                runtime.block_on(async {
                    match number % 2 {
                        0 => case.phone.approve(&case.consent).await,
                        _ => case.phone.device.deny(&case.consent, DenialReason::NotMe).await,
                    }
                })
            })
        })
        .collect();
    let ended = tokio::task::spawn_blocking(|| {
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let ended = ended.await.unwrap();

    let recorded = ended
        .iter()
        .filter(|ended| {
            matches!(ended, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))))
        })
        .count();
    let too_late = ended.iter().filter(|ended| **ended == Err(DecideError::Decided)).count();
    assert_eq!((recorded, too_late), (1, 7), "{ended:?}");
    assert_eq!(decisions(&case.server), 1);
}

#[tokio::test]
async fn one_signature_completes_once() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());

    let (first, second) = tokio::join!(
        device.complete(&prepared, &signature),
        device.complete(&prepared, &signature)
    );
    let third = device.complete(&prepared, &signature).await;

    assert!(
        matches!(first, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
        "{first:?}"
    );
    assert_eq!((second, third), (Err(DecideError::Decided), Err(DecideError::Decided)));
    assert_eq!(case.server.calls_of(Step::Decision).len(), 1);
}

#[tokio::test]
async fn a_second_device_on_one_database_finds_what_the_first_decided() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, at, request, consent } = Case::on_disk(folder.path()).await;
    let parts = phone.parts.clone();

    let second = Phone::open(parts).unwrap();
    let approved = phone.approve(&consent).await;
    let opened = second.device.open_request(&at.enrolment, &request).await;

    assert!(
        matches!(approved, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
        "{approved:?}"
    );
    assert_eq!(opened.unwrap_err(), FetchError::Over);
    assert_eq!(decisions(&server), 1);
}

#[tokio::test]
async fn of_two_devices_on_one_database_one_decides() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, at, request, consent } = Case::on_disk(folder.path()).await;
    let other = Phone::open(phone.parts.clone()).unwrap();
    let other_consent = other.open_request(&at, &request).await;

    let (approved, denied) = tokio::join!(
        phone.approve(&consent),
        other.device.deny(&other_consent, DenialReason::ChangedMind)
    );

    let made = [&approved, &denied].iter().filter(|decided| decided.is_ok()).count();
    assert_eq!(made, 1, "{approved:?} {denied:?}");
    assert_eq!(decisions(&server), 1);
    assert_eq!(phone.history().await, other.history().await);
}

#[tokio::test]
async fn delivering_many_times_at_once_records_one_decision() {
    let case = Case::payment().await;
    case.server.go_down();
    case.phone.approve(&case.consent).await.unwrap();
    case.server.behave();
    let device = &case.phone.device;

    let rounds = tokio::join!(device.deliver_now(), device.deliver_now(), device.deliver_now());

    for round in [rounds.0, rounds.1, rounds.2] {
        for (_, delivery) in round.unwrap().tried {
            assert!(
                matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
                "{delivery:?}"
            );
        }
    }
    assert_eq!(
        case.phone.history().await[0].outcome,
        Outcome::Ended(Ending::Decided(Verdict::Approved))
    );
    assert_eq!(decisions(&case.server), 1);
}

#[tokio::test]
async fn of_two_phones_that_decide_at_once_one_wins_and_the_other_is_told() {
    let server = Server::start().await;
    let (first, second) = (Phone::new(&[&server]), Phone::new(&[&server]));
    let (at_first, at_second) = (first.enrol(&server).await, second.enrol(&server).await);
    let devices = [at_first.device.clone(), at_second.device.clone()];
    let ids = server.ask_all(&devices, samples::payment(), None);
    let on_first = first.open_request(&at_first, &ids[0]).await;
    let on_second = second.open_request(&at_second, &ids[1]).await;

    let (one, two) = tokio::join!(first.approve(&on_first), second.approve(&on_second));

    let mut ended = [one.unwrap(), two.unwrap()];
    ended.sort_by_key(|delivery| matches!(delivery, Delivery::Ended(Ending::AnsweredElsewhere)));
    assert!(
        matches!(ended[0], Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
        "{ended:?}"
    );
    assert_eq!(ended[1], Delivery::Ended(Ending::AnsweredElsewhere));
}
