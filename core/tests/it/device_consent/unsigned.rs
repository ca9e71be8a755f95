//! Answers that nobody signed: of a firewall, of a front that holds bytes back, of strangers. None of
//! them ends anything.

use super::Case;
use crate::support::{Answer, Phone, Server, Step, Trick, claims_of, samples};
use countersign::{
    Answered, Delivery, DenialReason, Ending, EnrolmentState, ManageError, Outcome, PushTarget,
    Rotation, ServerError, Told, Verdict,
};
use serde_json::json;

/// What a stranger may answer.
const UNSIGNED: [u16; 14] = [400, 401, 403, 404, 405, 409, 410, 413, 418, 426, 429, 500, 503, 511];

fn recorded(delivery: &Delivery) -> bool {
    matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
}

fn target() -> PushTarget {
    PushTarget { provider: "fcm".to_owned(), token: "token".to_owned() }
}

#[tokio::test]
async fn a_refusal_that_nobody_signed_ends_no_decision() {
    for approves in [true, false] {
        let case = Case::payment().await;
        case.server.say(Step::Decision, 403);

        let delivery = if approves {
            case.phone.approve(&case.consent).await.unwrap()
        } else {
            case.phone.device.deny(&case.consent, DenialReason::NotMe).await.unwrap()
        };
        let shown = case.phone.history().await[0].outcome;
        let later = case.phone.device.deliver_now().await.unwrap().tried;

        assert_eq!((delivery, shown), (Delivery::Unknown, Outcome::Unknown), "{approves}");
        assert!(recorded(&later[0].1), "{approves}: the same bytes were good");
        assert_eq!(case.status(), "decided");
    }
}

#[tokio::test]
async fn a_front_that_holds_an_approval_back_and_sends_it_on_later_makes_no_false_refusal() {
    let case = Case::payment().await;
    case.server.say(Step::Decision, 403);
    let delivery = case.phone.approve(&case.consent).await.unwrap();

    // What was held back arrives, and its answer goes to the front alone.
    case.server.next(Step::Decision, Trick::LoseAnswer);
    case.phone.device.deliver_now().await.unwrap();
    let at_the_bank = case.status();
    case.server.advance(301);
    case.phone.parts.clock.advance(301);
    let asked = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!((delivery, at_the_bank), (Delivery::Unknown, "decided"));
    assert!(recorded(&asked[0].1));
    let outcome = case.phone.history().await[0].outcome;
    assert_eq!(outcome, Outcome::Ended(Ending::Decided(Verdict::Approved)));
}

#[tokio::test]
async fn whatever_a_stranger_answers_at_any_step_of_a_decision_it_stays_unknown() {
    for status in UNSIGNED {
        let case = Case::payment().await;
        for step in [Step::Decision, Step::Status, Step::DeviceState, Step::Token] {
            case.server.always(step, Trick::Say(Answer::error(status)));
        }

        let delivery = case.phone.approve(&case.consent).await.unwrap();
        let again = case.phone.device.deliver_now().await.unwrap().tried;
        case.server.advance(301);
        case.phone.parts.clock.advance(301);
        let over = case.phone.device.deliver_now().await.unwrap().tried;
        case.server.behave();
        case.server.advance(3700);
        case.phone.parts.clock.advance(3700);
        let signed = case.phone.device.deliver_now().await.unwrap().tried;

        assert_eq!(delivery, Delivery::Unknown, "{status}");
        assert!(again.iter().chain(&over).all(|(_, d)| *d == Delivery::Unknown), "{status}");
        assert_eq!(signed[0].1, Delivery::Ended(Ending::Expired), "{status}");
    }
}

#[tokio::test]
async fn a_body_that_the_bank_cannot_take_is_resolved_by_the_status() {
    for status in [400, 413] {
        let case = Case::payment().await;
        case.server.always(Step::Decision, Trick::Say(Answer::error(status)));

        case.phone.approve(&case.consent).await.unwrap();
        case.server.set_status(&case.at.device, &case.request, "withdrawn");
        let later = case.phone.device.deliver_now().await.unwrap().tried;

        assert_eq!(later[0].1, Delivery::Ended(Ending::Withdrawn), "{status}");
    }
}

#[tokio::test]
async fn a_blocked_device_learns_that_it_is_blocked_and_in_the_end_that_the_request_expired() {
    let case = Case::payment().await;
    case.server.set_device(&case.at.device, "blocked");
    case.server.always(Step::Decision, Trick::Say(Answer::error(403)));

    let delivery = case.phone.approve(&case.consent).await.unwrap();
    let state = case.phone.device.enrolments().await.unwrap()[0].state;
    case.server.advance(301);
    case.phone.parts.clock.advance(301);
    let over = case.phone.device.deliver_now().await.unwrap().tried;

    assert_eq!(delivery, Delivery::Unknown);
    assert_eq!(state, EnrolmentState::Blocked, "as the bank signed, at once");
    assert_eq!(over[0].1, Delivery::Ended(Ending::Expired));
}

