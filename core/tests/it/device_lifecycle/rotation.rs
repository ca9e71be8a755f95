//! A new key in the place of an old one.

use crate::support::{Answer, NOW, Phone, Server, Step, Trick, claims_of, header_of, samples};
use countersign::platform::KeyAlias;
use countersign::{
    Answered, ApprovalInput, Delivery, DenialReason, Ending, EnrolmentState, RotateError, Rotation,
    ServerError,
};
use countersign_protocol::jose::{JoseError, Typ, Unverified};
use serde_json::json;

#[tokio::test]
async fn a_new_approval_key_is_proved_by_both_keys_and_the_old_one_is_deleted() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let old = server.state().devices[&at.device].approval;

    let rotated = phone.rotate_approval_key(&at).await.unwrap();

    assert_eq!(rotated, Rotation::Done);
    assert_eq!(server.calls(), [Step::DeviceKeys, Step::Rotation]);
    let new = server.state().devices[&at.device].approval;
    let token = server.calls_of(Step::Rotation)[0].text();
    let claims = claims_of(&token);
    assert_eq!(header_of(&token)["kid"], old.thumbprint());
    Unverified::parse(&token, &[Typ::DeviceKeyRotation]).unwrap().verify(&old).unwrap();
    let proof = claims["proof"].as_str().unwrap();
    Unverified::parse(proof, &[Typ::DeviceKeyProof]).unwrap().verify(&new).unwrap();
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(NOW), &json!(NOW + 600)));
    assert_eq!(claims["attestation"], json!({"format": "none"}));
    assert_eq!(phone.parts.keys.left().len(), 2, "three were made");
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    assert!(matches!(
        phone.approve(&consent).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn a_new_transport_key_needs_no_finger_and_carries_no_attestation() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let old = server.state().devices[&at.device].transport;

    let rotated = phone.device.rotate_transport_key(&at.enrolment).await.unwrap();

    assert_eq!(rotated, Rotation::Done);
    assert_ne!(server.state().devices[&at.device].transport, old);
    assert_eq!(claims_of(&server.calls_of(Step::Rotation)[0].text()).get("attestation"), None);
    assert_eq!(phone.parts.keys.left().len(), 2);
    // The old access token is gone with its key: renewed, also after a restart.
    phone.device.pending(&at.enrolment).await.unwrap();
    let phone = phone.reopen();
    phone.device.pending(&at.enrolment).await.unwrap();
}

#[tokio::test]
async fn a_consent_that_is_open_while_the_keys_change_is_decided_by_the_new_ones() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let first = server.ask(&at.device, samples::payment());
    let second = server.ask(&at.device, samples::payment());
    let to_deny = phone.open_request(&at, &second).await;
    // What was put back can still be denied.
    to_deny.put_back();
    let to_approve = phone.open_request(&at, &first).await;

    phone.rotate_approval_key(&at).await.unwrap();
    phone.device.rotate_transport_key(&at.enrolment).await.unwrap();

    assert!(matches!(
        phone.approve(&to_approve).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
    let denied = phone.device.deny(&to_deny, DenialReason::ChangedMind).await;
    assert!(matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
    let new = server.state().devices[&at.device].approval.thumbprint();
    assert_eq!(header_of(&server.calls_of(Step::Decision)[0].text())["kid"], new);
}

#[tokio::test]
async fn a_decision_that_was_signed_by_a_key_that_is_gone_still_arrives() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let first = server.ask(&at.device, samples::payment());
    let second = server.ask(&at.device, samples::payment());
    let denied = phone.open_request(&at, &second).await;
    denied.put_back();
    let approved = phone.open_request(&at, &first).await;
    server.always(Step::Decision, crate::support::Trick::Silence);
    assert_eq!(phone.approve(&approved).await, Ok(Delivery::Unknown));
    let no = phone.device.deny(&denied, DenialReason::ChangedMind).await;
    assert_eq!(no, Ok(Delivery::Unknown));
    server.behave();

    phone.rotate_approval_key(&at).await.unwrap();
    phone.device.rotate_transport_key(&at.enrolment).await.unwrap();
    let round = phone.device.deliver_now().await.unwrap();

    let delivered = |delivery: &Delivery| {
        matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    };
    assert_eq!(round.tried.len(), 2);
    assert!(round.tried.iter().all(|(_, delivery)| delivered(delivery)), "{:?}", round.tried);
}

#[tokio::test]
async fn an_approval_prepared_for_the_old_key_can_be_completed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());

    phone.rotate_approval_key(&at).await.unwrap();
    let completed = phone.device.complete(&prepared, &signature).await;

    assert!(matches!(completed, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
}

#[tokio::test]
async fn signatures_by_the_wrong_key_and_a_late_one_replace_nothing() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let new = phone.device.begin_rotation(&at.enrolment).await.unwrap();
    let old: KeyAlias = phone.parts.keys.left().into_iter().find(|key| key != new.key()).unwrap();

    let not_new = phone.device.prepare_rotation(&new, &phone.touch(&old, new.signing_input()));
    let proof = phone.touch(new.key(), new.signing_input());
    let prepared = phone.device.prepare_rotation(&new, &proof).unwrap();
    let not_old = phone.touch(new.key(), prepared.signing_input());
    let not_old = phone.device.complete_rotation(&prepared, &not_old).await;
    phone.parts.clock.advance(600);
    let late = phone.device.prepare_rotation(&new, &proof);
    phone.device.abandon_rotation(new);

    assert_eq!(not_new.unwrap_err(), RotateError::WrongSignature);
    assert_eq!(not_old.unwrap_err(), RotateError::WrongSignature);
    assert_eq!(late.unwrap_err(), RotateError::Expired);
    assert_eq!(server.calls_of(Step::Rotation).len(), 0);
    assert_eq!(phone.parts.keys.left().len(), 2);
}

#[tokio::test]
async fn what_the_bank_refuses_leaves_the_old_key_once_no_copy_can_be_taken_any_more() {
    for status in [400, 403, 404, 409, 410, 413] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        server.always(Step::Rotation, Trick::Say(Answer::error(status)));

        let rotated = phone.rotate_approval_key(&at).await;
        let kept = phone.parts.keys.left().len();
        for seconds in [599, 1] {
            server.advance(seconds);
            phone.parts.clock.advance(seconds);
            phone.device.pending(&at.enrolment).await.unwrap();
        }

        assert_eq!((rotated, kept), (Ok(Rotation::Unknown), 3), "{status}: nobody signed it");
        assert_eq!(phone.parts.keys.left().len(), 2, "{status}: the new key is deleted");
        server.behave();
        assert_eq!(phone.rotate_approval_key(&at).await, Ok(Rotation::Done), "and another made");
    }
}

