//! Notices, the list, and what they lead to.

use super::Case;
use crate::support::phone::notice;
use crate::support::{Answer, NOW, Phone, Server, Step, Trick, samples};
use countersign::consent::Reading;
use countersign::consent::words::Language;
use countersign::intake::Notice;
use countersign::{Answered, Delivery, Ending, FetchError, Outcome, ServerError};
use countersign_protocol::jose::Typ;
use serde_json::json;
use std::collections::HashMap;

#[tokio::test]
async fn every_kind_of_notice_opens_the_request() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let data = [("countersign", "1"), ("enrolment", &at.handle), ("request", &request)];
    let fcm: HashMap<_, _> =
        data.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let handle = &at.handle;
    let link = format!("https://a.example/?countersign=1&enrolment={handle}&request={request}");

    for notice in [
        notice(handle, &request),
        Notice::from_fcm(&fcm).unwrap(),
        Notice::from_link(&link).unwrap(),
    ] {
        let consent = phone.device.open_notice(&notice).await.unwrap();

        let Reading::Shown(view) = consent.reading().unwrap() else { panic!("it can be shown") };
        assert_eq!(consent.id(), request);
        assert_eq!(consent.enrolment(), at.enrolment);
        assert_eq!(consent.expires_at().0, NOW + 300);
        assert!(view.title.contains("123.50") && view.title.contains(samples::PAYEE));
    }
}

#[tokio::test]
async fn a_request_is_read_in_the_language_that_the_phone_has_by_then() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let first = phone.device.open_request(&at.enrolment, &request).await.unwrap();

    phone.device.present_in(Language::Arabic, "Africa/Cairo".to_owned());
    let second = phone.device.open_request(&at.enrolment, &request).await.unwrap();

    let Ok(Reading::Shown(before)) = first.reading() else { panic!("it can be shown") };
    let Ok(Reading::Shown(after)) = second.reading() else { panic!("it can be shown") };
    assert_eq!((before.locale, before.right_to_left), ("en", false));
    assert_eq!((after.locale, after.right_to_left), ("ar", true));
    assert_eq!(after.time_zone, "Africa/Cairo");
    assert_eq!(before.rows(), after.rows());
}

#[tokio::test]
async fn the_same_push_twice_is_one_request() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let notice = notice(&at.handle, &request);

    let first = phone.device.open_notice(&notice).await.unwrap();
    let second = phone.device.open_notice(&notice).await.unwrap();

    assert_eq!(first.request_hash(), second.request_hash());
    assert_eq!(phone.history().await.len(), 1);
}

#[tokio::test]
async fn the_same_push_twice_at_once_is_one_request() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let notice = notice(&at.handle, &request);

    let (first, second) =
        tokio::join!(phone.device.open_notice(&notice), phone.device.open_notice(&notice));

    assert_eq!(first.unwrap().request_hash(), second.unwrap().request_hash());
    assert_eq!(phone.history().await.len(), 1);
}

#[tokio::test]
async fn a_push_for_somebody_elses_enrolment_makes_no_call() {
    let case = Case::payment().await;

    let opened = case.phone.device.open_notice(&notice("somebody-else", &case.request)).await;

    assert_eq!(opened.unwrap_err(), FetchError::NotEnrolled);
    assert_eq!(case.server.calls(), []);
}

#[tokio::test]
async fn a_forged_push_finds_no_request() {
    let case = Case::payment().await;
    case.consent.put_back();

    let opened = case.phone.device.open_notice(&notice(&case.at.handle, "made-up")).await;

    assert_eq!(opened.unwrap_err(), FetchError::NoSuchRequest);
    assert_eq!(case.phone.history().await.len(), 1, "only the true one is kept");
}

#[tokio::test]
async fn an_id_that_is_no_id_never_reaches_a_url() {
    let case = Case::payment().await;
    case.consent.put_back();

    for id in ["", "../device", "a/b", "a?b", "a b", "%2e%2e", &"a".repeat(129)] {
        let opened = case.phone.device.open_request(&case.at.enrolment, id).await;
        assert_eq!(opened.unwrap_err(), FetchError::NoSuchRequest, "{id}");
    }
    assert_eq!(case.server.calls(), []);
}

#[tokio::test]
async fn another_devices_request_is_unknown_to_this_one() {
    let case = Case::payment().await;
    let other = Phone::new(&[&case.server]);
    let at = other.enrol(&case.server).await;

    let opened = other.device.open_request(&at.enrolment, &case.request).await;

    assert_eq!(opened.unwrap_err(), FetchError::NoSuchRequest);
}

