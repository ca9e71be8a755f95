//! docs/protocol.md §6.1: a key takes the place of another, with proof by both.

mod challenge;
mod proof;

use super::{Change, ISSUER, NOW, remove};
use countersign_protocol::jose::{PublicKey, Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{Evidence, KeyPurpose};
use countersign_testing::Key;
use countersign_verify::{
    CallCheck, RotatingDevice, TokenRefusal, VerifiedRotation, verify_rotation,
};
use serde_json::{Value, json};

const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// An AS, a device of it, and a new key for that.
struct Scene {
    request: Key,
    transport: Key,
    approval: Key,
    new: Key,
}

/// A rotation before it is signed.
struct Rotating {
    challenge: Value,
    claims: Value,
    proof: Value,
    /// Who signs each of them.
    challenger: Key,
    signer: Key,
    prover: Key,
}

impl Scene {
    fn new() -> Self {
        Self {
            request: Key::of("request"),
            transport: Key::of("transport"),
            approval: Key::of("approval"),
            new: Key::of("new"),
        }
    }

    /// What the AS says, and then the device for its key with this role: right in every part.
    fn rotating(&self, role: &str) -> Rotating {
        let old = if role == "transport" { &self.transport } else { &self.approval };
        let mut claims = json!({
            "iss": "device-1", "aud": ISSUER, "iat": NOW, "exp": NOW + 600, "jti": "rotation-1",
            "role": role, "jwk": self.new.public_key().jwk(),
        });
        if role == "approval" {
            claims["attestation"] = json!({"format": "none"});
        }
        Rotating {
            challenge: json!({
                "iss": ISSUER, "aud": "device-1", "iat": NOW, "exp": NOW + 600,
                "jti": "challenge-1", "nonce": NONCE,
                "transport": self.transport.kid(), "approval": self.approval.kid(),
            }),
            claims,
            proof: json!({
                "iss": self.new.kid(), "aud": ISSUER, "iat": NOW, "exp": NOW + 600,
                "jti": "proof-1", "device": "device-1", "nonce": NONCE, "replaces": old.kid(),
                "role": role,
            }),
            challenger: self.request.clone(),
            signer: old.clone(),
            prover: self.new.clone(),
        }
    }

    /// A new approval key, with one thing that is different.
    fn token(&self, change: impl FnOnce(&mut Rotating)) -> String {
        let mut rotating = self.rotating("approval");
        change(&mut rotating);
        rotating.token()
    }

    /// Verifies a rotation of this device so many seconds after it was made.
    fn verify(&self, token: &str, later: i64) -> Result<VerifiedRotation, TokenRefusal> {
        let request_keys = [*self.request.public_key()];
        verify_rotation(token, &self.device(&request_keys), UnixSeconds(NOW + later))
    }

    fn device<'a>(&'a self, request_keys: &'a [PublicKey]) -> RotatingDevice<'a> {
        RotatingDevice {
            issuer: ISSUER,
            device: "device-1",
            transport_key: self.transport.public_key(),
            approval_key: self.approval.public_key(),
            request_keys,
        }
    }

    fn refused(&self, token: &str) -> Option<TokenRefusal> {
        self.verify(token, 0).err()
    }
}

impl Rotating {
    fn token(mut self) -> String {
        let challenge = self.challenger.token(Typ::DeviceKeys, &self.challenge);
        let proof = self.prover.token(Typ::DeviceKeyProof, &self.proof);
        let claims = self.claims.as_object_mut().unwrap();
        claims.entry("challenge").or_insert(json!(challenge));
        claims.entry("proof").or_insert(json!(proof));
        self.signer.token(Typ::DeviceKeyRotation, &self.claims)
    }
}

fn failed(check: CallCheck) -> Option<TokenRefusal> {
    Some(TokenRefusal::Failed(check))
}

#[test]
fn a_new_approval_key_comes_with_evidence_and_a_nonce_for_it() {
    let scene = Scene::new();

    let verified = scene.verify(&scene.token(|_| {}), 0).unwrap();

    assert_eq!(verified.purpose, KeyPurpose::Approval);
    assert_eq!(
        (verified.old, verified.new),
        (*scene.approval.public_key(), *scene.new.public_key())
    );
    assert_eq!((verified.challenge.as_str(), verified.nonce.as_str()), ("challenge-1", NONCE));
    assert!(verified.evidence == Some(Evidence::None));
    assert_eq!(verified.exp, UnixSeconds(NOW + 600));
}

#[test]
fn a_new_transport_key_comes_without_evidence() {
    let scene = Scene::new();
    let mut attested = scene.rotating("transport");
    attested.claims["attestation"] = json!({"format": "none"});

    let verified = scene.verify(&scene.rotating("transport").token(), 0).unwrap();

    assert_eq!(verified.purpose, KeyPurpose::Transport);
    assert_eq!(verified.old, *scene.transport.public_key());
    assert!(verified.evidence.is_none());
    assert_eq!(scene.refused(&attested.token()), failed(CallCheck::Claims));
}

#[test]
fn what_is_no_token_is_a_defect_and_what_is_too_long_is_named() {
    let scene = Scene::new();
    let good = scene.token(|_| {});

    for rubbish in ["", "rubbish", &format!("{good}="), &good.replacen('.', "..", 1)] {
        assert_eq!(scene.refused(rubbish), Some(TokenRefusal::Form), "{rubbish}");
    }
    assert_eq!(scene.refused(&"a".repeat(16 * 1024 + 1)), Some(TokenRefusal::TooLong));
}

#[test]
fn it_is_signed_by_the_key_that_is_replaced() {
    let scene = Scene::new();
    let claims = scene.rotating("approval").claims;

    let other_type = scene.approval.token(Typ::DeviceRegistration, &claims);
    let by_stranger = scene.token(|r| r.signer = Key::of("stranger"));
    let by_new = scene.token(|r| r.signer = r.prover.clone());
    let posing = {
        let kid = scene.approval.kid();
        Key::of("stranger").token_as(&kid, Typ::DeviceKeyRotation, &claims)
    };
    let other_role = scene.token(|r| r.claims["role"] = json!("transport"));
    let no_role = scene.token(|r| r.claims["role"] = json!("other"));

    assert_eq!(scene.refused(&other_type), failed(CallCheck::Type));
    assert_eq!(scene.refused(&by_stranger), failed(CallCheck::Key));
    assert_eq!(scene.refused(&by_new), failed(CallCheck::Key));
    assert_eq!(scene.refused(&posing), failed(CallCheck::Signature));
    assert_eq!(scene.refused(&other_role), failed(CallCheck::Party));
    assert_eq!(scene.refused(&no_role), failed(CallCheck::Party));
}

#[test]
fn its_claims_are_those_that_are_listed_and_no_others() {
    let scene = Scene::new();
    let changes: [(&str, Change); 10] = [
        ("no id", |c| remove(c, "jti")),
        ("no end", |c| remove(c, "exp")),
        ("no role", |c| remove(c, "role")),
        ("no key", |c| remove(c, "jwk")),
        ("a private key", |c| c["jwk"]["d"] = json!("AAAA")),
        ("a point that is not on the curve", |c| c["jwk"]["y"] = json!("A".repeat(43))),
        ("no attestation", |c| remove(c, "attestation")),
        ("a challenge that is no text", |c| c["challenge"] = json!({})),
        ("a proof that is no text", |c| c["proof"] = json!(1)),
        ("an unlisted claim", |c| c["unlisted"] = json!(1)),
    ];

    for (what, change) in changes {
        let token = scene.token(|rotating| change(&mut rotating.claims));
        assert_eq!(scene.refused(&token), failed(CallCheck::Claims), "{what}");
    }
}

#[test]
fn it_is_by_this_device_for_this_issuer() {
    let scene = Scene::new();

    let by_another = scene.token(|r| r.claims["iss"] = json!("device-2"));
    let for_another = scene.token(|r| r.claims["aud"] = json!("https://other.example"));

    assert_eq!(scene.refused(&by_another), failed(CallCheck::Party));
    assert_eq!(scene.refused(&for_another), failed(CallCheck::Party));
}

#[test]
fn it_ends_with_its_challenge_and_lives_ten_minutes_at_most() {
    let scene = Scene::new();
    let lives = |from: i64, to: i64| {
        scene.token(|rotating| {
            rotating.claims["iat"] = json!(NOW + from);
            rotating.claims["exp"] = json!(NOW + to);
        })
    };
    let time = failed(CallCheck::Time);

    assert_eq!(scene.refused(&lives(0, 601)), time, "longer than its challenge");
    assert_eq!(scene.refused(&lives(-1, 600)), time, "601 seconds");
    assert_eq!(scene.refused(&lives(0, 0)), time, "no life");
    assert_eq!(scene.refused(&lives(61, 300)), time, "from the future");
    assert_eq!(scene.refused(&lives(60, 300)), None);
}

/// Whether it comes in time is for the transaction to say, which must never say otherwise later.
#[test]
fn one_that_has_ended_is_still_read() {
    let scene = Scene::new();

    let verified = scene.verify(&scene.token(|_| {}), 100_000).unwrap();

    assert_eq!(verified.exp, UnixSeconds(NOW + 600));
}

#[test]
fn nothing_of_a_rotation_is_in_debug_output() {
    let scene = Scene::new();

    let verified = scene.verify(&scene.token(|_| {}), 0).unwrap();

    assert_eq!(format!("{verified:?}"), "VerifiedRotation(Approval)");
}
