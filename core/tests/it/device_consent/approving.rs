//! Yes: frozen, signed by the approval key, and nothing else.

use super::Case;
use crate::support::{NOW, Phone, Server, Step, claims_of, header_of, samples};
use countersign::consent::{Chosen, Reading, Selection, SelectionError};
use countersign::{
    Answered, ApprovalInput, DecideError, Delivery, DenialReason, Ending, IntegritySignal,
    PrepareError,
};
use countersign_protocol::jose::sha256_base64url;
use serde_json::json;

#[tokio::test]
async fn an_approval_holds_what_the_protocol_asks_for() {
    let case = Case::payment().await;
    let Reading::Shown(view) = case.consent.reading().unwrap() else { panic!("it can be shown") };

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    let call = case.server.calls_of(Step::Decision).remove(0);
    let (decision, history) = (call.text(), case.phone.history().await);
    let approval_kid = case.server.state().devices[&case.at.device].approval.thumbprint();
    assert_eq!(call.header("content-type"), Some("application/consent-approval+jwt"));
    assert_eq!(
        header_of(&decision),
        json!({"alg": "ES256", "typ": "consent-approval+jwt", "kid": approval_kid})
    );
    let mut claims = claims_of(&decision);
    assert_eq!(claims["jti"].as_str().unwrap().len(), 22, "128 random bits");
    claims.as_object_mut().unwrap().remove("jti");
    let expected = json!({
        "iss": case.at.device, "aud": case.server.issuer, "iat": NOW, "exp": NOW + 300,
        "nonce": samples::NONCE, "request": case.request,
        "request_hash": sha256_base64url(history[0].request_token.as_bytes()),
        "display": {
            "hash": view.display_hash(&Selection::default()).unwrap(),
            "template": "1", "locale": "en", "time_zone": "Europe/Berlin",
        },
        "amr": ["swk", "user"],
    });
    assert_eq!(claims, expected);
    assert_eq!(case.status(), "decided");
    assert_eq!(
        delivery,
        Delivery::Ended(Ending::Decided(Answered::Recorded {
            receipt: history[0].receipt.clone().unwrap()
        }))
    );
}

#[tokio::test]
async fn the_prompt_names_amount_and_payee() {
    let case = Case::payment().await;

    let prepared = case.phone.device.prepare(&case.consent, &ApprovalInput::default()).unwrap();

    assert!(prepared.prompt().contains("123.50") && prepared.prompt().contains(samples::PAYEE));
}

