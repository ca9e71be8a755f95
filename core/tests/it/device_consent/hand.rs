//! One consent in hand, and not for longer than somebody looks at it.

use super::Case;
use crate::support::phone::notice;
use crate::support::{Phone, Server, Step, samples};
use countersign::{
    Answered, ApprovalInput, Closed, DecideError, Delivery, DenialReason, Ending, FetchError,
    Outcome, PrepareError,
};

/// Another request beside the one in hand.
fn another(case: &Case) -> String {
    case.server.ask(&case.at.device, samples::account_access())
}

#[tokio::test]
async fn a_newer_request_never_takes_the_place_of_the_one_in_hand() {
    let case = Case::payment().await;
    let newer = another(&case);
    let device = &case.phone.device;

    let opened = device.open_request(&case.at.enrolment, &newer).await;
    let pushed = device.open_notice(&notice(&case.at.handle, &newer)).await;

    assert_eq!(opened.unwrap_err(), FetchError::InHand);
    assert_eq!(pushed.unwrap_err(), FetchError::InHand);
    assert_eq!(case.server.calls(), [], "refusing costs no call");
    assert!(device.prepare(&case.consent, &ApprovalInput::default()).is_ok());
}

#[tokio::test]
async fn the_next_one_can_be_opened_when_the_first_was_decided_put_back_or_dropped() {
    let case = Case::payment().await;
    let (second, third) = (another(&case), another(&case));
    case.phone.approve(&case.consent).await.unwrap();

    let second = case.phone.open_request(&case.at, &second).await;
    second.put_back();
    let third_in_hand = case.phone.open_request(&case.at, &third).await;
    drop(third_in_hand);
    let third = case.phone.open_request(&case.at, &third).await;

    assert!(case.consent.reading().is_ok(), "what was decided may still be looked at");
    assert_eq!(second.reading(), Err(Closed::PutBack));
    assert!(third.reading().is_ok());
}

#[tokio::test]
async fn the_next_one_can_be_opened_when_the_time_of_the_first_is_over() {
    let case = Case::payment().await;
    case.server.advance(299);
    case.phone.parts.clock.advance(299);
    let newer = another(&case);
    assert_eq!(case.phone.device.pending(&case.at.enrolment).await.unwrap().len(), 2);
    case.consent.touch().unwrap();
    let early = case.phone.device.open_request(&case.at.enrolment, &newer).await;
    case.server.advance(1);
    case.phone.parts.clock.advance(1);

    let opened = case.phone.device.open_request(&case.at.enrolment, &newer).await;

    assert_eq!(early.unwrap_err(), FetchError::InHand);
    assert!(opened.is_ok());
    assert_eq!(case.consent.touch(), Err(Closed::PutBack));
}

#[tokio::test]
async fn of_two_that_are_opened_at_once_one_is_in_hand() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let ids: Vec<_> = (0..2).map(|_| server.ask(&at.device, samples::payment())).collect();

    let (one, two) = tokio::join!(
        phone.device.open_request(&at.enrolment, &ids[0]),
        phone.device.open_request(&at.enrolment, &ids[1])
    );

    let refused = [one.as_ref().err(), two.as_ref().err()];
    assert!(
        matches!(refused, [Some(FetchError::InHand), None] | [None, Some(FetchError::InHand)]),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_same_request_again_is_the_same_consent() {
    let case = Case::payment().await;

    let again = case.phone.open_request(&case.at, &case.request).await;
    again.put_back();

    assert_eq!(case.consent.reading(), Err(Closed::PutBack));
}

#[tokio::test]
async fn what_was_prepared_cannot_be_completed_when_the_consent_was_put_back() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());
    case.consent.put_back();

    let completed = device.complete(&prepared, &signature).await;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default());
    let reopened = case.phone.open_request(&case.at, &case.request).await;
    let delivery = case.phone.approve(&reopened).await.unwrap();

    assert_eq!(completed, Err(DecideError::Closed(Closed::PutBack)));
    assert_eq!(prepared.unwrap_err(), PrepareError::Closed(Closed::PutBack));
    assert!(
        matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))),
        "nothing is lost"
    );
    assert_eq!(case.server.calls_of(Step::Decision).len(), 1);
}

#[tokio::test]
async fn five_minutes_without_a_touch_put_the_consent_away() {
    let case = with_an_hour().await;
    let clock = &case.phone.parts.clock;
    clock.advance(299);
    assert!(case.consent.reading().is_ok());
    assert_eq!(case.consent.touch(), Ok(()));
    clock.advance(299);
    assert!(case.consent.reading().is_ok(), "a touch begins the five minutes anew");
    // Setting the wall clock changes nothing.
    clock.set_wall(0);
    clock.advance(1);

    let read = case.consent.reading().err();
    let touched = case.consent.touch();
    let prepared = case.phone.device.prepare(&case.consent, &ApprovalInput::default());

    assert_eq!((read, touched), (Some(Closed::Idle), Err(Closed::Idle)));
    assert_eq!(prepared.unwrap_err(), PrepareError::Closed(Closed::Idle));
    assert_eq!(case.phone.history().await[0].outcome, Outcome::Open, "nothing is lost");
    let reopened = case.phone.open_request(&case.at, &case.request).await;
    assert!(matches!(
        case.phone.approve(&reopened).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn a_consent_that_was_put_away_can_still_be_denied() {
    for reboots in [false, true] {
        let case = with_an_hour().await;
        if reboots {
            case.phone.parts.clock.reboot("boot-2");
        } else {
            case.phone.parts.clock.advance(300);
            case.server.advance(300);
        }
        assert_eq!(case.consent.reading().err(), Some(Closed::Idle), "{reboots}");

        let delivery = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

        assert!(
            matches!(delivery, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
            "{reboots}: {delivery:?}"
        );
    }
}

#[tokio::test]
async fn a_prompt_may_be_open_for_longer_than_anything_else() {
    let case = with_an_hour().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    case.phone.parts.clock.advance(301);
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());

    let delivery = device.complete(&prepared, &signature).await;

    assert!(
        matches!(delivery, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))),
        "{delivery:?}"
    );
}

/// A payment that may be decided for an hour.
async fn with_an_hour() -> Case {
    use crate::support::NOW;
    let Case { server, phone, at, consent, .. } = Case::payment().await;
    consent.put_back();
    let mut claims = server.request_claims(&at.device, &samples::payment());
    claims["exp"] = serde_json::json!(NOW + 3600);
    server.state().discovery["request_expiry_max"] = serde_json::json!(3600);
    let request = claims["jti"].as_str().unwrap().to_owned();
    let key = server.state().request_key();
    let typ = countersign_protocol::jose::Typ::ConsentRequest;
    server.plant(&at.device, &request, key.token(typ, &claims));
    let key = (at.device.clone(), request.clone());
    server.state().requests.get_mut(&key).unwrap().expires_at = NOW + 3600;
    let consent = phone.open_request(&at, &request).await;
    server.forget_calls();
    Case { server, phone, at, request, consent }
}
