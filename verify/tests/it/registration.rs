//! docs/protocol.md §3.2: what a registration must be, and what it is to its offer.

use super::{Change, ISSUER, NOW, remove};
use countersign_protocol::jose::{PublicKey, Signer as _, Typ, base64url, sha256_base64url};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::Registration;
use countersign_protocol::vocabulary::Evidence;
use countersign_testing::Key;
use countersign_verify::{
    CallCheck, OfferRecord, Registering, RegistrationRefusal, RegistrationStep, TokenRefusal,
    check_registration, read_registration,
};
use serde_json::{Value, json};

fn transport() -> Key {
    Key::of("transport")
}

fn approval() -> Key {
    Key::of("approval")
}

/// Everything that a registration says, right in every part.
fn claims() -> Value {
    json!({
        "iss": approval().kid(), "aud": ISSUER, "iat": NOW, "exp": NOW + 600, "jti": "reg-1",
        "offer": "offer-1", "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
        "transport_jwk": transport().public_key().jwk(),
        "approval_jwk": approval().public_key().jwk(),
        "attestation": {"format": "none"},
        "device": {"model": "Test Phone", "os": "Test OS 1"},
        "capabilities": {
            "core_version": "0.4.0", "protocol_versions": ["1"],
            "authorization_details_types": ["payment_initiation"],
            "templates": ["1"], "locales": ["en"],
        },
        "push": {"provider": "fcm", "token": "push-token"},
    })
}

fn token(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = claims();
    change(&mut claims);
    approval().token(Typ::DeviceRegistration, &claims)
}

/// Reads what came with a proof by this key, at an AS that serves cores from 0.4.0 on.
fn read_from(token: &str, prover: &PublicKey) -> Result<Registration, RegistrationRefusal> {
    read_registration(token, &Registering { issuer: ISSUER, prover, oldest_core: "0.4.0" })
}

fn read(token: &str) -> Result<Registration, RegistrationRefusal> {
    read_from(token, transport().public_key())
}

fn failed(check: CallCheck) -> Option<RegistrationRefusal> {
    Some(RegistrationRefusal::Token(TokenRefusal::Failed(check)))
}

/// An offer that is open and ends ten minutes from now.
fn offer() -> OfferRecord<'static> {
    OfferRecord {
        nonce: "AAAAAAAAAAAAAAAAAAAAAA",
        exp: UnixSeconds(NOW + 600),
        ended: false,
        accepted: None,
    }
}

/// Checks it against this offer, so many seconds after it was made.
fn refused(token: &str, offer: &OfferRecord<'_>, later: i64) -> Option<RegistrationRefusal> {
    let registration = read(token).unwrap();
    check_registration(&registration, token, offer, UnixSeconds(NOW + later)).err()
}

#[test]
fn a_registration_that_is_right_says_whose_keys_it_is_about() {
    let read = read(&token(|_| {})).unwrap();

    assert_eq!(
        (read.transport, read.approval),
        (*transport().public_key(), *approval().public_key())
    );
    assert_eq!((read.offer.as_str(), read.nonce.as_str()), ("offer-1", "AAAAAAAAAAAAAAAAAAAAAA"));
    assert_eq!((read.device.model.as_str(), read.device.os.as_str()), ("Test Phone", "Test OS 1"));
    assert!(read.evidence == Evidence::None && read.push.is_some());
}

#[test]
fn what_is_no_token_is_a_defect_and_what_is_too_long_is_named() {
    let good = token(|_| {});
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts")
    };
    let rubbish = [
        String::new(),
        "rubbish".to_owned(),
        format!("{good}="),
        format!("{header}.{payload}"),
        format!("{header}.{}.{signature}", base64url(b"not json")),
        format!("{}.{payload}.{signature}", base64url(b"{}")),
    ];

    for token in rubbish {
        let refusal = Some(RegistrationRefusal::Token(TokenRefusal::Form));
        assert_eq!(read(&token).err(), refusal, "{token}");
    }
    let longest = read(&"a".repeat(16 * 1024)).err();
    let too_long = read(&"a".repeat(16 * 1024 + 1)).err();
    assert_eq!(longest, Some(RegistrationRefusal::Token(TokenRefusal::Form)));
    assert_eq!(too_long, Some(RegistrationRefusal::Token(TokenRefusal::TooLong)));
}