#[tokio::test]
async fn only_an_active_enrolment_rotates_and_only_with_the_keys_that_the_bank_has() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;

    let nobody = phone.device.rotate_transport_key("nobody").await;
    server.alter(Step::DeviceKeys, |keys| keys["approval"] = json!("A".repeat(43)));
    let other_key = phone.device.rotate_transport_key(&at.enrolment).await;
    server.alter(Step::DeviceKeys, |keys| keys["aud"] = json!("device-9"));
    let not_for_us = phone.device.rotate_transport_key(&at.enrolment).await;
    server.set_device(&at.device, "blocked");
    phone.device.refresh(&at.enrolment).await.unwrap();
    let blocked = phone.device.rotate_transport_key(&at.enrolment).await;

    assert_eq!(nobody.unwrap_err(), RotateError::NotEnrolled);
    assert_eq!(other_key.unwrap_err(), RotateError::ReEnrol);
    let party = RotateError::Server(ServerError::Token(JoseError::Party));
    assert_eq!(not_for_us.unwrap_err(), party);
    assert_eq!(blocked.unwrap_err(), RotateError::NotActive);
    assert_eq!(phone.parts.keys.left().len(), 2);
    let state = phone.device.enrolments().await.unwrap()[0].state;
    assert_eq!(state, EnrolmentState::Blocked);
}

#[tokio::test]
async fn a_receipt_that_is_for_something_else_proves_nothing() {
    type Change = fn(&mut serde_json::Value);
    let changes: [(&str, Change); 5] = [
        ("other bytes", |receipt| receipt["rotation_hash"] = json!("A".repeat(43))),
        ("other key", |receipt| receipt["key"] = json!("A".repeat(43))),
        ("other role", |receipt| receipt["role"] = json!("transport")),
        ("other device", |receipt| receipt["aud"] = json!("device-9")),
        ("other bank", |receipt| receipt["iss"] = json!("https://other.bank.example")),
    ];
    for (what, change) in changes {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        server.alter(Step::Rotation, change);

        let rotated = phone.rotate_approval_key(&at).await.unwrap();

        assert_eq!(rotated, Rotation::Unknown, "{what}");
        assert_eq!(phone.parts.keys.left().len(), 3, "{what}: both are kept");
    }
}
