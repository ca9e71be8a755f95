//! The registration, its receipt, and the six digits.

use crate::support::phone::{Keys, Parts};
use crate::support::{Key, NOW, Phone, Server, Step, Trick, claims_of, samples};
use countersign::platform::software::SoftwareKeys;
use countersign::platform::{Random, RandomError};
use countersign::transport::TransportError;
use countersign::{EnrolError, EnrolmentState, PushTarget, ServerError};
use countersign_protocol::jose::JoseError;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

#[tokio::test]
async fn an_offer_by_value_makes_a_pending_enrolment() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let made = server.offer(samples::LABEL);

    let offer = phone.device.read_offer(&made.link).await.unwrap();
    assert_eq!(offer.bank, "Test Bank");
    assert_eq!(offer.account, samples::LABEL);
    assert_eq!(offer.expires_at.0, NOW + 600);
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    let enrolment = phone.finish(&prepared).await.unwrap();

    assert_eq!(enrolment.issuer, server.issuer);
    assert_eq!(enrolment.state, EnrolmentState::Pending);
    assert!(!enrolment.assurance.hardware_key, "a software key says what it is");
    assert_eq!(phone.device.enrolments().await.unwrap(), [enrolment]);
    // The first registration meets an AS that wants its nonce, and repeats the call once.
    use Step::{Discovery, Keys, Registration};
    assert_eq!(server.calls(), [Discovery, Keys, Registration, Registration]);
}

#[tokio::test]
async fn the_registration_says_what_the_protocol_asks_for() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let push = PushTarget { provider: "fcm".to_owned(), token: "push-token".to_owned() };

    let prepared = phone.device.prepare_enrolment(offer, Some(&push)).unwrap();
    phone.finish(&prepared).await.unwrap();

    let call = server.calls_of(Step::Registration).remove(0);
    let claims = claims_of(&call.text());
    assert_eq!(call.header("content-type"), Some("application/device-registration+jwt"));
    assert_eq!(call.header("authorization"), None);
    assert_eq!(claims["offer"], "offer-1");
    assert_eq!(claims["nonce"], samples::NONCE);
    assert_eq!(claims["iat"], NOW);
    assert_eq!(claims["exp"], NOW + 600);
    assert_eq!(claims["attestation"], json!({"format": "none"}));
    assert_eq!(claims["device"], json!({"model": "Test phone", "os": "None 1"}));
    assert_eq!(claims["push"], json!({"provider": "fcm", "token": "push-token"}));
    assert_eq!(claims["capabilities"]["protocol_versions"], json!(["1"]));
    assert_ne!(claims["transport_jwk"], claims["approval_jwk"]);
    let mut names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let listed = [
        "approval_jwk",
        "attestation",
        "aud",
        "capabilities",
        "device",
        "exp",
        "iat",
        "iss",
        "jti",
        "nonce",
        "offer",
        "push",
        "transport_jwk",
    ];
    assert_eq!(names, listed);
}

#[tokio::test]
async fn the_six_digits_are_those_of_the_document() {
    // Worked out with another program from docs/protocol.md §3.4, for offer-1, the samples' nonce,
    // and the private keys 0707…07 (transport) and 0909…09 (approval).
    let digits = "142206";
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], None);
    parts.keys = Arc::new(Keys::new(SoftwareKeys::in_memory(Arc::new(Sevens(AtomicU8::new(7))))));
    let phone = Phone::open(parts).unwrap();

    let enrolment = phone.register(&server).await;

    assert_eq!(enrolment.digits, digits);
}

#[tokio::test]
async fn a_receipt_for_another_registration_is_refused() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 9] = [
        ("other account", |receipt| receipt["account"] = json!("Somebody's account")),
        ("account that is no text", |receipt| receipt["account"] = json!("a\u{202e}b")),
        ("short handle", |receipt| receipt["enrolment"] = json!("a".repeat(21))),
        ("handle of four", |receipt| receipt["enrolment"] = json!("abcd")),
        ("other bytes", |receipt| receipt["registration_hash"] = json!("A".repeat(43))),
        ("other offer", |receipt| receipt["offer"] = json!("offer-9")),
        ("other device", |receipt| receipt["aud"] = json!("A".repeat(43))),
        ("other issuer", |receipt| receipt["iss"] = json!("https://other.bank.example")),
        ("already active", |receipt| receipt["state"] = json!("active")),
    ];
    for (what, change) in changes {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
        let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
        // The first call is turned away for the nonce before there is a receipt to change.
        server.next(Step::Registration, Trick::Meanwhile(Arc::new(|| {})));
        server.alter(Step::Registration, change);

        let error = phone.finish(&prepared).await.unwrap_err();

        assert!(matches!(error, EnrolError::Server(ServerError::Token(_))), "{what}: {error:?}");
        assert_eq!(phone.device.enrolments().await.unwrap(), [], "{what}: nothing is stored");
    }
}

