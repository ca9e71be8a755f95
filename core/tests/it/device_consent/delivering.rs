//! Between the decision and its receipt: stored first, the same bytes, no false good news.

use super::Case;
use crate::support::{Answer, Key, Phone, Server, Step, Trick, claims_of, samples};
use countersign::{Answered, Delivery, DenialReason, Ending, Outcome, Verdict};
use countersign_protocol::jose::Typ;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

#[tokio::test]
async fn a_decision_is_on_the_disk_before_its_first_byte_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let case = Case::on_disk(folder.path()).await;
    let (file, found) = (case.phone.parts.database.clone().unwrap(), Arc::new(Mutex::new(None)));
    let seen = Arc::clone(&found);
    let look = move || {
        let file = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let query = "SELECT state, decision IS NOT NULL FROM requests";
        let row: (String, bool) =
            file.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        *seen.lock().unwrap() = Some(row);
    };
    case.server.next(Step::Decision, Trick::Meanwhile(Arc::new(look)));

    case.phone.approve(&case.consent).await.unwrap();

    assert_eq!(*found.lock().unwrap(), Some(("deciding".to_owned(), true)));
}

#[tokio::test]
async fn a_decision_survives_a_dead_network_and_a_dead_phone() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, at, request, consent } = Case::on_disk(folder.path()).await;
    server.go_down();

    let delivery = phone.approve(&consent).await.unwrap();
    assert_eq!(delivery, Delivery::Unknown);
    assert_eq!(phone.history().await[0].outcome, Outcome::Unknown);
    let tried = server.calls_of(Step::Decision)[0].text();
    let phone = phone.reopen();
    server.behave();
    let delivered = phone.device.deliver_now().await.unwrap().tried;

    let [(id, Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))] = delivered.as_slice()
    else {
        panic!("not recorded: {delivered:?}")
    };
    let sent: Vec<_> = server.calls_of(Step::Decision).iter().map(|call| call.text()).collect();
    assert_eq!(*id, request);
    assert!(sent.len() >= 2 && sent.iter().all(|bytes| *bytes == tried));
    assert_eq!(phone.history().await[0].decision, Some(tried));
    assert_eq!(server.status(&at.device, &request), "decided");
}

