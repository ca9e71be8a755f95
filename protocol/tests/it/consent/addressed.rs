//! Requests that are not answered at all: by, for or about somebody else (docs/protocol.md §4.3).

use crate::signed::examples::CLIENT_ONLY;
use crate::signed::{ACCOUNT, DEVICE, EXP, IAT, ISSUER, payload, read_in};
use countersign_protocol::claims::ClaimError;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{Addressee, ConsentRequest, Presentation, Reading, Types};
use countersign_protocol::jose::{JoseError, Signer as _, Typ, Unverified, sha256_base64url};
use countersign_protocol::json::JsonError;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;

fn good() -> String {
    payload(&format!(r#"{CLIENT_ONLY},"scope":"openid""#))
}

/// The good request with one text of it replaced.
fn bent(from: &str, to: &str) -> Option<JoseError> {
    assert_eq!(good().matches(from).count(), 1, "{from}");
    read_in(&good().replace(from, to), "UTC").err()
}

#[test]
fn a_request_says_what_its_decision_has_to_repeat() {
    let request = read_in(&good(), "UTC").unwrap();

    assert_eq!(request.id(), "request-1");
    assert_eq!(request.issuer(), ISSUER);
    assert_eq!(request.device(), DEVICE);
    assert_eq!(request.nonce(), "AAECAwQFBgcICQoLDA0ODw");
    assert_eq!(request.issued_at(), UnixSeconds(IAT));
    assert_eq!(request.expires_at(), UnixSeconds(EXP));
    assert_eq!(request.hash(), sha256_base64url(request.token().as_bytes()));
    assert!(matches!(request.reading(), Reading::Shown(_)));
}

#[test]
fn a_request_by_another_issuer_or_for_another_device_or_account_is_not_answered() {
    for (from, to) in [
        (r#""https://as.bank.example""#, r#""https://as.other.example""#),
        (r#""https://as.bank.example""#, r#""https://as.bank.example/""#),
        (r#""device-1""#, r#""device-2""#),
        (r#""account-1""#, r#""account-2""#),
    ] {
        assert_eq!(bent(from, to), Some(JoseError::Party), "{to}");
    }
}

#[test]
fn a_request_with_two_audiences_is_not_answered() {
    let two = bent(r#""device-1""#, r#"["device-1","device-2"]"#);

    assert_eq!(two, Some(JoseError::Claims(ClaimError::Wrong)));
}

#[test]
fn a_request_without_a_subject_or_a_nonce_is_not_answered() {
    let missing = Some(JoseError::Claims(ClaimError::Missing));
    let wrong = Some(JoseError::Claims(ClaimError::Wrong));
    let nonce = r#""nonce":"AAECAwQFBgcICQoLDA0ODw","#;

    assert_eq!(bent(r#""sub":"account-1","#, ""), missing);
    assert_eq!(bent(nonce, ""), missing);
    // 15 bytes; 16 bytes with padding; not base64url.
    assert_eq!(bent(nonce, r#""nonce":"AAECAwQFBgcICQoLDA0O","#), wrong);
    assert_eq!(bent(nonce, r#""nonce":"AAECAwQFBgcICQoLDA0ODw==","#), wrong);
    assert_eq!(bent(nonce, r#""nonce":"twenty-two characters!","#), wrong);
}

#[test]
fn a_request_that_lives_longer_than_an_hour_or_not_at_all_is_not_answered() {
    let exp = format!(r#""exp":{EXP}"#);
    let ends = |exp_at: i64| bent(&exp, &format!(r#""exp":{exp_at}"#));

    assert_eq!(ends(IAT + 3600), None);
    assert_eq!(ends(IAT + 3601), Some(JoseError::Time));
    assert_eq!(ends(IAT), Some(JoseError::Time));
    assert_eq!(ends(IAT - 1), Some(JoseError::Time));
}

#[test]
fn a_request_is_valid_from_a_minute_before_it_was_made_until_before_its_end() {
    let request = read_in(&good(), "UTC").unwrap();
    let at = |now| request.valid_at(UnixSeconds(now));

    assert_eq!(at(IAT - 61), Err(JoseError::Time));
    assert_eq!(at(IAT - 60), Ok(()));
    assert_eq!(at(EXP - 1), Ok(()));
    assert_eq!(at(EXP), Err(JoseError::Time));
}

#[test]
fn what_can_be_read_in_two_ways_is_not_answered() {
    let client = r#""name":"Merchant A""#;
    let json = |error| Some(JoseError::Claims(ClaimError::Json(error)));

    assert_eq!(
        bent(client, r#""name":"Merchant A","name":"Merchant B""#),
        json(JsonError::DoubledMember)
    );
    assert_eq!(bent(client, r#""name":"\ud800""#), json(JsonError::Syntax));
    assert_eq!(bent(client, r#""name":NaN"#), json(JsonError::Syntax));
    assert_eq!(
        bent(r#""scope":"openid""#, &format!(r#""scope":{}{}"#, "[".repeat(16), "]".repeat(16))),
        json(JsonError::TooDeep)
    );
}

#[test]
fn another_type_of_token_is_no_request() {
    let key = Key::numbered(1);
    let token = key.token_over(Typ::ConsentApproval, good());
    let verified = Unverified::parse(&token, &[Typ::ConsentApproval])
        .unwrap()
        .verify(key.public_key())
        .unwrap();

    let refused = ConsentRequest::read(
        &verified,
        &Addressee { issuer: ISSUER, device: DEVICE, account: ACCOUNT },
        &Presentation {
            language: Language::English,
            time_zone: "UTC".to_owned(),
            types: Types::default(),
        },
    );

    assert_eq!(refused.err(), Some(JoseError::Type));
}
