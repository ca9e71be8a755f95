//! No, and that there is one decision for a request.

use super::Case;
use crate::support::phone::KeyTrouble;
use crate::support::{NOW, Step, claims_of, header_of, samples};
use countersign::{
    Answered, ApprovalInput, DecideError, Delivery, DenialReason, Ending, FetchError, Outcome,
    Verdict,
};
use serde_json::json;

#[tokio::test]
async fn a_denial_is_signed_by_the_silent_key_and_says_why() {
    let case = Case::payment().await;

    let delivery = case.phone.device.deny(&case.consent, DenialReason::WrongDetails).await.unwrap();

    let call = case.server.calls_of(Step::Decision).remove(0);
    let (decision, claims) = (call.text(), claims_of(&call.text()));
    let transport_kid = case.server.state().devices[&case.at.device].transport.thumbprint();
    assert_eq!(call.header("content-type"), Some("application/consent-denial+jwt"));
    assert_eq!(
        header_of(&decision),
        json!({"alg": "ES256", "typ": "consent-denial+jwt", "kid": transport_kid})
    );
    assert_eq!(claims["reason"], "wrong_details");
    assert_eq!(claims["exp"], NOW + 300);
    assert_eq!(claims["display"]["template"], "1");
    assert_eq!((claims.get("amr"), claims.get("selection")), (None, None));
    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(case.status(), "decided");
}

#[tokio::test]
async fn what_was_not_shown_is_denied_as_such_and_without_a_display() {
    for (reason, sent) in [
        (DenialReason::CannotDisplay, "cannot_display"),
        (DenialReason::WrongDetails, "cannot_display"),
        (DenialReason::Unspecified, "cannot_display"),
        (DenialReason::NotMe, "not_me"),
    ] {
        let case = Case::with(samples::unshowable()).await;

        let delivery = case.phone.device.deny(&case.consent, reason).await.unwrap();

        let claims = claims_of(&case.server.calls_of(Step::Decision)[0].text());
        assert_eq!(claims["reason"], sent);
        assert_eq!(claims.get("display"), None);
        assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    }
}

#[tokio::test]
async fn a_request_for_accounts_is_denied_without_choosing() {
    let case = Case::with(samples::account_access()).await;

    let delivery = case.phone.device.deny(&case.consent, DenialReason::ChangedMind).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn denying_works_when_the_approval_key_is_lost() {
    let case = Case::payment().await;
    let prepared = case.phone.device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    case.phone.parts.keys.software.invalidate(prepared.key());

    let delivery = case.phone.device.deny(&case.consent, DenialReason::NotMe).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn denying_needs_the_silent_key() {
    let case = Case::payment().await;
    for key in case.phone.parts.keys.left() {
        case.phone.parts.keys.software.invalidate(&key);
    }

    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

    assert_eq!(denied, Err(DecideError::ReEnrol));
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Open);
}

#[tokio::test]
async fn a_silent_key_that_the_store_still_lists_is_not_taken_for_lost() {
    let case = Case::payment().await;
    case.phone.parts.keys.fail_with(KeyTrouble::Stumbling);

    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

    assert_eq!(denied, Err(DecideError::Key), "it can be tried again");
    assert!(!case.phone.device.enrolments().await.unwrap()[0].needs_reenrolment);
}

#[tokio::test]
async fn an_expired_request_is_not_denied() {
    let case = Case::payment().await;
    case.phone.parts.clock.advance(300);

    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

    assert_eq!(denied, Err(DecideError::Expired));
    assert_eq!(case.server.calls(), []);
}

#[tokio::test]
async fn an_approval_prepared_before_the_denial_comes_too_late() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());

    device.deny(&case.consent, DenialReason::ChangedMind).await.unwrap();
    let completed = device.complete(&prepared, &signature).await;

    assert_eq!(completed, Err(DecideError::Decided));
    assert_eq!(case.server.calls_of(Step::Decision).len(), 1);
    assert_eq!(
        case.phone.history().await[0].outcome,
        Outcome::Ended(Ending::Decided(Verdict::Denied))
    );
}

#[tokio::test]
async fn a_request_is_decided_once_however_often_it_is_tried() {
    let case = Case::payment().await;
    case.phone.approve(&case.consent).await.unwrap();

    let approved = case.phone.approve(&case.consent).await;
    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

    assert_eq!(approved, Err(DecideError::Decided));
    assert_eq!(denied, Err(DecideError::Decided));
    assert_eq!(case.server.calls_of(Step::Decision).len(), 1);
}

#[tokio::test]
async fn a_denial_that_nobody_answered_cannot_become_an_approval() {
    let case = Case::payment().await;
    case.server.go_down();
    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;
    case.server.behave();

    let approved = case.phone.approve(&case.consent).await;
    let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

    assert_eq!(denied, Ok(Delivery::Unknown));
    assert_eq!(approved, Err(DecideError::Decided));
    assert_eq!(opened.unwrap_err(), FetchError::Decided);
}

#[tokio::test]
async fn of_two_decisions_at_once_one_is_made() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());

    let (approved, denied) = tokio::join!(
        device.complete(&prepared, &signature),
        device.deny(&case.consent, DenialReason::NotMe),
    );

    let decided = [&approved, &denied].into_iter().filter(|result| result.is_ok()).count();
    assert_eq!(decided, 1, "{approved:?} {denied:?}");
    assert_eq!(case.server.calls_of(Step::Decision).len(), 1);
}

#[tokio::test]
async fn nothing_is_decided_for_an_enrolment_that_was_removed() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());
    device.forget(&case.at.enrolment).await.unwrap();

    let approved = device.complete(&prepared, &signature).await;

    assert_eq!(approved, Err(DecideError::Decided));
    assert_eq!(case.server.calls(), []);
}