#[test]
fn a_token_of_another_type_is_no_registration() {
    let other = approval().token(Typ::DeviceKeyRotation, &claims());

    assert_eq!(read(&other).err(), failed(CallCheck::Type));
}

#[test]
fn it_is_signed_by_the_approval_key_that_is_in_it() {
    let by_transport = transport().token(Typ::DeviceRegistration, &claims());
    let posing = transport().token_as(&approval().kid(), Typ::DeviceRegistration, &claims());
    let changed = {
        let good = token(|_| {});
        let other = token(|claims| claims["jti"] = json!("reg-2"));
        format!("{}.{}", good.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1)
    };

    assert_eq!(read(&by_transport).err(), failed(CallCheck::Key));
    assert_eq!(read(&posing).err(), failed(CallCheck::Signature));
    assert_eq!(read(&changed).err(), failed(CallCheck::Signature));
}

#[test]
fn another_algorithm_is_a_wrong_signature() {
    let header = json!({"alg": "HS256", "typ": "device-registration+jwt", "kid": approval().kid()});
    let good = token(|_| {});
    let (_, rest) = good.split_once('.').unwrap();

    let refusal = read(&format!("{}.{rest}", base64url(header.to_string().as_bytes()))).err();

    assert_eq!(refusal, failed(CallCheck::Signature));
}

#[test]
fn claims_that_are_missing_or_wrong_or_not_listed_are_refused() {
    let changes: [(&str, Change); 15] = [
        ("no key", |c| remove(c, "approval_jwk")),
        ("a point that is not on the curve", |c| c["approval_jwk"]["y"] = json!("A".repeat(43))),
        ("a private key", |c| c["approval_jwk"]["d"] = json!("AAAA")),
        ("no transport key", |c| remove(c, "transport_jwk")),
        ("a transport key off the curve", |c| c["transport_jwk"]["y"] = json!("A".repeat(43))),
        ("no offer", |c| remove(c, "offer")),
        ("no nonce", |c| remove(c, "nonce")),
        ("no end", |c| remove(c, "exp")),
        ("an id with a space", |c| c["jti"] = json!("with space")),
        ("a time that is text", |c| c["iat"] = json!("1772442000")),
        ("no attestation", |c| remove(c, "attestation")),
        ("a format of nobody's", |c| c["attestation"] = json!({"format": "tpm"})),
        ("a model of 65 characters", |c| c["device"]["model"] = json!("m".repeat(65))),
        ("no capabilities", |c| remove(c, "capabilities")),
        ("an unlisted claim", |c| c["unlisted"] = json!(1)),
    ];

    for (what, change) in changes {
        assert_eq!(read(&token(change)).err(), failed(CallCheck::Claims), "{what}");
    }
}

#[test]
fn it_is_by_its_own_key_and_for_this_issuer() {
    let by_another = token(|claims| claims["iss"] = json!(transport().kid()));
    let for_another = token(|claims| claims["aud"] = json!("https://other.example"));

    assert_eq!(read(&by_another).err(), failed(CallCheck::Party));
    assert_eq!(read(&for_another).err(), failed(CallCheck::Party));
}

#[test]
fn the_proof_of_possession_is_by_its_transport_key() {
    let token = token(|_| {});
    let stranger = Key::of("stranger");

    assert!(read_from(&token, transport().public_key()).is_ok());
    assert_eq!(read_from(&token, stranger.public_key()).err(), failed(CallCheck::Key));
    assert_eq!(read_from(&token, approval().public_key()).err(), failed(CallCheck::Key));
}

#[test]
fn one_key_is_not_both() {
    let jwk = json!(approval().public_key().jwk());
    let token = token(|claims| claims["transport_jwk"] = jwk);

    assert_eq!(read_from(&token, approval().public_key()).err(), failed(CallCheck::Key));
}

