//! The challenge that a rotation answers: the AS's own, for this device as it is now.

use super::{Scene, failed};
use crate::{Change, NOW, remove};
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;
use countersign_verify::{CallCheck, verify_rotation};
use serde_json::json;

#[test]
fn a_challenge_is_one_that_the_as_signed() {
    let scene = Scene::new();

    let by_itself = scene.token(|r| r.challenger = Key::of("approval"));
    let rubbish = scene.token(|r| r.claims["challenge"] = json!("rubbish"));
    let other_type = scene.token(|r| {
        r.claims["challenge"] = json!(r.challenger.token(Typ::DeviceStatus, &r.challenge));
    });
    let posing = scene.token(|r| {
        let kid = r.challenger.kid();
        let forged = Key::of("stranger").token_as(&kid, Typ::DeviceKeys, &r.challenge);
        r.claims["challenge"] = json!(forged);
    });

    assert_eq!(scene.refused(&by_itself), failed(CallCheck::Key));
    assert_eq!(scene.refused(&rubbish), failed(CallCheck::Claims));
    assert_eq!(scene.refused(&other_type), failed(CallCheck::Type));
    assert_eq!(scene.refused(&posing), failed(CallCheck::Signature));
}

#[test]
fn any_of_the_ass_request_keys_may_have_signed_the_challenge() {
    let scene = Scene::new();
    let token = scene.token(|_| {});
    let keys = [*Key::of("newer").public_key(), *scene.request.public_key()];

    let verified = verify_rotation(&token, &scene.device(&keys), UnixSeconds(NOW));

    assert!(verified.is_ok());
}

#[test]
fn a_challenge_for_another_device_or_by_another_as_is_none_for_this_one() {
    let scene = Scene::new();

    let anothers = scene.token(|r| r.challenge["aud"] = json!("device-2"));
    let elsewhere = scene.token(|r| r.challenge["iss"] = json!("https://other.example"));

    assert_eq!(scene.refused(&anothers), failed(CallCheck::Party));
    assert_eq!(scene.refused(&elsewhere), failed(CallCheck::Party));
}

#[test]
fn a_challenge_from_before_either_key_was_replaced_is_none() {
    let scene = Scene::new();

    for role in ["transport", "approval"] {
        let stale = scene.token(|r| r.challenge[role] = json!(Key::of("retired").kid()));
        assert_eq!(scene.refused(&stale), failed(CallCheck::Party), "{role}");
    }
}

#[test]
fn a_challenge_has_the_claims_that_are_listed_and_a_nonce_of_128_bits() {
    let scene = Scene::new();
    let changes: [(&str, Change); 6] = [
        ("no nonce", |c| remove(c, "nonce")),
        ("a nonce of 120 bits", |c| c["nonce"] = json!("A".repeat(20))),
        ("a nonce that is not base64url", |c| c["nonce"] = json!("+".repeat(22))),
        ("no end", |c| remove(c, "exp")),
        ("no key", |c| remove(c, "transport")),
        ("an unlisted claim", |c| c["unlisted"] = json!(1)),
    ];

    for (what, change) in changes {
        let token = scene.token(|rotating| change(&mut rotating.challenge));
        assert_eq!(scene.refused(&token), failed(CallCheck::Claims), "{what}");
    }
}