#[tokio::test]
async fn a_receipt_that_no_request_key_signed_is_refused() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    server.always(Step::Registration, Trick::SignWith(Key::of("vouching")));

    let error = phone.finish(&prepared).await.unwrap_err();

    assert_eq!(error, EnrolError::Server(ServerError::Token(JoseError::UnknownKey)));
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
}

#[tokio::test]
async fn after_a_lost_answer_the_same_bytes_get_the_same_enrolment() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());
    server.next(Step::Registration, Trick::Meanwhile(Arc::new(|| {})));
    server.next(Step::Registration, Trick::LoseAnswer);

    let lost = phone.device.complete_enrolment(&prepared, &signature).await;
    let again = phone.device.complete_enrolment(&prepared, &signature).await;

    let unreachable = EnrolError::Server(ServerError::Transport(TransportError::Unreachable));
    assert_eq!(lost.unwrap_err(), unreachable);
    assert_eq!(phone.device.enrolments().await.unwrap(), [again.unwrap()]);
    let bodies: Vec<_> = server.calls_of(Step::Registration).iter().map(|c| c.text()).collect();
    assert!(bodies.len() >= 3 && bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(server.state().devices.len(), 1);
}

#[tokio::test]
async fn completing_twice_is_completing_once() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    let signature = phone.touch(prepared.key(), prepared.signing_input());

    let first = phone.device.complete_enrolment(&prepared, &signature).await.unwrap();
    let second = phone.device.complete_enrolment(&prepared, &signature).await.unwrap();

    assert_eq!(first, second);
    assert_eq!(phone.device.enrolments().await.unwrap(), [first]);
}

#[tokio::test]
async fn two_banks_cannot_give_the_same_handle() {
    let (one, two) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&one, &two]);
    let kept = phone.register(&one).await;
    let handle = handle_given(&one);
    let offer = phone.device.read_offer(&two.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    two.next(Step::Registration, Trick::Meanwhile(Arc::new(|| {})));
    two.alter(Step::Registration, move |receipt| receipt["enrolment"] = json!(handle));

    let error = phone.finish(&prepared).await.unwrap_err();

    assert_eq!(error, EnrolError::Server(ServerError::Answer));
    assert_eq!(phone.device.enrolments().await.unwrap(), [kept]);
}

#[tokio::test]
async fn an_offer_enrols_one_phone() {
    let server = Server::start().await;
    let (first, second) = (Phone::new(&[&server]), Phone::new(&[&server]));
    let link = server.offer(samples::LABEL).link;
    let offers = (first.device.read_offer(&link).await, second.device.read_offer(&link).await);
    let first_prepared = first.device.prepare_enrolment(offers.0.unwrap(), None).unwrap();
    let second_prepared = second.device.prepare_enrolment(offers.1.unwrap(), None).unwrap();

    let won = first.finish(&first_prepared).await;
    let lost = second.finish(&second_prepared).await;

    assert!(won.is_ok());
    assert_eq!(lost.unwrap_err(), EnrolError::Server(ServerError::Conflict));
}

#[tokio::test]
async fn a_signature_that_is_not_by_the_new_approval_key_registers_nothing() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    server.forget_calls();
    let keys = phone.parts.keys.left();
    let transport = keys.iter().find(|key| *key != prepared.key()).unwrap();

    for signature in [
        phone.touch(transport, prepared.signing_input()),
        phone.touch(prepared.key(), b"something else"),
        vec![],
        vec![0x30, 0x00],
    ] {
        let finished = phone.device.complete_enrolment(&prepared, &signature).await;
        assert_eq!(finished.unwrap_err(), EnrolError::WrongSignature);
    }
    assert_eq!(server.calls(), []);
    assert!(phone.finish(&prepared).await.is_ok(), "the person may try the finger again");
}

#[tokio::test]
async fn several_enrolments_stand_side_by_side() {
    let (one, two) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&one, &two]);

    let first = phone.register(&one).await;
    let second = phone.register(&one).await;
    let third = phone.register(&two).await;

    let all = phone.device.enrolments().await.unwrap();
    assert_eq!(all, [first, second, third]);
    assert_eq!(
        all.iter().map(|e| &e.issuer).collect::<Vec<_>>(),
        [&one.issuer, &one.issuer, &two.issuer]
    );
    assert_eq!(phone.parts.keys.left().len(), 6, "no key serves two enrolments");
}

/// The handle in the receipt of the only registration.
fn handle_given(server: &Server) -> String {
    let state = server.state();
    let (_, answer) = state.offers["offer-1"].registration.as_ref().unwrap();
    let members: Value = serde_json::from_slice(&answer.body).unwrap();
    claims_of(members["receipt"].as_str().unwrap())["enrolment"].as_str().unwrap().to_owned()
}

/// Random bytes that are not: 32 times 7, then 32 times 9, and so on.
struct Sevens(AtomicU8);

impl Random for Sevens {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        buffer.fill(self.0.fetch_add(2, Ordering::SeqCst));
        Ok(())
    }
}