#[tokio::test]
async fn what_waits_is_listed_oldest_first() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let first = server.ask(&at.device, samples::payment());
    let second = server.ask(&at.device, samples::account_access());

    let pending = phone.device.pending(&at.enrolment).await.unwrap();

    let listed: Vec<_> = pending.iter().map(|p| (p.id.as_str(), p.expires_at.0)).collect();
    assert_eq!(listed, [(first.as_str(), NOW + 300), (second.as_str(), NOW + 300)]);
    assert_eq!(phone.device.pending("no-such").await.unwrap_err(), FetchError::NotEnrolled);
}

#[tokio::test]
async fn a_list_that_is_none_is_refused() {
    let case = Case::payment().await;
    let item = |n: usize| json!({"id": format!("r{n}"), "exp": NOW + 60});

    for body in [
        json!({"requests": (0..21).map(item).collect::<Vec<_>>()}),
        json!({"requests": [{"id": "../x", "exp": NOW}]}),
        json!({"requests": [{"id": "x"}]}),
        json!({"requests": "none"}),
        json!({}),
    ] {
        let answer = Answer::of(200, "application/json", body.to_string());
        case.server.next(Step::List, Trick::Say(answer));
        let listed = case.phone.device.pending(&case.at.enrolment).await;
        assert_eq!(listed.unwrap_err(), FetchError::Server(ServerError::Answer), "{body}");
    }
}

#[tokio::test]
async fn a_request_that_is_over_is_not_opened_and_the_history_says_how_it_ended() {
    for (status, outcome) in [
        ("withdrawn", Outcome::Ended(Ending::Withdrawn)),
        ("expired", Outcome::Ended(Ending::Expired)),
        ("answered_elsewhere", Outcome::Ended(Ending::AnsweredElsewhere)),
        ("failed", Outcome::Ended(Ending::AnsweredElsewhere)),
    ] {
        let case = Case::payment().await;
        case.server.set_status(&case.at.device, &case.request, status);

        let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

        let entry = case.phone.history().await.remove(0);
        assert_eq!(opened.unwrap_err(), FetchError::Over, "{status}");
        assert_eq!((entry.outcome, entry.ended_at.unwrap().0), (outcome, NOW), "{status}");
    }
}

#[tokio::test]
async fn a_request_that_is_over_and_was_never_here_leaves_no_trace() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    server.set_status(&at.device, &request, "withdrawn");

    let opened = phone.device.open_request(&at.enrolment, &request).await;

    assert_eq!(opened.unwrap_err(), FetchError::Over);
    assert_eq!(server.calls(), [Step::Request]);
    assert!(phone.history().await.is_empty());
}

#[tokio::test]
async fn a_decision_on_its_way_is_not_overwritten_by_opening_the_request_again() {
    let case = Case::payment().await;
    case.server.next(Step::Decision, Trick::LoseAnswer);
    case.phone.approve(&case.consent).await.unwrap();

    let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;
    let waiting = case.phone.history().await[0].outcome;
    let delivered = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(opened.unwrap_err(), FetchError::Over);
    assert_eq!(waiting, Outcome::Unknown);
    assert!(matches!(delivered[0].1, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn a_request_that_the_server_hands_out_after_its_end_is_not_opened() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let mut claims = server.request_claims(&at.device, &samples::payment());
    claims["iat"] = json!(NOW - 60);
    claims["exp"] = json!(NOW);
    claims["jti"] = json!("late");
    let key = server.state().request_key();
    server.plant(&at.device, "late", key.token(Typ::ConsentRequest, &claims));

    let opened = phone.device.open_request(&at.enrolment, "late").await;

    assert_eq!(opened.unwrap_err(), FetchError::Over);
    assert!(phone.history().await.is_empty());
}

#[tokio::test]
async fn a_request_that_nobody_answered_expires_in_the_history() {
    let case = Case::payment().await;
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Open);
    case.server.advance(300);
    case.phone.parts.clock.advance(300);

    let pending = case.phone.device.pending(&case.at.enrolment).await.unwrap();

    let entry = case.phone.history().await.remove(0);
    assert_eq!(pending, []);
    assert_eq!(
        (entry.outcome, entry.ended_at.unwrap().0),
        (Outcome::Ended(Ending::Expired), NOW + 300)
    );
}

#[tokio::test]
async fn one_banks_clock_does_not_end_another_banks_requests() {
    let (one, two) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&one, &two]);
    let (at_one, at_two) = (phone.enrol(&one).await, phone.enrol(&two).await);
    let request = one.ask(&at_one.device, samples::payment());
    let consent = phone.open_request(&at_one, &request).await;
    two.advance(86_400);

    phone.device.pending(&at_two.enrolment).await.unwrap();
    let delivery = phone.approve(&consent).await;

    assert!(
        matches!(delivery, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
        "{delivery:?}"
    );
}

#[tokio::test]
async fn a_server_out_of_reach_says_nothing_about_the_request() {
    let case = Case::payment().await;
    case.server.go_down();

    let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

    assert!(matches!(opened.unwrap_err(), FetchError::Server(ServerError::Transport(_))));
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Open);
}