#[tokio::test]
async fn preparing_changes_nothing_and_makes_no_call() {
    let case = Case::payment().await;

    for _ in 0..3 {
        case.phone.device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    }

    assert_eq!(case.server.calls(), []);
    assert!(matches!(
        case.phone.approve(&case.consent).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn no_signature_but_the_approval_keys_approves() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let other = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let keys = case.phone.parts.keys.left();
    let transport = keys.iter().find(|key| *key != prepared.key()).unwrap();

    for signature in [
        case.phone.touch(transport, prepared.signing_input()),
        case.phone.touch(prepared.key(), other.signing_input()),
        vec![0; 64],
        [case.phone.touch(prepared.key(), prepared.signing_input()), vec![0]].concat(),
    ] {
        let completed = device.complete(&prepared, &signature).await;
        assert_eq!(completed, Err(DecideError::WrongSignature));
    }
    assert_eq!(case.server.calls(), []);
    let right = case.phone.touch(prepared.key(), prepared.signing_input());
    assert!(matches!(
        device.complete(&prepared, &right).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn what_cannot_be_shown_cannot_be_approved() {
    let case = Case::with(samples::unshowable()).await;

    let prepared = case.phone.device.prepare(&case.consent, &ApprovalInput::default());

    assert!(matches!(case.consent.reading(), Ok(Reading::NotShown(_))));
    assert_eq!(prepared.unwrap_err(), PrepareError::NotShown);
    assert_eq!(case.server.calls(), []);
}

#[tokio::test]
async fn a_request_that_expired_before_the_prompt_is_not_prepared() {
    let case = Case::payment().await;
    case.phone.parts.clock.advance(300);

    let prepared = case.phone.device.prepare(&case.consent, &ApprovalInput::default());

    assert_eq!(prepared.unwrap_err(), PrepareError::Expired);
}

#[tokio::test]
async fn a_request_that_expires_while_the_prompt_is_open_is_not_approved() {
    let case = Case::payment().await;
    let device = &case.phone.device;
    let prepared = device.prepare(&case.consent, &ApprovalInput::default()).unwrap();
    let signature = case.phone.touch(prepared.key(), prepared.signing_input());
    case.phone.parts.clock.advance(300);

    let completed = device.complete(&prepared, &signature).await;

    assert_eq!(completed, Err(DecideError::Expired));
    assert_eq!(case.server.calls(), []);
}

#[tokio::test]
async fn one_second_before_its_end_a_request_can_still_be_approved() {
    let case = Case::payment().await;
    case.server.advance(299);
    case.phone.parts.clock.advance(299);

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn setting_the_phones_clock_back_extends_nothing() {
    let case = Case::payment().await;
    let clock = &case.phone.parts.clock;
    clock.advance(300);
    clock.set_wall(NOW - 86_400);

    let prepared = case.phone.device.prepare(&case.consent, &ApprovalInput::default());
    let denied = case.phone.device.deny(&case.consent, DenialReason::NotMe).await;

    assert_eq!(prepared.unwrap_err(), PrepareError::Expired);
    assert_eq!(denied, Err(DecideError::Expired));
}

#[tokio::test]
async fn setting_the_phones_clock_forward_ends_nothing() {
    let case = Case::payment().await;
    case.phone.parts.clock.set_wall(NOW + 86_400);

    let delivery = case.phone.approve(&case.consent).await.unwrap();

    let decision = case.server.calls_of(Step::Decision)[0].text();
    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
    assert_eq!(claims_of(&decision)["iat"], NOW, "signed with the server's time");
}

#[tokio::test]
async fn a_phone_whose_clock_is_wrong_by_years_enrols_and_approves() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    phone.parts.clock.set_wall(0);

    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;

    assert!(matches!(
        phone.approve(&consent).await,
        Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))
    ));
}

#[tokio::test]
async fn a_number_is_copied_exactly_or_nothing_is_prepared() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let content = samples::login_with_number();
    let request = server.ask_all(std::slice::from_ref(&at.device), content, Some("47")).remove(0);
    let consent = phone.open_request(&at, &request).await;
    let with = |number: Option<&str>| ApprovalInput {
        number: number.map(str::to_owned),
        ..ApprovalInput::default()
    };

    for number in [None, Some(""), Some("4"), Some("470"), Some("4x"), Some("٤٧"), Some("-4")] {
        let prepared = phone.device.prepare(&consent, &with(number));
        assert_eq!(prepared.unwrap_err(), PrepareError::Number, "{number:?}");
    }
    let delivery = phone.approve_with(&consent, &with(Some("47"))).await.unwrap();

    let decision = server.calls_of(Step::Decision)[0].text();
    assert_eq!(claims_of(&decision)["number"], "47");
    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn a_wrong_number_is_refused_by_the_bank_and_ends_the_request() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let content = samples::login_with_number();
    let request = server.ask_all(std::slice::from_ref(&at.device), content, Some("47")).remove(0);
    let consent = phone.open_request(&at, &request).await;
    let input = ApprovalInput { number: Some("48".to_owned()), ..ApprovalInput::default() };

    let delivery = phone.approve_with(&consent, &input).await.unwrap();

    assert_eq!(delivery, Delivery::Ended(Ending::Decided(Answered::Refused)));
    assert_eq!(server.status(&at.device, &request), "failed");
}

#[tokio::test]
async fn a_number_that_was_not_asked_for_is_not_sent() {
    let case = Case::payment().await;
    let input = ApprovalInput { number: Some("47".to_owned()), ..ApprovalInput::default() };

    let prepared = case.phone.device.prepare(&case.consent, &input);

    assert_eq!(prepared.unwrap_err(), PrepareError::Number);
}

#[tokio::test]
async fn the_accounts_chosen_are_signed_in_the_order_offered() {
    let case = Case::with(samples::account_access()).await;
    let input = choosing(&[(0, &["acc-2", "acc-1"])]);

    let delivery = case.phone.approve_with(&case.consent, &input).await.unwrap();

    let decision = case.server.calls_of(Step::Decision)[0].text();
    let expected = json!([{"detail": 0, "accounts": ["acc-1", "acc-2"]}]);
    assert_eq!(claims_of(&decision)["selection"], expected);
    assert!(matches!(delivery, Delivery::Ended(Ending::Decided(Answered::Recorded { .. }))));
}

#[tokio::test]
async fn a_choice_that_answers_something_else_is_not_prepared() {
    let case = Case::with(samples::account_access()).await;

    for (input, expected) in [
        (choosing(&[]), SelectionError::Details),
        (choosing(&[(1, &["acc-1"])]), SelectionError::Details),
        (choosing(&[(0, &["acc-1"]), (1, &["acc-1"])]), SelectionError::Details),
        (choosing(&[(0, &[])]), SelectionError::Count),
        (choosing(&[(0, &["acc-3"])]), SelectionError::Accounts),
        (choosing(&[(0, &["acc-1", "acc-1"])]), SelectionError::Accounts),
    ] {
        let prepared = case.phone.device.prepare(&case.consent, &input);
        assert_eq!(prepared.unwrap_err(), PrepareError::Selection(expected), "{input:?}");
    }
}

#[tokio::test]
async fn a_choice_that_nothing_asks_for_is_not_prepared() {
    let case = Case::payment().await;

    let prepared = case.phone.device.prepare(&case.consent, &choosing(&[(0, &["acc-1"])]));

    assert_eq!(prepared.unwrap_err(), PrepareError::Selection(SelectionError::Details));
}

#[tokio::test]
async fn a_signal_of_the_platform_goes_along_if_it_is_small() {
    let case = Case::payment().await;
    let with = |token: String| ApprovalInput {
        integrity: Some(IntegritySignal { format: "play-integrity".to_owned(), token }),
        ..ApprovalInput::default()
    };

    let large = case.phone.device.prepare(&case.consent, &with("x".repeat(8193)));
    let small = case.phone.approve_with(&case.consent, &with("signal".to_owned())).await;

    let decision = case.server.calls_of(Step::Decision)[0].text();
    assert_eq!(large.unwrap_err(), PrepareError::Integrity);
    assert!(matches!(small, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
    let expected = json!({"format": "play-integrity", "token": "signal"});
    assert_eq!(claims_of(&decision)["integrity"], expected);
}

#[tokio::test]
async fn an_approval_that_the_bank_could_not_take_is_not_prepared_and_denying_works() {
    let accounts: Vec<_> = (0..50).map(|number| format!("{number:0>128}")).collect();
    let offered: Vec<_> = accounts
        .iter()
        .map(|id| json!({"id": id, "label": "Account", "identification": "DE89 …3000"}))
        .collect();
    let mut content = samples::account_access();
    content["accounts"] = json!(offered);
    let case = Case::with(content).await;
    let all: Vec<&str> = accounts.iter().map(String::as_str).collect();
    let mut input = choosing(&[(0, &all)]);
    let signal = |length| {
        Some(IntegritySignal { format: "play-integrity".to_owned(), token: "x".repeat(length) })
    };
    let device = &case.phone.device;

    input.integrity = signal(8192);
    let too_large = device.prepare(&case.consent, &input).err();
    // The longest that fits: the token with its signature has 16384 characters at the most.
    let longest = (0..8192).rev().find(|length| {
        input.integrity = signal(*length);
        device.prepare(&case.consent, &input).is_ok()
    });
    input.integrity = signal(longest.unwrap());
    let fits = device.prepare(&case.consent, &input).unwrap();
    let denied = device.deny(&case.consent, DenialReason::ChangedMind).await;

    assert_eq!(too_large, Some(PrepareError::TooLarge));
    let length = fits.signing_input().len() + 1 + 86;
    assert!((16_382..=16_384).contains(&length), "{length}");
    assert!(matches!(denied, Ok(Delivery::Ended(Ending::Decided(Answered::Recorded { .. })))));
}

#[tokio::test]
async fn a_blocked_device_approves_nothing() {
    let case = Case::payment().await;
    case.server.set_device(&case.at.device, "blocked");
    case.phone.device.refresh(&case.at.enrolment).await.unwrap();
    let consent = case.phone.open_request(&case.at, &case.request).await;

    let prepared = case.phone.device.prepare(&consent, &ApprovalInput::default());

    assert_eq!(prepared.unwrap_err(), PrepareError::NotEnrolled);
}

fn choosing(chosen: &[(usize, &[&str])]) -> ApprovalInput {
    let chosen = chosen.iter().map(|(detail, accounts)| Chosen {
        detail: *detail,
        accounts: accounts.iter().map(|id| (*id).to_owned()).collect(),
    });
    ApprovalInput { selection: Selection::of(chosen.collect()), ..ApprovalInput::default() }
}
