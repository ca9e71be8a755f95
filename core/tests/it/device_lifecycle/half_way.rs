//! Rotations that were cut off: the phone finds out which key counts.

use crate::support::{Phone, Server, Step, Trick, samples};
use countersign::{Answered, ApprovalInput, Delivery, Ending, PrepareError, RotateError, Rotation};

/// What happens to the one call that matters.
const FATES: [(&str, Trick); 2] =
    [("never arrived", Trick::Silence), ("answer lost", Trick::LoseAnswer)];

#[tokio::test]
async fn a_lost_answer_about_the_transport_key_is_found_out_by_the_next_call() {
    for (fate, trick) in FATES {
        for restart in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let server = Server::start().await;
            let mut phone = Phone::on_disk(&[&server], folder.path());
            let at = phone.enrol(&server).await;
            server.next(Step::Rotation, trick.clone());

            let rotated = phone.device.rotate_transport_key(&at.enrolment).await.unwrap();
            assert_eq!(rotated, Rotation::Unknown, "{fate}");
            assert_eq!(phone.parts.keys.left().len(), 3, "{fate}: all are kept");
            if restart {
                phone = phone.reopen();
            }
            let request = server.ask(&at.device, samples::payment());
            let consent = phone.open_request(&at, &request).await;
            let approved = phone.approve(&consent).await;

            assert!(
                matches!(approved, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
                "{fate}"
            );
            let sent = server.calls_of(Step::Rotation);
            assert!(sent.windows(2).all(|pair| pair[0].body == pair[1].body), "{fate}: same bytes");
            assert_eq!(phone.parts.keys.left().len(), 2, "{fate}");
            assert_eq!(server.state().devices[&at.device].retired.len(), 1, "{fate}");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_about_the_approval_key_is_found_out_before_anything_is_approved() {
    for (fate, trick) in FATES {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start().await;
        let phone = Phone::on_disk(&[&server], folder.path());
        let at = phone.enrol(&server).await;
        let request = server.ask(&at.device, samples::payment());
        let consent = phone.open_request(&at, &request).await;
        server.next(Step::Rotation, trick.clone());
        assert_eq!(phone.rotate_approval_key(&at).await, Ok(Rotation::Unknown), "{fate}");

        let in_between = phone.device.prepare(&consent, &ApprovalInput::default());
        let another = phone.rotate_approval_key(&at).await;
        let phone = phone.reopen();
        phone.device.refresh(&at.enrolment).await.unwrap();

        assert_eq!(in_between.unwrap_err(), PrepareError::KeyChanging, "{fate}");
        // Beginning another settled the first, and then there was a second.
        assert_eq!(another, Ok(Rotation::Done), "{fate}");
        let consent = phone.device.open_request(&at.enrolment, &request).await.unwrap();
        assert!(
            matches!(
                phone.approve(&consent).await,
                Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
            ),
            "{fate}"
        );
        assert_eq!(phone.parts.keys.left().len(), 2, "{fate}");
    }
}

#[tokio::test]
async fn a_rotation_without_an_answer_holds_back_another_while_the_bank_is_away() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.always(Step::Rotation, Trick::Silence);
    phone.rotate_approval_key(&at).await.unwrap();

    let another = phone.rotate_approval_key(&at).await;

    assert_eq!(another.unwrap_err(), RotateError::UnderWay);
    assert_eq!(phone.parts.keys.left().len(), 3, "no fourth was kept");
}

#[tokio::test]
async fn a_rotation_that_never_arrived_and_came_too_late_gives_the_old_key_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    server.next(Step::Rotation, Trick::Silence);
    assert_eq!(phone.rotate_approval_key(&at).await, Ok(Rotation::Unknown));
    let phone = phone.reopen();
    server.advance(700);

    phone.device.refresh(&at.enrolment).await.unwrap();

    assert_eq!(phone.parts.keys.left().len(), 2);
    assert!(server.state().devices[&at.device].retired.is_empty());
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    assert!(matches!(
        phone.approve(&consent).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn a_new_key_that_counts_is_kept_even_if_the_bytes_are_refused_afterwards() {
    for step in ["approval", "transport"] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let at = phone.enrol(&server).await;
        server.next(Step::Rotation, Trick::LoseAnswer);
        let rotated = match step {
            "approval" => phone.rotate_approval_key(&at).await,
            _ => phone.device.rotate_transport_key(&at.enrolment).await,
        };
        assert_eq!(rotated, Ok(Rotation::Unknown));
        // An AS that does not remember what it answered.
        server.say(Step::Rotation, 409);

        phone.device.refresh(&at.enrolment).await.unwrap();

        let request = server.ask(&at.device, samples::payment());
        let consent = phone.open_request(&at, &request).await;
        assert!(
            matches!(
                phone.approve(&consent).await,
                Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
            ),
            "{step}"
        );
        assert_eq!(phone.parts.keys.left().len(), 2, "{step}");
    }
}

#[tokio::test]
async fn many_calls_at_once_settle_a_rotation_once() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.next(Step::Rotation, Trick::LoseAnswer);
    phone.device.rotate_transport_key(&at.enrolment).await.unwrap();
    server.forget_calls();

    let device = &phone.device;
    let (a, b, c) = tokio::join!(
        device.pending(&at.enrolment),
        device.pending(&at.enrolment),
        device.refresh(&at.enrolment),
    );

    assert!(a.is_ok() && b.is_ok() && c.is_ok(), "{a:?} {b:?} {c:?}");
    let asked = server.calls_of(Step::Rotation).len();
    assert_eq!(asked, 2, "once by the old key, which is refused, and once by the new one");
    assert_eq!(phone.parts.keys.left().len(), 2);
}

#[tokio::test]
async fn a_new_key_whose_prompt_was_never_answered_is_deleted_at_a_start_a_day_later() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let new = phone.device.begin_rotation(&at.enrolment).await.unwrap();
    assert_eq!(phone.parts.keys.left().len(), 3);

    drop(new);
    let phone = phone.reopen();
    assert_eq!(phone.parts.keys.left().len(), 3, "another start may still need it");
    server.advance(86_400);
    phone.parts.clock.advance(86_400);
    let phone = phone.reopen();

    assert_eq!(phone.parts.keys.left().len(), 2);
    assert_eq!(phone.rotate_approval_key(&at).await, Ok(Rotation::Done));
}
