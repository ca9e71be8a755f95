//! Nothing stays of an enrolment that ended or never came about.

use crate::support::phone::KeyTrouble;
use crate::support::{Phone, Server, Step, samples};
use countersign::platform::KeyStoreError;
use countersign::{EnrolError, ServerError};

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
    assert!(server.state().devices.is_empty());
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
async fn a_device_that_the_bank_no_longer_knows_can_be_removed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.state().devices.clear();
    server.forget_access_tokens();

    phone.device.remove(&at.enrolment).await.unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
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