#[test]
fn an_app_that_is_too_old_has_to_be_updated() {
    let with = |version: &str, protocol: &str| {
        token(|claims| {
            claims["capabilities"]["core_version"] = json!(version);
            claims["capabilities"]["protocol_versions"] = json!([protocol]);
        })
    };

    for (version, protocol) in [("0.3.9", "1"), ("rubbish", "1"), ("0.4.0", "2")] {
        let refusal = read(&with(version, protocol)).err();
        assert_eq!(refusal, Some(RegistrationRefusal::UpdateRequired), "{version} {protocol}");
    }
    assert!(read(&with("0.4.0", "1")).is_ok() && read(&with("0.10.0", "1")).is_ok());
}

#[test]
fn the_first_registration_for_an_offer_is_taken_with_what_was_judged_of_its_evidence() {
    let token = token(|_| {});
    let registration = read(&token).unwrap();

    let step = check_registration(&registration, &token, &offer(), UnixSeconds(NOW));

    let Ok(RegistrationStep::First(registrable)) = step else { panic!("{step:?}") };
    let attested = registrable.attested("strong_box");
    assert_eq!(attested.level, "strong_box");
    assert_eq!(attested.registration.base.jti, "reg-1");
}

#[test]
fn it_holds_the_nonce_of_its_offer() {
    let other = OfferRecord { nonce: "BBBBBBBBBBBBBBBBBBBBBA", ..offer() };

    assert_eq!(refused(&token(|_| {}), &other, 0), failed(CallCheck::Nonce));
}

#[test]
fn an_offer_that_is_over_takes_nothing() {
    let token = token(|claims| claims["iat"] = json!(NOW + 60));
    let ended = OfferRecord { ended: true, ..offer() };
    let short = OfferRecord { exp: UnixSeconds(NOW + 300), ..offer() };
    let hash = sha256_base64url(token.as_bytes());
    let used = OfferRecord { accepted: Some(&hash), ..short };

    assert_eq!(refused(&token, &ended, 0), Some(RegistrationRefusal::Gone));
    assert_eq!(refused(&token, &short, 299), None);
    assert_eq!(refused(&token, &short, 300), Some(RegistrationRefusal::Gone));
    assert_eq!(refused(&token, &used, 300), Some(RegistrationRefusal::Gone), "the same bytes too");
}

#[test]
fn the_same_bytes_are_repeated_and_other_bytes_are_a_conflict() {
    let token = token(|_| {});
    let registration = read(&token).unwrap();
    let same = sha256_base64url(token.as_bytes());
    let other = sha256_base64url(b"another registration");
    let step = |accepted| {
        let offer = OfferRecord { accepted: Some(accepted), ..offer() };
        check_registration(&registration, &token, &offer, UnixSeconds(NOW + 599))
    };

    assert!(matches!(step(&same), Ok(RegistrationStep::Repeated)));
    assert_eq!(step(&other).err(), Some(RegistrationRefusal::Conflict));
}

#[test]
fn it_is_in_its_time_and_lives_ten_minutes_at_most() {
    let lives = |from: i64, to: i64| {
        token(|claims| {
            claims["iat"] = json!(NOW + from);
            claims["exp"] = json!(NOW + to);
        })
    };
    let time = failed(CallCheck::Time);

    assert_eq!(refused(&lives(0, 601), &offer(), 0), time, "601 seconds");
    assert_eq!(refused(&lives(0, 0), &offer(), 0), time, "no life");
    assert_eq!(refused(&lives(61, 300), &offer(), 0), time, "from the future");
    assert_eq!(refused(&lives(60, 300), &offer(), 0), None);
    assert_eq!(refused(&lives(0, 300), &offer(), 299), None);
    assert_eq!(refused(&lives(0, 300), &offer(), 300), time, "its end itself is too late");
}

#[test]
fn nothing_of_an_offer_is_in_debug_output() {
    let shown = format!("{:?}", OfferRecord { accepted: Some("hash"), ..offer() });

    assert_eq!(shown, "OfferRecord");
}
