//! The new key's own signature, over what it is for and what it replaces.

use super::{Scene, failed};
use crate::{Change, NOW, remove};
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_testing::Key;
use countersign_verify::CallCheck;
use serde_json::json;

#[test]
fn the_new_key_proves_itself() {
    let scene = Scene::new();

    let by_old = scene.token(|r| r.prover = r.signer.clone());
    let posing = scene.token(|r| {
        let kid = r.prover.kid();
        let forged = Key::of("stranger").token_as(&kid, Typ::DeviceKeyProof, &r.proof);
        r.claims["proof"] = json!(forged);
    });
    let other_type = scene.token(|r| {
        r.claims["proof"] = json!(r.prover.token(Typ::DeviceKeyRotation, &r.proof));
    });
    let rubbish = scene.token(|r| r.claims["proof"] = json!("rubbish"));

    assert_eq!(scene.refused(&by_old), failed(CallCheck::Key));
    assert_eq!(scene.refused(&posing), failed(CallCheck::Signature));
    assert_eq!(scene.refused(&other_type), failed(CallCheck::Type));
    assert_eq!(scene.refused(&rubbish), failed(CallCheck::Claims));
}

#[test]
fn a_proof_is_for_this_place_of_this_device_and_this_challenge() {
    let scene = Scene::new();
    let changes: [(&str, Change, CallCheck); 11] = [
        ("by another", |p| p["iss"] = json!("stranger"), CallCheck::Party),
        ("for another AS", |p| p["aud"] = json!("https://other.example"), CallCheck::Party),
        ("for another device", |p| p["device"] = json!("device-2"), CallCheck::Party),
        ("another challenge", |p| p["nonce"] = json!("BBBBBBBBBBBBBBBBBBBBBA"), CallCheck::Party),
        (
            "in another's place",
            |p| p["replaces"] = json!(Key::of("transport").kid()),
            CallCheck::Party,
        ),
        ("the other role", |p| p["role"] = json!("transport"), CallCheck::Party),
        ("longer than the challenge", |p| p["exp"] = json!(NOW + 601), CallCheck::Party),
        ("no nonce", |p| remove(p, "nonce"), CallCheck::Claims),
        ("no end", |p| remove(p, "exp"), CallCheck::Claims),
        ("no role", |p| remove(p, "role"), CallCheck::Claims),
        ("an unlisted claim", |p| p["unlisted"] = json!(1), CallCheck::Claims),
    ];

    for (what, change, check) in changes {
        let token = scene.token(|rotating| change(&mut rotating.proof));
        assert_eq!(scene.refused(&token), failed(check), "{what}");
    }
}
