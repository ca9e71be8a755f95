//! docs/protocol.md §1.4: a proof is for one call, and by one key.

use super::NOW;
use countersign_protocol::jose::{DpopProof, DpopTarget, Signer as _};
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;
use countersign_verify::{WrongProof, check_bound_key, verify_proof};
use serde_json::{Value, json};

const URL: &str = "https://as.bank.example/ad/requests";

/// The call that the proof comes with.
const CALL: DpopTarget<'static> =
    DpopTarget { method: "POST", url: URL, access_token: Some("a-token"), nonce: None };

fn key() -> Key {
    Key::of("transport")
}

/// Everything in a proof: its header and its claims.
fn parts() -> (Value, Value) {
    let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": key().public_key().jwk()});
    let claims = json!({
        "jti": "proof-1", "htm": "POST", "htu": URL, "iat": NOW, "nonce": "nonce-1",
        // base64url SHA-256 of "a-token"
        "ath": "H2B246R7od7QgCX_4G5XryF8FPlAfzP7pQ-ZsccBk4c",
    });
    (header, claims)
}

/// A proof by hand, in which something is different.
fn proof(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let (mut header, mut claims) = parts();
    change(&mut header, &mut claims);
    key().jws(&header.to_string(), claims.to_string())
}

fn verify(proof: &str) -> Result<DpopProof, WrongProof> {
    verify_proof(proof, &CALL)
}

#[test]
fn a_proof_that_is_right_gives_what_the_as_has_to_look_at() {
    let proof = verify(&proof(|_, _| {})).unwrap();

    assert_eq!(proof.key, *key().public_key());
    assert_eq!((proof.jti.as_str(), proof.iat), ("proof-1", UnixSeconds(NOW)));
    assert_eq!(proof.nonce.as_deref(), Some("nonce-1"));
}

#[test]
fn a_proof_may_lack_a_nonce_and_be_of_any_time() {
    let proof = verify(&proof(|_, claims| {
        claims.as_object_mut().unwrap().remove("nonce");
        claims["iat"] = json!(0);
    }));

    assert!(proof.is_ok_and(|proof| proof.nonce.is_none() && proof.iat == UnixSeconds(0)));
}

#[test]
fn a_proof_is_for_this_call_and_no_other() {
    let token = proof(|_, _| {});
    let bare = proof(|_, claims| drop(claims.as_object_mut().unwrap().remove("ath")));
    let other = "https://as.bank.example/ad/device";

    assert!(verify_proof(&token, &DpopTarget { method: "GET", ..CALL }).is_err());
    assert!(verify_proof(&token, &DpopTarget { method: "post", ..CALL }).is_err());
    assert!(verify_proof(&token, &DpopTarget { url: other, ..CALL }).is_err());
    assert!(verify_proof(&token, &DpopTarget { access_token: Some("b-token"), ..CALL }).is_err());
    assert!(verify_proof(&token, &DpopTarget { access_token: None, ..CALL }).is_err());
    assert!(verify_proof(&bare, &CALL).is_err(), "an access token, and no hash of it");
    assert!(verify_proof(&bare, &DpopTarget { access_token: None, ..CALL }).is_ok());
}

#[test]
fn a_proof_that_is_wrong_in_any_part_is_none() {
    type Change = fn(&mut Value, &mut Value);
    let changes: [(&str, Change); 14] = [
        ("another algorithm", |h, _| h["alg"] = json!("HS256")),
        ("another type", |h, _| h["typ"] = json!("device-assertion+jwt")),
        ("no key", |h, _| super::remove(h, "jwk")),
        ("a key's name instead of the key", |h, _| {
            super::remove(h, "jwk");
            h["kid"] = json!(key().kid());
        }),
        ("a key and its name", |h, _| h["kid"] = json!(key().kid())),
        ("another key", |h, _| h["jwk"] = json!(Key::of("stranger").public_key().jwk())),
        ("a private key", |h, _| h["jwk"]["d"] = json!("AAAA")),
        ("more in the header", |h, _| h["crit"] = json!([])),
        ("no id", |_, c| super::remove(c, "jti")),
        ("no method", |_, c| super::remove(c, "htm")),
        ("no address", |_, c| super::remove(c, "htu")),
        ("no time", |_, c| super::remove(c, "iat")),
        ("a nonce that is a number", |_, c| c["nonce"] = json!(1)),
        ("an unlisted claim", |_, c| c["unlisted"] = json!(1)),
    ];

    for (what, change) in changes {
        assert_eq!(verify(&proof(change)).err(), Some(WrongProof), "{what}");
    }
    for rubbish in ["", "rubbish", "a.b.c", &"a".repeat(16 * 1024 + 1)] {
        assert_eq!(verify(rubbish).err(), Some(WrongProof));
    }
}

#[test]
fn a_signature_over_other_bytes_is_none() {
    let good = proof(|_, _| {});
    let other = proof(|_, claims| claims["jti"] = json!("proof-2"));
    let mixed =
        format!("{}.{}", good.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);

    assert_eq!(verify(&mixed).err(), Some(WrongProof));
}

#[test]
fn an_access_token_is_of_use_with_its_own_key_alone() {
    let proof = verify(&proof(|_, _| {})).unwrap();

    assert_eq!(check_bound_key(&proof, key().public_key()), Ok(()));
    assert_eq!(check_bound_key(&proof, Key::of("stranger").public_key()), Err(WrongProof));
}
