//! docs/protocol.md §6 and §3.5: what a device signs with its transport key.

use super::{Change, ISSUER, NOW, remove};
use countersign_protocol::jose::{Signer as _, Typ, Unverified, base64url};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::PushClaims;
use countersign_testing::Key;
use countersign_verify::{CallCheck, TokenRefusal, verify_assertion, verify_change};
use serde_json::{Value, json};

fn transport() -> Key {
    Key::of("transport")
}

/// A new address for notices, right in every part.
fn claims() -> Value {
    json!({
        "iss": "device-1", "aud": ISSUER, "iat": NOW, "exp": NOW + 120, "jti": "push-1",
        "push": {"provider": "fcm", "token": "push-token"},
    })
}

fn token(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = claims();
    change(&mut claims);
    transport().token(Typ::DevicePush, &claims)
}

/// Why it is refused so many seconds after it was made, if it is.
fn refused(token: &str, later: i64) -> Option<TokenRefusal> {
    let (key, now) = (transport(), UnixSeconds(NOW + later));
    let by_and_for = ("device-1", ISSUER);
    verify_change(token, Typ::DevicePush, key.public_key(), by_and_for, now).err()
}

fn failed(check: CallCheck) -> Option<TokenRefusal> {
    Some(TokenRefusal::Failed(check))
}

#[test]
fn a_change_that_is_right_gives_its_id_and_what_it_says() {
    let (key, parties) = (transport(), ("device-1", ISSUER));

    let (base, verified) =
        verify_change(&token(|_| {}), Typ::DevicePush, key.public_key(), parties, UnixSeconds(NOW))
            .unwrap();

    assert_eq!(base.jti, "push-1");
    assert!(PushClaims::read(&verified).is_ok());
}

#[test]
fn what_is_no_token_is_a_defect_and_what_is_too_long_is_named() {
    let good = token(|_| {});
    let header = json!({"alg": "ES256", "typ": "device-push+jwt"}).to_string();
    let nameless = format!("{}.{}", base64url(header.as_bytes()), good.split_once('.').unwrap().1);

    for rubbish in [String::new(), "rubbish".to_owned(), format!("{good}="), nameless] {
        assert_eq!(refused(&rubbish, 0), Some(TokenRefusal::Form), "{rubbish}");
    }
    assert_eq!(refused(&"a".repeat(16 * 1024), 0), Some(TokenRefusal::Form));
    assert_eq!(refused(&"a".repeat(16 * 1024 + 1), 0), Some(TokenRefusal::TooLong));
}

#[test]
fn each_change_has_a_type_of_its_own() {
    let other = transport().token(Typ::DeviceCapabilities, &claims());

    assert_eq!(refused(&other, 0), failed(CallCheck::Type));
}

#[test]
fn a_change_is_signed_by_the_transport_key_alone() {
    let approval = Key::of("approval");
    let by_approval = approval.token(Typ::DevicePush, &claims());
    let posing = approval.token_as(&transport().kid(), Typ::DevicePush, &claims());

    assert_eq!(refused(&by_approval, 0), failed(CallCheck::Key));
    assert_eq!(refused(&posing, 0), failed(CallCheck::Signature));
}

#[test]
fn a_change_is_by_this_device_for_this_issuer() {
    let changes: [(Change, CallCheck); 5] = [
        (|c| c["iss"] = json!("device-2"), CallCheck::Party),
        (|c| c["aud"] = json!("https://other.example"), CallCheck::Party),
        (|c| remove(c, "jti"), CallCheck::Claims),
        (|c| remove(c, "exp"), CallCheck::Claims),
        (|c| c["iat"] = json!(1.5), CallCheck::Claims),
    ];

    for (change, check) in changes {
        assert_eq!(refused(&token(change), 0), failed(check));
    }
}

#[test]
fn a_change_is_in_its_time_and_lives_two_minutes_at_most() {
    let lives = |from: i64, to: i64| {
        token(|claims| {
            claims["iat"] = json!(NOW + from);
            claims["exp"] = json!(NOW + to);
        })
    };
    let time = failed(CallCheck::Time);

    assert_eq!(refused(&lives(0, 121), 0), time, "121 seconds");
    assert_eq!(refused(&lives(0, 0), 0), time, "no life");
    assert_eq!(refused(&lives(61, 120), 0), time, "from the future");
    assert_eq!(refused(&lives(60, 120), 0), None);
    assert_eq!(refused(&lives(0, 120), 119), None);
    assert_eq!(refused(&lives(0, 120), 120), time, "its end itself is too late");
}

#[test]
fn an_assertion_is_signed_by_the_transport_key() {
    let claims = json!({
        "iss": "device-1", "sub": "device-1", "aud": ISSUER, "iat": NOW, "exp": NOW + 120,
        "jti": "assertion-1",
    });
    let judge = |token: &str| {
        let assertion = Unverified::parse(token, &[Typ::DeviceAssertion]).unwrap();
        verify_assertion(assertion, transport().public_key()).err()
    };
    let approval = Key::of("approval");

    let right = transport().token(Typ::DeviceAssertion, &claims);
    let by_approval = approval.token(Typ::DeviceAssertion, &claims);
    let posing = approval.token_as(&transport().kid(), Typ::DeviceAssertion, &claims);

    assert_eq!(judge(&right), None);
    assert_eq!(judge(&by_approval), Some(CallCheck::Key));
    assert_eq!(judge(&posing), Some(CallCheck::Signature));
}
