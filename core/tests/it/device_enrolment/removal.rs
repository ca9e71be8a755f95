//! Nothing stays of an enrolment that ended or never came about.

use crate::support::phone::KeyTrouble;
use crate::support::{Answer, Phone, Server, Step, Trick, samples};
use countersign::platform::KeyStoreError;
use countersign::{
    Answered, Delivery, DenialReason, Ending, EnrolError, ManageError, Outcome, ServerError,
};

#[tokio::test]
async fn removing_ends_the_enrolment_at_the_bank_and_leaves_nothing_here() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.approve(&consent).await.unwrap();

    phone.device.remove(&at.enrolment).await.unwrap();
    phone.device.remove(&at.enrolment).await.unwrap();

    assert_eq!(server.calls_of(Step::Removal).len(), 1);
    assert_eq!(server.state().devices[&at.device].state, "revoked");
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert!(phone.history().await.is_empty());
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn an_enrolment_that_cannot_be_ended_at_the_bank_stays_until_it_is_forgotten() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.go_down();

    let removed = phone.device.remove(&at.enrolment).await;
    assert!(removed.is_err());
    assert_eq!(phone.device.enrolments().await.unwrap().len(), 1);
    assert_eq!(phone.parts.keys.left().len(), 2);
    phone.device.forget(&at.enrolment).await.unwrap();
    phone.device.forget(&at.enrolment).await.unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn a_device_that_the_bank_no_longer_knows_stays_until_the_person_insists() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.state().devices.clear();
    server.forget_access_tokens();

    let removed = phone.device.remove(&at.enrolment).await;
    let kept = phone.device.enrolments().await.unwrap();
    phone.device.forget(&at.enrolment).await.unwrap();

    assert_eq!(removed, Err(ManageError::Server(ServerError::Unauthenticated)));
    assert!(kept[0].removing, "a bare 401 may be anybody's");
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn leaving_delivers_the_denial_first_then_the_report_and_then_goes() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();
    phone.device.not_me(&consent).await.unwrap();
    server.behave();
    server.forget_calls();

    phone.device.remove(&at.enrolment).await.unwrap();

    let order = server.calls();
    let at_of = |step| order.iter().position(|made| *made == step).unwrap();
    assert!(at_of(Step::Decision) < at_of(Step::Report), "{order:?}");
    assert!(at_of(Step::Report) < at_of(Step::Removal), "{order:?}");
    assert_eq!(server.status(&at.device, &request), "decided");
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
}

#[tokio::test]
async fn nothing_goes_while_a_decision_can_still_arrive_or_a_report_has_not() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.always(Step::Decision, Trick::Say(Answer::error(403)));
    server.always(Step::Report, Trick::Say(Answer::error(403)));
    phone.device.not_me(&consent).await.unwrap();

    let with_a_denial = phone.device.remove(&at.enrolment).await;
    let outcome = phone.history().await[0].outcome;
    server.advance(301);
    phone.parts.clock.advance(301);
    let with_a_report = phone.device.remove(&at.enrolment).await;
    let gone = server.calls_of(Step::Removal).len();
    server.behave();
    phone.device.deliver_now().await.unwrap();

    assert_eq!(with_a_denial, Err(ManageError::Undelivered));
    assert_eq!(outcome, Outcome::Unknown);
    assert_eq!(with_a_report, Err(ManageError::Server(ServerError::Refused)));
    assert_eq!(gone, 0);
    assert_eq!(server.calls_of(Step::Removal).len(), 1);
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
}

#[tokio::test]
async fn a_denial_made_while_leaving_without_a_network_arrives_before_the_phone_goes() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    server.go_down();
    phone.device.deny(&consent, DenialReason::ChangedMind).await.unwrap();
    let removed = phone.device.remove(&at.enrolment).await;
    let phone = phone.reopen();
    server.behave();

    let round = phone.device.deliver_now().await.unwrap();

    assert!(removed.is_err());
    assert!(matches!(
        round.tried[..],
        [(_, Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))]
    ));
    assert_eq!(server.state().devices[&at.device].state, "revoked");
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
}

#[tokio::test]
async fn keys_of_an_enrolment_that_fails_are_deleted() {
    for (trouble, expected) in [
        (KeyTrouble::NoApprovalKey, EnrolError::Key(KeyStoreError::Failed)),
        (KeyTrouble::NotAPoint, EnrolError::NotAKey),
        (KeyTrouble::Twins, EnrolError::NotAKey),
    ] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
        phone.parts.keys.fail_with(trouble);

        let prepared = phone.device.prepare_enrolment(offer, None);

        assert_eq!(prepared.unwrap_err(), expected);
        assert!(phone.parts.keys.made() > 0);
        assert_eq!(phone.parts.keys.left(), []);
    }
}

#[tokio::test]
async fn keys_of_an_enrolment_that_is_given_up_are_deleted() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    server.say(Step::Registration, 403);

    let finished = phone.finish(&prepared).await;
    phone.device.abandon_enrolment(prepared);

    assert_eq!(finished.unwrap_err(), EnrolError::Server(ServerError::Refused));
    assert_eq!(phone.parts.keys.left(), []);
}
