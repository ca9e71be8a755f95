//! Approvals that fail on the phone, and keys that are lost.

use crate::support::phone::Enrolled;
use crate::support::{Phone, Server, Step, claims_of, samples};
use countersign::platform::KeyAlias;
use countersign::{
    Answered, ApprovalInput, Approving, Consent, DecideError, Delivery, DenialReason, Ending,
    Enrolment, EnrolmentState, PrepareError, PromptFailure,
};

async fn asked(server: &Server, phone: &Phone, at: &Enrolled) -> Consent {
    let request = server.ask(&at.device, samples::payment());
    phone.open_request(at, &request).await
}

async fn kept(phone: &Phone) -> Enrolment {
    phone.device.enrolments().await.unwrap().remove(0)
}

fn prepare(phone: &Phone, consent: &Consent) -> Result<countersign::Prepared, PrepareError> {
    phone.device.prepare(consent, &ApprovalInput::default())
}

#[tokio::test]
async fn a_key_that_biometrics_invalidated_leads_to_a_new_enrolment_and_denying_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let consent = asked(&server, &phone, &at).await;
    let prepared = prepare(&phone, &consent).unwrap();
    let alias: KeyAlias = prepared.key().clone();
    phone.parts.keys.software.invalidate(&alias);

    let told = phone.device.prompt_failed(&prepared, PromptFailure::KeyInvalidated).await;
    let phone = phone.reopen();
    let consent = phone.open_request(&at, consent.id()).await;
    let again = prepare(&phone, &consent).err();
    let rotation = phone.rotate_approval_key(&at).await;
    let denied = phone.device.deny(&consent, DenialReason::ChangedMind).await;

    assert_eq!(told, Ok(Approving::ReEnrol));
    assert!(kept(&phone).await.needs_reenrolment, "also after a restart");
    assert_eq!(again, Some(PrepareError::ReEnrol));
    assert_eq!(rotation.unwrap_err(), countersign::RotateError::ReEnrol);
    assert!(matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
    // By a new offer, beside the old enrolment, which is removed afterwards.
    let new = phone.enrol(&server).await;
    phone.device.remove(&at.enrolment).await.unwrap();
    let consent = asked(&server, &phone, &new).await;
    assert!(matches!(
        phone.approve(&consent).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
    assert!(!kept(&phone).await.needs_reenrolment);
}

#[tokio::test]
async fn five_failures_in_a_row_lock_approving_until_the_bank_unblocks() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let consent = asked(&server, &phone, &at).await;
    let prepared = prepare(&phone, &consent).unwrap();

    let mut said = Vec::new();
    let of_the_prompt =
        [PromptFailure::NotRecognised, PromptFailure::LockedOut, PromptFailure::NotRecognised];
    for failure in of_the_prompt {
        said.push(phone.device.prompt_failed(&prepared, failure).await.unwrap());
    }
    for wrong in [vec![0x30], phone.touch(prepared.key(), b"something else")] {
        let refused = phone.device.complete(&prepared, &wrong).await;
        assert_eq!(refused, Err(DecideError::WrongSignature), "the same for every failure");
    }
    let phone = phone.reopen();
    let locked = phone.open_request(&at, consent.id()).await;
    let approving = prepare(&phone, &locked).err();
    let told_before = server.calls_of(Step::Report).len();
    let denied = phone.device.deny(&locked, DenialReason::ChangedMind).await;

    assert_eq!(said, [Approving::Possible; 3]);
    assert_eq!(approving, Some(PrepareError::Locked));
    assert_eq!(told_before, 0, "a blocked device could not say no any more");
    assert!(matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
    assert_eq!(server.state().devices[&at.device].state, "blocked", "now the bank knows");
    assert_eq!(claims_of(&server.calls_of(Step::Report)[0].text())["reason"], "failures");
    let refreshed = phone.device.refresh(&at.enrolment).await.unwrap();
    assert_eq!((refreshed.state, refreshed.locked), (EnrolmentState::Blocked, true));
    server.set_device(&at.device, "active");
    let refreshed = phone.device.refresh(&at.enrolment).await.unwrap();
    assert_eq!((refreshed.state, refreshed.locked), (EnrolmentState::Active, false));
    let consent = asked(&server, &phone, &at).await;
    assert!(matches!(
        phone.approve(&consent).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn a_prompt_that_could_not_ask_is_no_failed_attempt() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let consent = asked(&server, &phone, &at).await;
    let prepared = prepare(&phone, &consent).unwrap();

    for _ in 0..10 {
        let said = phone.device.prompt_failed(&prepared, PromptFailure::Other).await;
        assert_eq!(said, Ok(Approving::Possible));
    }
    for _ in 0..5 {
        phone.device.prompt_failed(&prepared, PromptFailure::NotRecognised).await.unwrap();
    }
    let after_a_lock = phone.device.prompt_failed(&prepared, PromptFailure::Other).await;
    phone.device.approval_key_lost(&at.enrolment).await.unwrap();
    let after_a_loss = phone.device.prompt_failed(&prepared, PromptFailure::Other).await;

    assert_eq!(after_a_lock, Ok(Approving::Locked));
    assert_eq!(after_a_loss, Ok(Approving::ReEnrol));
}

#[tokio::test]
async fn the_bank_hears_of_a_lock_when_the_request_is_over_if_nobody_said_no() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let consent = asked(&server, &phone, &at).await;
    let prepared = prepare(&phone, &consent).unwrap();
    for _ in 0..5 {
        phone.device.prompt_failed(&prepared, PromptFailure::NotRecognised).await.unwrap();
    }

    phone.device.deliver().await.unwrap();
    let while_open = server.calls_of(Step::Report).len();
    server.advance(3601);
    phone.parts.clock.advance(3601);
    phone.device.deliver().await.unwrap();

    assert_eq!(while_open, 0);
    assert_eq!(server.calls_of(Step::Report).len(), 1);
}

#[tokio::test]
async fn a_lock_that_the_bank_has_not_heard_of_stays() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let consent = asked(&server, &phone, &at).await;
    let prepared = prepare(&phone, &consent).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());
    server.always(Step::Report, crate::support::Trick::Silence);

    for _ in 0..5 {
        phone.device.prompt_failed(&prepared, PromptFailure::NotRecognised).await.unwrap();
    }
    let refreshed = phone.device.refresh(&at.enrolment).await.unwrap();
    let prepared_before = phone.device.complete(&prepared, &signature).await;
    let denied = phone.device.deny(&consent, DenialReason::NotMe).await;

    assert!(refreshed.locked, "the bank calls the device active, because it does not know");
    assert_eq!(prepared_before, Err(DecideError::Locked));
    assert!(matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
}

#[tokio::test]
async fn a_good_approval_begins_the_count_anew() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;

    for _ in 0..3 {
        let consent = asked(&server, &phone, &at).await;
        let prepared = prepare(&phone, &consent).unwrap();
        for _ in 0..4 {
            let said = phone.device.prompt_failed(&prepared, PromptFailure::NotRecognised).await;
            assert_eq!(said, Ok(Approving::Possible));
        }
        assert!(matches!(
            phone.approve(&consent).await,
            Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
        ));
    }

    assert!(!kept(&phone).await.locked);
    assert!(server.calls_of(Step::Report).is_empty());
}
