//! How long the bank's keys are believed, and how a phone learns that there are newer ones.

use crate::support::phone::Enrolled;
use crate::support::{Phone, Server, Step, Trick, samples};
use countersign::{
    Answered, ApprovalInput, DecideError, Delivery, DenialReason, Ending, FetchError, ManageError,
    PrepareError, ServerError,
};
use countersign_protocol::jose::JoseError;
use serde_json::json;

/// The life that the scripted bank gives a key set.
const LIFE: i64 = 86_400;

#[tokio::test]
async fn a_key_set_that_has_ended_is_fetched_anew_before_anything_is_shown() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    pass(&server, &phone, LIFE);
    let request = server.ask(&at.device, samples::payment());
    server.forget_calls();

    phone.open_request(&at, &request).await;

    let keys = server.calls_of(Step::Keys).len();
    assert_eq!(keys, 1, "the old set named the same key, and that was not enough");
}

#[tokio::test]
async fn keys_whose_set_has_ended_are_believed_for_nothing_that_leads_to_an_approval() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    pass(&server, &phone, LIFE);
    let request = server.ask(&at.device, samples::payment());
    // Whoever holds an old request key also keeps the new set from the phone.
    server.always(Step::Keys, Trick::Silence);

    for _ in ["as it was", "after a restart"] {
        let opened = phone.device.open_request(&at.enrolment, &request).await;
        let offered = phone.device.read_offer(&server.offer(samples::LABEL).link).await;
        let refreshed = phone.device.refresh(&at.enrolment).await;

        assert!(matches!(opened, Err(FetchError::Server(ServerError::Transport(_)))));
        assert!(offered.is_err());
        assert!(matches!(refreshed, Err(ManageError::Server(ServerError::Transport(_)))));
        phone = phone.reopen();
    }
    server.behave();
    phone.open_request(&at, &request).await;
}

#[tokio::test]
async fn a_set_that_ends_while_a_consent_is_in_hand_ends_approving_and_not_denying() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    pass(&server, &phone, LIFE - 10);
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());
    server.always(Step::Keys, Trick::Silence);
    pass(&server, &phone, 10);

    let again = phone.device.prepare(&consent, &ApprovalInput::default());
    let completed = phone.device.complete(&prepared, &signature).await;
    let denied = phone.device.deny(&consent, DenialReason::ChangedMind).await;

    assert_eq!(again.unwrap_err(), PrepareError::KeysOutdated);
    assert_eq!(completed.unwrap_err(), DecideError::KeysOutdated);
    let recorded = Delivery::Ended(Ending::Decided(Answered::Recorded { receipt: String::new() }));
    assert_eq!(denied.map(without_receipt), Ok(recorded), "its receipt is read, too");
}

#[tokio::test]
async fn a_set_with_other_keys_under_the_same_number_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let held = server.state().seq;
    server.rotate_request_key("request-2");
    server.state().seq = held;

    for _ in ["as it was", "after a restart"] {
        let refreshed = phone.device.refresh(&at.enrolment).await;
        let request = server.ask(&at.device, samples::payment());
        let opened = phone.device.open_request(&at.enrolment, &request).await;

        let other = ServerError::Token(JoseError::UnknownKey);
        assert_eq!(refreshed.unwrap_err(), ManageError::Server(other));
        assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
        phone = phone.reopen();
    }
    server.state().request_keys.pop();
    assert!(phone.device.refresh(&at.enrolment).await.is_ok(), "signed anew, with the same keys");
}

#[tokio::test]
async fn a_hint_at_a_newer_set_stops_a_stolen_key_before_anything_is_shown() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    // The thief signs with the old key; the bank has taken it back.
    let request = server.ask(&at.device, samples::payment());
    revoke_the_request_key(&server);

    let opened = phone.device.open_request(&at.enrolment, &request).await;

    assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    assert_eq!(server.calls_of(Step::Keys).len(), 1);
}

#[tokio::test]
async fn a_hint_that_comes_while_a_consent_is_in_hand_stops_its_approval() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());
    revoke_the_request_key(&server);
    phone.device.pending(&at.enrolment).await.unwrap();

    let completed = phone.device.complete(&prepared, &signature).await;
    consent.put_back();
    let again = phone.device.open_request(&at.enrolment, &request).await;

    assert_eq!(completed.unwrap_err(), DecideError::KeysOutdated);
    assert_eq!(again.unwrap_err(), FetchError::NotGenuine);
}

#[tokio::test]
async fn a_flood_of_rising_hints_buys_one_fetch_a_minute_and_nothing_else() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.forget_calls();

    for number in 0..10 {
        server.state().hint = Some((1_000 + number).to_string());
        let request = server.ask(&at.device, samples::payment());
        phone.open_request(&at, &request).await.put_back();
    }
    let at_once = server.calls_of(Step::Keys).len();
    let consent = in_hand(&server, &phone, &at).await;
    let approved = phone.approve(&consent).await;
    pass(&server, &phone, 60);
    in_hand(&server, &phone, &at).await;

    assert_eq!(at_once, 1);
    assert!(approved.is_ok(), "a false hint stops nobody");
    assert_eq!(server.calls_of(Step::Keys).len(), 2);
}

#[tokio::test]
async fn a_hint_that_is_no_number_is_none() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.forget_calls();

    for hint in ["", "x", "-9", "+9", "9.5", " 9 9", "0x9", "1000000000000000", "0", "1"] {
        server.state().hint = Some(hint.to_owned());
        in_hand(&server, &phone, &at).await.put_back();
    }

    assert!(server.calls_of(Step::Keys).is_empty());
}

#[tokio::test]
async fn a_request_lives_no_longer_than_the_bank_says_that_requests_live() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let mut claims = server.request_claims(&at.device, &samples::payment());
    let iat = claims["iat"].as_i64().unwrap();
    let id = claims["jti"].as_str().unwrap().to_owned();
    claims["exp"] = json!(iat + 601);
    let signed = server.state().request_key();
    server.plant(
        &at.device,
        &id,
        signed.token(countersign_protocol::jose::Typ::ConsentRequest, &claims),
    );

    let too_long = phone.device.open_request(&at.enrolment, &id).await;
    // The bank has raised its bound since the phone read it.
    server.state().discovery["request_expiry_max"] = json!(601);
    let long = phone.device.open_request(&at.enrolment, &id).await;

    assert_eq!(too_long.unwrap_err(), FetchError::NotGenuine);
    assert!(long.is_ok());
}

/// The bank replaces the key that it signs with, and says so in every answer.
fn revoke_the_request_key(server: &Server) {
    server.rotate_request_key("request-2");
    let mut state = server.state();
    state.request_keys.remove(0);
    state.hint = Some(state.seq.to_string());
    drop(state);
    server.forget_calls();
}

async fn in_hand(server: &Server, phone: &Phone, at: &Enrolled) -> countersign::Consent {
    let request = server.ask(&at.device, samples::payment());
    phone.open_request(at, &request).await
}

fn pass(server: &Server, phone: &Phone, seconds: i64) {
    server.advance(seconds);
    phone.parts.clock.advance(seconds);
}

fn without_receipt(delivery: Delivery) -> Delivery {
    match delivery {
        Delivery::Ended(Ending::Decided(Answered::Recorded { .. })) => {
            Delivery::Ended(Ending::Decided(Answered::Recorded { receipt: String::new() }))
        }
        other => other,
    }
}