#[tokio::test]
async fn a_status_that_contradicts_itself_teaches_nothing() {
    for status in ["withdrawn", "expired", "answered_elsewhere", "failed", "pending"] {
        let case = Case::payment().await;
        case.server.next(Step::Decision, Trick::LoseAnswer);
        case.phone.approve(&case.consent).await.unwrap();
        case.server.say(Step::Decision, 409);
        case.server.alter(Step::Status, move |claims| claims["status"] = json!(status));

        let contradicted = case.phone.device.deliver_now().await.unwrap().tried;
        let later = case.phone.device.deliver_now().await.unwrap().tried;

        assert_eq!(contradicted[0].1, Delivery::Unknown, "{status} beside a receipt");
        assert!(recorded(&later[0].1), "{status}");
    }
}

#[tokio::test]
async fn a_report_or_a_push_target_that_is_refused_without_a_signature_is_told_again() {
    for status in UNSIGNED {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        server.always(Step::Report, Trick::Say(Answer::error(status)));
        server.always(Step::Push, Trick::Say(Answer::error(status)));

        let pushed = phone.device.update_push(&at.enrolment, &target()).await;
        let reported = phone.device.report(&at.enrolment, "request-1").await;
        server.behave();
        phone.device.refresh(&at.enrolment).await.unwrap();

        assert_eq!((pushed, reported), (Ok(Told::Later), Ok(Told::Later)), "{status}");
        assert_eq!(server.state().devices[&at.device].state, "blocked", "{status}: it arrived");
        let last = server.calls_of(Step::Push).pop().unwrap();
        assert_eq!(claims_of(&last.text())["push"]["token"], "token", "{status}");
    }
}

#[tokio::test]
async fn a_push_target_that_is_never_taken_holds_no_report_back() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.always(Step::Push, Trick::Say(Answer::error(403)));
    phone.device.update_push(&at.enrolment, &target()).await.unwrap();

    phone.device.report(&at.enrolment, "request-1").await.unwrap();

    assert_eq!(server.state().devices[&at.device].state, "blocked");
}

#[tokio::test]
async fn what_is_refused_is_tried_ever_more_rarely_by_rounds() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.always(Step::Report, Trick::Say(Answer::error(403)));
    phone.device.report(&at.enrolment, "request-1").await.unwrap();

    for _ in 0..300 {
        phone.parts.clock.advance(4);
        server.advance(4);
        phone.device.deliver().await.unwrap();
    }

    // The ceilings of the waits are 2, 4, 8, ... seconds.
    let tried = server.calls_of(Step::Report).len();
    assert!((5..60).contains(&tried), "{tried} in twenty minutes");
}

#[tokio::test]
async fn nobody_is_left_to_tell_when_the_bank_signs_that_the_device_is_revoked() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.set_device(&at.device, "revoked");
    server.always(Step::Push, Trick::Say(Answer::error(403)));

    let pushed = phone.device.update_push(&at.enrolment, &target()).await;
    server.forget_calls();
    phone.device.deliver_now().await.unwrap();

    assert_eq!(pushed, Ok(Told::Refused));
    assert_eq!(server.calls_of(Step::Push).len(), 0);
    let state = phone.device.enrolments().await.unwrap()[0].state;
    assert_eq!(state, EnrolmentState::Revoked);
}

#[tokio::test]
async fn what_this_app_can_do_is_told_until_the_bank_has_heard_it() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.say(Step::Capabilities, 403);

    let refused = phone.device.update_capabilities(&at.enrolment).await;
    phone.device.deliver_now().await.unwrap();
    phone.device.deliver_now().await.unwrap();

    assert_eq!(refused, Err(ManageError::Server(ServerError::Refused)));
    assert_eq!(server.calls_of(Step::Capabilities).len(), 2, "until it arrived, and no more");
}

#[tokio::test]
async fn a_removal_that_is_answered_without_a_signature_forgets_nothing() {
    for status in UNSIGNED {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        server.say(Step::Removal, status);

        let removed = phone.device.remove(&at.enrolment).await;
        let kept = phone.device.enrolments().await.unwrap();
        phone.parts.clock.advance(3610);
        server.advance(3610);
        phone.device.deliver_now().await.unwrap();

        assert!(removed.is_err(), "{status}");
        assert!(kept[0].removing, "{status}: it is here, and says what it is");
        assert_eq!(phone.device.enrolments().await.unwrap(), [], "{status}");
        assert_eq!(server.state().devices[&at.device].state, "revoked", "{status}");
    }
}

#[tokio::test]
async fn an_enrolment_that_is_refused_without_a_signature_can_be_completed_with_the_same_bytes() {
    for status in UNSIGNED {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
        let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
        server.say(Step::Registration, status);

        let refused = phone.finish(&prepared).await;
        let again = phone.finish(&prepared).await;

        assert!(refused.is_err(), "{status}");
        assert_eq!(again.unwrap().state, EnrolmentState::Pending, "{status}");
    }
}

#[tokio::test]
async fn a_rotation_that_a_front_refuses_and_sends_on_later_loses_no_key() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.say(Step::Rotation, 403);

    let rotated = phone.device.rotate_transport_key(&at.enrolment).await;
    let kept = phone.parts.keys.left().len();
    // What was held back arrives, and its answer is lost.
    server.next(Step::Rotation, Trick::LoseAnswer);
    phone.device.pending(&at.enrolment).await.unwrap_err();
    let listed = phone.device.pending(&at.enrolment).await;

    assert_eq!(rotated, Ok(Rotation::Unknown));
    assert_eq!(kept, 3, "both keys are kept");
    assert_eq!(listed, Ok(Vec::new()), "with the new key, which the bank has");
    assert_eq!(phone.parts.keys.left().len(), 2);
}
