//! What is stored first and told later: where notices go, reports, removals.

use crate::support::{Phone, Server, Step, Trick, claims_of, samples};
use countersign::{
    Answered, DecideError, Delivery, Ending, EnrolmentState, Outcome, PushTarget, Told, Verdict,
};
use serde_json::json;

fn target(token: &str) -> PushTarget {
    PushTarget { provider: "fcm".to_owned(), token: token.to_owned() }
}

#[tokio::test]
async fn a_push_target_set_without_a_network_is_told_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    server.go_down();
    let first = phone.device.update_push(&at.enrolment, &target("first")).await;
    let second = phone.device.update_push(&at.enrolment, &target("second")).await;
    server.behave();
    server.forget_calls();

    let phone = phone.reopen();
    phone.device.deliver().await.unwrap();
    phone.device.deliver().await.unwrap();

    assert_eq!((first, second), (Ok(Told::Later), Ok(Told::Later)));
    let told = server.calls_of(Step::Push);
    assert_eq!(told.len(), 1, "once, and the newest alone");
    assert_eq!(claims_of(&told[0].text())["push"], json!({"provider": "fcm", "token": "second"}));
}

#[tokio::test]
async fn a_push_target_whose_answer_was_lost_or_was_a_bare_refusal_is_told_again() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;

    server.next(Step::Push, Trick::LoseAnswer);
    let lost = phone.device.update_push(&at.enrolment, &target("a")).await;
    phone.device.refresh(&at.enrolment).await.unwrap();
    server.say(Step::Push, 403);
    let refused = phone.device.update_push(&at.enrolment, &target("b")).await;
    phone.device.refresh(&at.enrolment).await.unwrap();

    assert_eq!((lost, refused), (Ok(Told::Later), Ok(Told::Later)));
    assert_eq!(server.calls_of(Step::Push).len(), 4, "twice the first, twice the second");
}

#[tokio::test]
async fn not_me_denies_first_and_then_has_the_device_blocked() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.forget_calls();

    let reported = phone.device.not_me(&consent).await.unwrap();

    assert!(matches!(
        reported.denial,
        Some(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
    assert_eq!(reported.report, Told::Now);
    assert_eq!(server.calls(), [Step::Decision, Step::Report]);
    assert_eq!(claims_of(&server.calls_of(Step::Decision)[0].text())["reason"], "not_me");
    let told = claims_of(&server.calls_of(Step::Report)[0].text());
    assert_eq!((&told["request"], &told["reason"]), (&json!(request), &json!("not_me")));
    let kept = phone.device.enrolments().await.unwrap();
    assert_eq!(kept[0].state, EnrolmentState::Blocked);
}

#[tokio::test]
async fn not_me_without_a_network_is_done_when_there_is_one_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();

    let reported = phone.device.not_me(&consent).await.unwrap();
    let phone = phone.reopen();
    let locked = phone.device.enrolments().await.unwrap()[0].state;
    server.behave();
    server.forget_calls();
    let round = phone.device.deliver_now().await.unwrap();

    assert_eq!((reported.denial, reported.report), (Some(Delivery::Unknown), Told::Later));
    assert_eq!(locked, EnrolmentState::Blocked, "here from the first moment on");
    assert!(matches!(
        round.tried[..],
        [(_, Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))]
    ));
    assert_eq!(server.status(&at.device, &request), "decided");
    assert_eq!(server.state().devices[&at.device].state, "blocked");
    let order: Vec<_> = server.calls();
    let at_of = |step| order.iter().position(|made| *made == step).unwrap();
    assert!(at_of(Step::Decision) < at_of(Step::Report), "{order:?}");
}

#[tokio::test]
async fn a_report_is_told_twice_and_done_once() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.next(Step::Report, Trick::LoseAnswer);
    assert_eq!(phone.device.report(&at.enrolment, "request-1").await, Ok(Told::Later));
    // The bank looked, and unblocked the device, before the phone could ask again.
    server.set_device(&at.device, "active");

    let refreshed = phone.device.refresh(&at.enrolment).await.unwrap();

    let ids: Vec<_> = server
        .calls_of(Step::Report)
        .iter()
        .map(|call| claims_of(&call.text())["jti"].clone())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    assert_eq!(refreshed.state, EnrolmentState::Active);
}

#[tokio::test]
async fn not_me_after_a_decision_or_the_end_still_locks() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let decided = phone.open_request(&at, &request).await;
    phone.approve(&decided).await.unwrap();

    let reported = phone.device.not_me(&decided).await.unwrap();
    server.set_device(&at.device, "active");
    let request = server.ask(&at.device, samples::payment());
    phone.device.refresh(&at.enrolment).await.unwrap();
    let over = phone.open_request(&at, &request).await;
    phone.parts.clock.advance(300);
    server.advance(300);
    let late = phone.device.not_me(&over).await.unwrap();
    phone.device.forget(&at.enrolment).await.unwrap();
    let gone = phone.device.not_me(&over).await;

    assert_eq!((reported.denial, reported.report), (None, Told::Now));
    assert_eq!((late.denial, late.report), (None, Told::Now));
    assert_eq!(gone, Err(DecideError::NotEnrolled));
}

#[tokio::test]
async fn a_removal_without_a_network_is_finished_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();

    let removed = phone.device.remove(&at.enrolment).await;
    let phone = phone.reopen();
    let waiting = phone.device.enrolments().await.unwrap().remove(0);
    let approval = phone.device.prepare(&consent, &countersign::ApprovalInput::default());
    server.behave();
    phone.device.deliver().await.unwrap();

    assert!(removed.is_err());
    assert!(waiting.removing);
    assert!(approval.is_err(), "what is on its way out approves nothing");
    assert_eq!(server.state().devices[&at.device].state, "revoked");
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn a_removal_whose_answer_was_lost_ends_here_too() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.next(Step::Removal, Trick::LoseAnswer);

    assert!(phone.device.remove(&at.enrolment).await.is_err());
    phone.device.deliver().await.unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn an_enrolment_whose_transport_key_is_gone_can_still_be_removed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    for key in phone.parts.keys.left() {
        phone.parts.keys.software.invalidate(&key);
    }

    phone.device.remove(&at.enrolment).await.unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert!(server.calls_of(Step::Removal).is_empty(), "it could not prove anything");
}

#[tokio::test]
async fn a_report_leaves_the_history_as_it_was() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;

    phone.device.not_me(&consent).await.unwrap();

    assert_eq!(phone.history().await[0].outcome, Outcome::Ended(Ending::Decided(Verdict::Denied)));
}
