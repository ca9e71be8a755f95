//! Round trips, counted at the server. They are what a person waits for.

use super::Case;
use crate::support::phone::notice;
use crate::support::{Answer, Phone, Server, Step, Trick, samples};
use countersign::{Answered, Delivery, Ending, FetchError, ServerError};
use serde_json::json;

#[tokio::test]
async fn from_notice_to_consent_is_one_round_trip() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());

    phone.device.open_notice(&notice(&at.handle, &request)).await.unwrap();

    assert_eq!(server.calls(), [Step::Request]);
}

#[tokio::test]
async fn from_touch_to_receipt_is_one_round_trip() {
    let case = Case::payment().await;

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(case.server.calls(), [Step::Decision]);
}

#[tokio::test]
async fn a_cold_start_costs_a_token_and_a_nonce() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, at, request, .. } = Case::on_disk(folder.path()).await;
    let phone = phone.reopen();

    phone.device.open_notice(&notice(&at.handle, &request)).await.unwrap();

    assert_eq!(server.calls(), [Step::Token, Step::Token, Step::Request]);
}

#[tokio::test]
async fn a_cold_start_with_a_new_request_key_is_four_round_trips() {
    let folder = tempfile::tempdir().unwrap();
    let Case { server, phone, at, .. } = Case::on_disk(folder.path()).await;
    let phone = phone.reopen();
    server.rotate_request_key("request-2");
    let request = server.ask(&at.device, samples::payment());

    phone.device.open_notice(&notice(&at.handle, &request)).await.unwrap();

    assert_eq!(server.calls(), [Step::Token, Step::Token, Step::Request, Step::Keys]);
}

#[tokio::test]
async fn a_new_nonce_costs_one_more_call() {
    let case = Case::payment().await;
    case.server.renew_nonce();

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(case.server.calls(), [Step::Decision, Step::Decision]);
}

#[tokio::test]
async fn a_nonce_that_comes_with_any_answer_is_used_for_the_next_call() {
    let case = Case::payment().await;
    case.server.renew_nonce();
    case.phone.device.pending(&case.at.enrolment).await.unwrap();
    case.server.forget_calls();

    case.phone.approve(&case.consent).await.unwrap();

    assert_eq!(case.server.calls(), [Step::Decision]);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    // Half a minute of the hour is left.
    server.advance(3570);
    phone.parts.clock.advance(3570);
    let request = server.ask(&at.device, samples::payment());

    phone.open_request(&at, &request).await;

    assert_eq!(server.calls(), [Step::Token, Step::Request]);
}

#[tokio::test]
async fn a_token_that_the_server_forgot_is_renewed_once() {
    let case = Case::payment().await;
    case.server.forget_access_tokens();

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(case.server.calls(), [Step::Decision, Step::Token, Step::Decision]);
}

#[tokio::test]
async fn a_new_nonce_and_a_lost_token_together_are_got_over() {
    let case = Case::payment().await;
    case.server.forget_access_tokens();
    case.server.renew_nonce();

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    // The refusal of the token brings the new nonce along.
    assert_eq!(case.server.calls(), [Step::Decision, Step::Token, Step::Decision]);
}

#[tokio::test]
async fn a_server_that_is_never_content_is_not_called_for_ever() {
    let nonce = Answer::error(401).with("www-authenticate", r#"DPoP error="use_dpop_nonce""#);
    let token = Answer::error(401).with("www-authenticate", r#"DPoP error="invalid_token""#);
    let body = json!({"error": "use_dpop_nonce"}).to_string();
    let nonce_for_token = Answer::of(400, "application/json", body);

    for (tricks, calls) in [
        (vec![(Step::Request, nonce)], vec![Step::Request, Step::Request]),
        (vec![(Step::Request, token.clone())], vec![Step::Request, Step::Token, Step::Request]),
        (
            vec![(Step::Request, token), (Step::Token, nonce_for_token)],
            vec![Step::Request, Step::Token, Step::Token],
        ),
    ] {
        let case = Case::payment().await;
        for (step, answer) in tricks {
            case.server.always(step, Trick::Say(answer));
        }

        let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

        assert_eq!(opened.unwrap_err(), FetchError::Server(ServerError::Unauthenticated));
        assert_eq!(case.server.calls(), calls);
    }
}

#[tokio::test]
async fn a_token_answer_that_is_none_is_refused() {
    for (member, value) in [
        ("token_type", json!("Bearer")),
        ("expires_in", json!(0)),
        ("expires_in", json!("3600")),
        ("access_token", json!("")),
    ] {
        let case = Case::payment().await;
        case.server.forget_access_tokens();
        case.server.alter(Step::Token, move |token| token[member] = value.clone());

        let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

        assert_eq!(opened.unwrap_err(), FetchError::Server(ServerError::Answer), "{member}");
    }
}

#[tokio::test]
async fn every_call_of_an_enrolled_device_is_bound_to_its_key() {
    let case = Case::payment().await;
    case.phone.device.pending(&case.at.enrolment).await.unwrap();
    case.phone.approve(&case.consent).await.unwrap();
    case.phone.device.refresh(&case.at.enrolment).await.unwrap();

    for step in [Step::List, Step::Decision, Step::DeviceState] {
        let call = case.server.calls_of(step).remove(0);
        assert!(call.header("authorization").unwrap().starts_with("DPoP "), "{step:?}");
        assert!(call.header("dpop").is_some(), "{step:?}");
        assert_eq!(call.header("cookie"), None);
    }
}