#[tokio::test]
async fn every_resend_is_the_same_bytes_with_a_new_proof() {
    let case = Case::payment().await;
    case.server.always(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();
    for _ in 0..3 {
        assert_eq!(case.phone.device.deliver_now().await.unwrap().tried[0].1, Delivery::Unknown);
    }
    case.server.behave();

    let delivered = case.phone.device.deliver_now().await.unwrap().tried;
    let again = case.phone.device.deliver_now().await.unwrap().tried;

    let calls = case.server.calls_of(Step::Decision);
    let mut proofs: Vec<_> = calls.iter().map(|call| call.header("dpop").unwrap()).collect();
    proofs.sort_unstable();
    proofs.dedup();
    assert!(matches!(delivered[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(again, [], "what has an answer is not sent again");
    assert_eq!(calls.len(), 5);
    assert!(calls.iter().all(|call| call.body == calls[0].body));
    assert_eq!(proofs.len(), 5);
}

#[tokio::test]
async fn a_person_who_leaves_while_it_is_sent_loses_nothing() {
    let case = Case::payment().await;
    let arrived = Arc::new(Notify::new());
    let tell = Arc::clone(&arrived);
    case.server.next(Step::Decision, Trick::Meanwhile(Arc::new(move || tell.notify_one())));

    tokio::select! {
        biased;
        () = arrived.notified() => {}
        delivery = case.phone.approve(&case.consent) => panic!("it was not left: {delivery:?}"),
    }
    let delivered = case.phone.device.deliver_now().await.unwrap().tried;

    assert!(matches!(delivered[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(case.server.calls_of(Step::Decision).len(), 2);
}

#[tokio::test]
async fn after_a_lost_answer_the_receipt_comes_with_the_next_try() {
    let case = Case::payment().await;
    case.server.next(Step::Decision, Trick::LoseAnswer);

    let lost = case.phone.approve(&case.consent).await.unwrap();
    let found = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(lost, Delivery::Unknown);
    assert!(matches!(found[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(
        case.phone.history().await[0].outcome,
        Outcome::Ended(Ending::Decided(Verdict::Approved))
    );
}

#[tokio::test]
async fn a_receipt_comes_even_after_the_request_has_ended() {
    let case = Case::payment().await;
    case.server.next(Step::Decision, Trick::LoseAnswer);
    case.phone.approve(&case.consent).await.unwrap();
    case.server.advance(1000);
    case.phone.parts.clock.advance(1000);

    let found = case.phone.device.deliver_now().await.unwrap().tried;

    assert!(matches!(found[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn a_decision_that_was_turned_away_is_resolved_by_the_status() {
    for (turned_away, status, expected, outcome) in [
        (
            409,
            "answered_elsewhere",
            Delivery::Ended(Ending::AnsweredElsewhere),
            Outcome::Ended(Ending::AnsweredElsewhere),
        ),
        (
            409,
            "decided",
            Delivery::Ended(Ending::AnsweredElsewhere),
            Outcome::Ended(Ending::AnsweredElsewhere),
        ),
        (
            409,
            "failed",
            Delivery::Ended(Ending::Decided(Answered::Refused)),
            Outcome::Ended(Ending::Decided(Verdict::Refused)),
        ),
        (410, "withdrawn", Delivery::Ended(Ending::Withdrawn), Outcome::Ended(Ending::Withdrawn)),
        (410, "expired", Delivery::Ended(Ending::Expired), Outcome::Ended(Ending::Expired)),
        (410, "pending", Delivery::Unknown, Outcome::Unknown),
        (404, "withdrawn", Delivery::Ended(Ending::Withdrawn), Outcome::Ended(Ending::Withdrawn)),
    ] {
        let case = Case::payment().await;
        case.server.set_status(&case.at.device, &case.request, status);
        case.server.say(Step::Decision, turned_away);

        let delivery = case.phone.approve(&case.consent).await.unwrap();

        assert_eq!(delivery, expected, "{turned_away} {status}");
        assert_eq!(case.server.calls(), [Step::Decision, Step::Status]);
        assert_eq!(case.phone.history().await[0].outcome, outcome, "{turned_away} {status}");
    }
}

#[tokio::test]
async fn a_decision_that_was_recorded_all_the_same_is_found_by_the_status() {
    for turned_away in [404, 409, 410] {
        let case = Case::payment().await;
        case.server.next(Step::Decision, Trick::LoseAnswer);
        case.phone.approve(&case.consent).await.unwrap();
        case.server.say(Step::Decision, turned_away);

        let delivered = case.phone.device.deliver_now().await.unwrap().tried;

        assert!(
            matches!(delivered[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "{turned_away}"
        );
        assert_eq!(
            case.phone.history().await[0].outcome,
            Outcome::Ended(Ending::Decided(Verdict::Approved))
        );
    }
}

#[tokio::test]
async fn a_status_is_believed_only_with_the_servers_signature_for_this_request() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 4] = [
        ("another request", |status| status["request"] = json!("request-99")),
        ("another device", |status| status["aud"] = json!("device-99")),
        ("an unknown state", |status| status["status"] = json!("wonderful")),
        ("an old one", |status| status["exp"] = status["iat"].clone()),
    ];
    for (what, change) in changes {
        let case = Case::payment().await;
        case.server.set_status(&case.at.device, &case.request, "withdrawn");
        case.server.say(Step::Decision, 410);
        case.server.alter(Step::Status, change);

        let delivery = case.phone.approve(&case.consent).await.unwrap();
        let later = case.phone.device.deliver_now().await.unwrap().tried;

        assert_eq!(delivery, Delivery::Unknown, "{what}");
        assert_eq!(later[0].1, Delivery::Ended(Ending::Withdrawn), "{what}: a good one");
    }
    let case = Case::payment().await;
    case.server.set_status(&case.at.device, &case.request, "withdrawn");
    case.server.say(Step::Decision, 409);
    case.server.next(Step::Status, Trick::SignWith(Key::of("vouching")));
    let delivery = case.phone.approve(&case.consent).await.unwrap();
    assert_eq!(delivery, Delivery::Unknown);
}

#[tokio::test]
async fn no_status_of_http_alone_ends_a_decision() {
    for turned_away in [403, 404, 409, 410] {
        let case = Case::payment().await;
        case.server.next(Step::Decision, Trick::LoseAnswer);
        case.phone.approve(&case.consent).await.unwrap();
        // As something in between would, that speaks for a bank it knows nothing of.
        case.server.say(Step::Decision, turned_away);
        case.server.say(Step::Status, turned_away);

        let between = case.phone.device.deliver_now().await.unwrap().tried;
        let later = case.phone.device.deliver_now().await.unwrap().tried;

        assert_eq!(between[0].1, Delivery::Unknown, "{turned_away}");
        assert!(
            matches!(later[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "{turned_away}"
        );
    }
}

#[tokio::test]
async fn a_receipt_that_cannot_be_checked_yet_is_not_taken_for_anothers() {
    let case = Case::payment().await;
    case.server.next(Step::Decision, Trick::LoseAnswer);
    case.phone.approve(&case.consent).await.unwrap();
    // The receipt in the status is by a key that nobody vouches for.
    let mut key_set = case.server.state().request_keys.clone();
    let stranger = Key::of("stranger");
    {
        let mut state = case.server.state();
        let row = state.requests.get_mut(&(case.at.device.clone(), case.request.clone())).unwrap();
        let receipt = &mut row.decision.as_mut().unwrap().1;
        *receipt = stranger.token(Typ::ConsentReceipt, &claims_of(receipt));
    }
    case.server.say(Step::Decision, 410);

    let unchecked = case.phone.device.deliver_now().await.unwrap().tried;
    key_set.push(stranger);
    key_set.rotate_right(1);
    case.server.state().request_keys = key_set;
    case.server.state().seq += 1;
    let checked = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(unchecked[0].1, Delivery::Unknown);
    assert!(matches!(checked[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn a_receipt_that_is_not_for_this_decision_is_not_believed() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 10] = [
        ("another decision", |receipt| receipt["decision_hash"] = json!("A".repeat(43))),
        ("another decision's id", |receipt| receipt["decision_jti"] = json!("decision-99")),
        ("from long before the decision", |receipt| receipt["iat"] = json!(super::NOW - 61)),
        ("from the future", |receipt| receipt["iat"] = json!(super::NOW + 61)),
        ("another request", |receipt| receipt["request"] = json!("request-99")),
        ("another device", |receipt| receipt["aud"] = json!("device-99")),
        ("another issuer", |receipt| receipt["iss"] = json!("https://other.bank.example")),
        ("another outcome", |receipt| receipt["outcome"] = json!("considered")),
        ("something more", |receipt| receipt["note"] = json!("x")),
        ("nothing of a request", |r| drop(r.as_object_mut().unwrap().remove("request"))),
    ];
    for (what, change) in changes {
        let case = Case::payment().await;
        case.server.alter(Step::Decision, change);

        let delivery = case.phone.approve(&case.consent).await.unwrap();

        let entry = case.phone.history().await.remove(0);
        assert_eq!(delivery, Delivery::Unknown, "{what}");
        assert_eq!((entry.outcome, entry.receipt), (Outcome::Unknown, None), "{what}");
    }
}

#[tokio::test]
async fn a_receipt_by_a_key_that_is_no_request_key_is_not_believed() {
    for word in ["vouching", "stranger"] {
        let case = Case::payment().await;
        case.server.next(Step::Decision, Trick::SignWith(Key::of(word)));

        let delivery = case.phone.approve(&case.consent).await.unwrap();

        assert_eq!(delivery, Delivery::Unknown, "{word}");
        assert_eq!(case.phone.history().await[0].receipt, None);
    }
}

#[tokio::test]
async fn a_plain_200_is_no_receipt() {
    for (media_type, body) in [
        ("application/json", "{}"),
        ("text/html", "<html>welcome to the airport</html>"),
        ("application/consent-receipt+jwt", ""),
        ("application/consent-receipt+jwt", "a.b.c"),
    ] {
        let case = Case::payment().await;
        case.server.next(Step::Decision, Trick::Say(Answer::of(200, media_type, body)));

        let delivery = case.phone.approve(&case.consent).await.unwrap();

        assert_eq!(delivery, Delivery::Unknown, "{media_type}");
        let later = case.phone.device.deliver_now().await.unwrap().tried;
        assert!(
            matches!(later[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "{media_type}"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_final_once_the_bank_signs_it() {
    let case = Case::payment().await;
    case.server.set_status(&case.at.device, &case.request, "failed");
    case.server.say(Step::Decision, 403);

    let delivery = case.phone.approve(&case.consent).await.unwrap();
    let later = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(delivery, Delivery::Ended(Ending::Decided(Answered::Refused)));
    assert_eq!(later, []);
    assert_eq!(case.server.calls(), [Step::Decision, Step::Status], "asked how, not why");
    assert_eq!(
        case.phone.history().await[0].outcome,
        Outcome::Ended(Ending::Decided(Verdict::Refused))
    );
}

#[tokio::test]
async fn an_answer_that_decides_nothing_leaves_the_decision_waiting() {
    for status in [400, 401, 413, 426, 429, 500, 502, 503] {
        let case = Case::payment().await;
        let answer = Answer::error(status).with("retry-after", "7");
        case.server.next(Step::Decision, Trick::Say(answer));

        let delivery = case.phone.device.deny(&case.consent, DenialReason::NotMe).await.unwrap();

        let tries = case.server.calls_of(Step::Decision).len();
        case.server.advance(9);
        case.phone.parts.clock.advance(9);
        let later = case.phone.device.deliver_now().await.unwrap().tried;
        assert_eq!((delivery, tries), (Delivery::Unknown, 1), "{status}");
        assert!(
            matches!(later[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
            "{status}"
        );
    }
}

#[tokio::test]
async fn what_waits_is_sent_oldest_first_and_one_failure_stops_no_other() {
    let case = Case::payment().await;
    let second = case.server.ask(&case.at.device, samples::account_access());
    case.server.always(Step::Decision, Trick::Silence);
    case.phone.approve(&case.consent).await.unwrap();
    let second_consent = case.phone.open_request(&case.at, &second).await;
    case.phone.device.deny(&second_consent, DenialReason::NotMe).await.unwrap();
    case.server.behave();
    case.server.say(Step::Decision, 503);

    let delivered = case.phone.device.deliver_now().await.unwrap().tried;

    let ids: Vec<_> = delivered.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, [case.request.as_str(), second.as_str()]);
    assert_eq!(delivered[0].1, Delivery::Unknown);
    assert!(matches!(delivered[1].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn of_two_phones_the_first_decides_and_the_second_learns_it() {
    let server = Server::start().await;
    let (first, second) = (Phone::new(&[&server]), Phone::new(&[&server]));
    let (at_first, at_second) = (first.enrol(&server).await, second.enrol(&server).await);
    let devices = [at_first.device.clone(), at_second.device.clone()];
    let ids = server.ask_all(&devices, samples::payment(), None);
    let on_first = first.open_request(&at_first, &ids[0]).await;
    let on_second = second.open_request(&at_second, &ids[1]).await;

    let won = first.approve(&on_first).await.unwrap();
    let lost = second.device.deny(&on_second, DenialReason::NotMe).await.unwrap();

    assert!(matches!(won, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(lost, Delivery::Ended(Ending::AnsweredElsewhere));
    assert_eq!(second.history().await[0].outcome, Outcome::Ended(Ending::AnsweredElsewhere));
}

#[tokio::test]
async fn a_decision_waits_while_its_bank_is_not_configured() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, consent, .. } = Case::on_disk(folder.path()).await;
    server.go_down();
    phone.approve(&consent).await.unwrap();
    server.behave();
    let mut parts = phone.parts.clone();
    let issuers = std::mem::take(&mut parts.issuers);
    drop(phone);

    let without = Phone::open(parts.clone()).unwrap();
    let waiting = without.device.deliver_now().await.unwrap().tried;
    drop(without);
    parts.issuers = issuers;
    let delivered = Phone::open(parts).unwrap().device.deliver_now().await.unwrap().tried;

    assert_eq!(waiting[0].1, Delivery::Unknown);
    assert!(matches!(delivered[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn a_receipt_of_another_type_is_not_believed() {
    let case = Case::payment().await;
    let claims = json!({
        "iss": case.server.issuer, "aud": case.at.device, "iat": 0, "jti": "x", "offer": "x",
    });
    let key = case.server.state().request_key();
    let token = key.token(Typ::DeviceRegistrationReceipt, &claims);
    let answer = Answer::of(200, &Typ::ConsentReceipt.media_type(), token);
    case.server.next(Step::Decision, Trick::Say(answer));

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    assert_eq!(delivery, Delivery::Unknown);
}
