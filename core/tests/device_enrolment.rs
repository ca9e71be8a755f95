//! Enrolling: from the bank's offer to an active device, and everything that must stop it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use countersign::jose::{JoseError, Signer as _, Typ};
use countersign::platform::software::SoftwareKeys;
use countersign::platform::{KeyStoreError, Random, RandomError};
use countersign::transport::TransportError;
use countersign::{EnrolError, EnrolmentState, PushTarget, ServerError};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use support::phone::{KeyTrouble, Keys, Parts};
use support::{Answer, Key, NOW, Phone, Server, Step, Trick, claims_of, samples};

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
async fn an_offer_by_reference_is_fetched_once_and_never_again() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let made = server.offer(samples::LABEL);

    let first = phone.device.read_offer(&made.reference).await;
    let second = phone.device.read_offer(&made.reference).await;

    assert_eq!(first.unwrap().account, samples::LABEL);
    assert_eq!(second.unwrap_err(), EnrolError::Expired);
    assert_eq!(server.calls_of(Step::Offer).len(), 2);
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
async fn a_link_without_one_offer_holds_no_offer() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let token = server.offer(samples::LABEL).token;

    for link in [
        "not a link".to_owned(),
        "https://app.bank.example/enrol".to_owned(),
        "https://app.bank.example/enrol?offer=".to_owned(),
        "https://app.bank.example/enrol?offer=abc".to_owned(),
        format!("https://app.bank.example/enrol?offer={token}&offer={token}"),
        format!("https://app.bank.example/enrol?offer={token}&offer_uri={}", server.issuer),
        format!("https://app.bank.example/enrol?offer={token}&x={}", "x".repeat(20 * 1024)),
    ] {
        let read = phone.device.read_offer(&link).await;
        assert_eq!(read.unwrap_err(), EnrolError::NoOffer, "{link}");
    }
    assert_eq!(server.calls(), []);
}

#[tokio::test]
async fn an_offer_never_introduces_an_issuer() {
    let (server, stranger) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&server]);
    let made = stranger.offer(samples::LABEL);

    let by_value = phone.device.read_offer(&made.link).await;
    let by_reference = phone.device.read_offer(&made.reference).await;

    assert_eq!(by_value.unwrap_err(), EnrolError::UnknownIssuer);
    assert_eq!(by_reference.unwrap_err(), EnrolError::UnknownIssuer);
    assert_eq!((server.calls(), stranger.calls()), (vec![], vec![]), "nobody was called");
}

#[tokio::test]
async fn an_offer_uri_at_a_lookalike_of_the_issuer_is_not_fetched() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let port = server.issuer.rsplit(':').next().unwrap();

    for uri in [
        format!("http://127.0.0.1.bank.example:{port}/ad/offers/o"),
        format!("http://127.0.0.1:{port}@bank.example/ad/offers/o"),
        format!("http://user@127.0.0.1:{port}/ad/offers/o"),
        format!("https://127.0.0.1:{port}/ad/offers/o"),
        format!("http://localhost:{port}/ad/offers/o"),
        "/ad/offers/o".to_owned(),
    ] {
        let link = format!("https://app.bank.example/enrol?offer_uri={uri}");
        let read = phone.device.read_offer(&link).await;
        assert_eq!(read.unwrap_err(), EnrolError::UnknownIssuer, "{uri}");
    }
    assert_eq!(server.calls(), []);
}

#[tokio::test]
async fn an_expired_offer_is_refused_by_the_servers_time() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let made = server.offer(samples::LABEL);
    server.advance(600);

    let read = phone.device.read_offer(&made.link).await;

    assert_eq!(read.unwrap_err(), EnrolError::Expired);
}

#[tokio::test]
async fn an_offer_that_expires_while_it_is_shown_makes_no_keys() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    phone.parts.clock.advance(600);

    let prepared = phone.device.prepare_enrolment(offer, None);

    assert_eq!(prepared.unwrap_err(), EnrolError::Expired);
    assert_eq!(phone.parts.keys.made(), 0);
}

#[tokio::test]
async fn only_a_request_key_signs_offers() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let enrolled = phone.enrol(&server).await;
    let claims = server.state().offer_claims(samples::LABEL);
    let (vouching, stranger) = (Key::of("vouching"), Key::of("stranger"));
    let request_kid = server.state().request_key().kid();
    let approval_kid = server.state().devices[&enrolled.device].approval.thumbprint();
    let typ = Typ::EnrolmentOffer;

    let unknown = EnrolError::Server(ServerError::Token(JoseError::UnknownKey));
    let forged = EnrolError::Server(ServerError::Token(JoseError::Signature));
    for (token, expected) in [
        (vouching.sign_claims(typ, &claims), unknown),
        (stranger.sign_claims(typ, &claims), unknown),
        (stranger.sign_as(&approval_kid, typ, &claims), unknown),
        (vouching.sign_as(&request_kid, typ, &claims), forged),
        (stranger.sign_as(&request_kid, typ, &claims), forged),
    ] {
        let link = server.state().put_offer(token).link;
        assert_eq!(phone.device.read_offer(&link).await.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn an_offer_with_wrong_claims_is_refused() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);

    for (name, value) in [
        ("aud", json!("https://other.bank.example")),
        ("exp", json!(NOW + 601)),
        ("iat", json!(NOW + 61)),
        ("nonce", json!("AAECAwQFBgcICQoLDA0O")),
        ("account", json!("Current\u{202e}account")),
        ("account", json!("")),
        ("more", json!(1)),
        ("jti", json!("a b")),
    ] {
        let mut claims = server.state().offer_claims(samples::LABEL);
        claims[name] = value.clone();
        let token = server.state().request_key().sign_claims(Typ::EnrolmentOffer, &claims);
        let link = format!("https://app.bank.example/enrol?offer={token}");

        let error = phone.device.read_offer(&link).await.unwrap_err();

        let refused = matches!(error, EnrolError::Server(ServerError::Token(_)))
            || error == EnrolError::Expired;
        assert!(refused, "{name} {value}: {error:?}");
    }
}

#[tokio::test]
async fn a_key_set_that_no_vouching_key_signed_is_not_believed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;

    server.next(Step::Keys, Trick::SignWith(Key::of("stranger")));
    let stranger = phone.device.read_offer(&link).await;
    // The AS itself, which holds only request keys, cannot introduce another.
    server.next(Step::Keys, Trick::SignWith(Key::of("request-1")));
    let itself = phone.device.read_offer(&link).await;
    server.next(Step::Keys, Trick::Say(key_set_signed_as_vouching(&server)));
    let forged = phone.device.read_offer(&link).await;

    let unknown = EnrolError::Server(ServerError::Token(JoseError::UnknownKey));
    assert_eq!(stranger.unwrap_err(), unknown);
    assert_eq!(itself.unwrap_err(), unknown);
    let wrong = EnrolError::Server(ServerError::Token(JoseError::Signature));
    assert_eq!(forged.unwrap_err(), wrong);
}

#[tokio::test]
async fn a_key_set_with_wrong_content_is_refused() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 9] = [
        ("by another issuer", |set| set["iss"] = json!("https://other.example")),
        ("for somebody else", |set| set["aud"] = json!("https://other.example")),
        ("expired", |set| set["exp"] = json!(NOW)),
        ("from the future", |set| set["iat"] = json!(NOW + 61)),
        ("without a number", |set| set["seq"] = json!(0)),
        ("empty", |set| set["keys"] = json!([])),
        ("vouching key as request key", |set| set["keys"] = json!([Key::of("vouching").jwk()])),
        ("one name twice", |set| {
            set["keys"] = json!([Key::of("request-1").jwk(), Key::of("request-1").jwk()]);
        }),
        ("for encryption", |set| set["keys"][0]["use"] = json!("enc")),
    ];
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;

    for (what, change) in changes {
        server.alter(Step::Keys, change);
        let error = phone.device.read_offer(&link).await.unwrap_err();
        assert!(matches!(error, EnrolError::Server(ServerError::Token(_))), "{what}: {error:?}");
    }
    assert!(phone.device.read_offer(&link).await.is_ok(), "the true set is still accepted");
}

#[tokio::test]
async fn a_key_set_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    server.state().seq = 5;
    let phone = Phone::on_disk(&[&server], folder.path());
    phone.enrol(&server).await;

    server.rotate_request_key("request-2");
    server.state().seq = 4;
    let link = server.offer(samples::LABEL).link;
    let older = phone.device.read_offer(&link).await;
    let phone = phone.reopen();
    let after_restart = phone.device.read_offer(&link).await;
    server.state().seq = 6;
    let newer = phone.device.read_offer(&link).await;

    let back = EnrolError::Server(ServerError::Token(JoseError::Time));
    assert_eq!(older.unwrap_err(), back);
    assert_eq!(after_restart.unwrap_err(), back);
    assert_eq!(newer.unwrap().account, samples::LABEL);
}

#[tokio::test]
async fn every_endpoint_has_the_issuers_own_origin() {
    let (server, stranger) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;

    for endpoint in [
        "as_keys_endpoint",
        "device_registration_endpoint",
        "requests_endpoint",
        "device_endpoint",
        "token_endpoint",
    ] {
        let own = server.state().discovery.clone();
        let elsewhere = format!("{}/ad/x", stranger.issuer);
        for foreign in [json!(elsewhere), json!("/ad/x"), json!(1), Value::Null] {
            server.state().discovery[endpoint] = foreign;
            let read = phone.device.read_offer(&link).await;
            assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer), "{endpoint}");
        }
        server.state().discovery = own;
    }
    assert_eq!(stranger.calls(), []);
    assert!(phone.device.read_offer(&link).await.is_ok());
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_refused() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    server.state().discovery["issuer"] = json!("https://other.bank.example");

    let read = phone.device.read_offer(&server.offer(samples::LABEL).link).await;

    assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::Answer));
}

#[tokio::test]
async fn a_server_that_has_moved_on_asks_for_an_update_and_nothing_else_is_tried() {
    for (member, value) in [
        ("protocol_versions_supported", json!(["2", "3"])),
        ("minimum_core_version", json!("0.1.1")),
        ("minimum_core_version", json!("0.10.0")),
    ] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        server.state().discovery[member] = value;

        let read = phone.device.read_offer(&server.offer(samples::LABEL).link).await;

        assert_eq!(read.unwrap_err(), EnrolError::Server(ServerError::UpdateRequired));
        assert_eq!(server.calls(), [Step::Discovery]);
    }
}

#[tokio::test]
async fn a_receipt_for_another_registration_is_refused() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 5] = [
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

#[tokio::test]
async fn the_bank_confirms_blocks_and_revokes_and_the_phone_learns_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let enrolment = phone.register(&server).await;
    let device = server.newest_device();

    for (told, expected) in [
        ("pending", EnrolmentState::Pending),
        ("active", EnrolmentState::Active),
        ("blocked", EnrolmentState::Blocked),
        ("active", EnrolmentState::Active),
        ("revoked", EnrolmentState::Revoked),
    ] {
        server.set_device(&device, told);
        assert_eq!(phone.device.refresh(&enrolment.id).await.unwrap().state, expected);
    }
    let phone = phone.reopen();
    let kept = phone.device.enrolments().await.unwrap();
    assert_eq!(kept[0].state, EnrolmentState::Revoked);
}

#[tokio::test]
async fn a_device_status_that_is_not_for_this_device_changes_nothing() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 4] = [
        ("another device", |status| status["aud"] = json!("device-9")),
        ("another issuer", |status| status["iss"] = json!("https://other.bank.example")),
        ("an old one", |status| status["exp"] = json!(NOW)),
        ("an unknown state", |status| status["state"] = json!("golden")),
    ];
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let enrolment = phone.register(&server).await;
    server.set_device(&server.newest_device(), "active");

    for (what, change) in changes {
        server.alter(Step::DeviceState, change);
        let refreshed = phone.device.refresh(&enrolment.id).await;
        assert!(refreshed.is_err(), "{what}");
        let kept = phone.device.enrolments().await.unwrap();
        assert_eq!(kept[0].state, EnrolmentState::Pending, "{what}");
    }
}

#[tokio::test]
async fn removing_ends_the_enrolment_at_the_bank_and_leaves_nothing_here() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.approve(&consent).await.unwrap();

    phone.device.remove(&at.enrolment).await.unwrap();
    phone.device.remove(&at.enrolment).await.unwrap();

    assert_eq!(server.calls_of(Step::Removal).len(), 1);
    assert!(server.state().devices.is_empty());
    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert!(phone.history().await.is_empty());
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn an_enrolment_that_cannot_be_ended_at_the_bank_stays_until_it_is_forgotten() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.go_down();

    let removed = phone.device.remove(&at.enrolment).await;
    assert!(removed.is_err());
    assert_eq!(phone.device.enrolments().await.unwrap().len(), 1);
    assert_eq!(phone.parts.keys.left().len(), 2);
    phone.device.forget(&at.enrolment).await.unwrap();
    phone.device.forget(&at.enrolment).await.unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn a_device_that_the_bank_no_longer_knows_can_be_removed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.state().devices.clear();
    server.forget_access_tokens();

    phone.device.remove(&at.enrolment).await.unwrap();

    assert_eq!(phone.device.enrolments().await.unwrap(), []);
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn keys_of_an_enrolment_that_fails_are_deleted() {
    for (trouble, expected) in [
        (KeyTrouble::NoApprovalKey, EnrolError::Key(KeyStoreError::Failed)),
        (KeyTrouble::NotAPoint, EnrolError::NotAKey),
        (KeyTrouble::Twins, EnrolError::NotAKey),
    ] {
        let server = Server::start().await;
        let phone = Phone::new(&[&server]);
        let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
        phone.parts.keys.fail_with(trouble);

        let prepared = phone.device.prepare_enrolment(offer, None);

        assert_eq!(prepared.unwrap_err(), expected);
        assert!(phone.parts.keys.made() > 0);
        assert_eq!(phone.parts.keys.left(), []);
    }
}

#[tokio::test]
async fn keys_of_an_enrolment_that_is_given_up_are_deleted() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    let prepared = phone.device.prepare_enrolment(offer, None).unwrap();
    server.say(Step::Registration, 403);

    let finished = phone.finish(&prepared).await;
    phone.device.abandon_enrolment(prepared);

    assert_eq!(finished.unwrap_err(), EnrolError::Server(ServerError::Refused));
    assert_eq!(phone.parts.keys.left(), []);
}

#[tokio::test]
async fn a_report_blocks_the_device_and_new_push_and_capabilities_are_signed() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let push = PushTarget { provider: "apns".to_owned(), token: "push-token-2".to_owned() };

    phone.device.update_push(&at.enrolment, &push).await.unwrap();
    phone.device.update_capabilities(&at.enrolment).await.unwrap();
    phone.device.report(&at.enrolment, "request-1").await.unwrap();

    let told = |step| claims_of(&server.calls_of(step)[0].text());
    assert_eq!(told(Step::Push)["push"], json!({"provider": "apns", "token": "push-token-2"}));
    assert_eq!(told(Step::Capabilities)["capabilities"]["locales"], json!(["en"]));
    assert_eq!(told(Step::Report)["reason"], "not_me");
    assert_eq!(told(Step::Report)["request"], "request-1");
    let kept = phone.device.enrolments().await.unwrap();
    assert_eq!(kept[0].state, EnrolmentState::Blocked);
}

/// The handle in the receipt of the only registration.
fn handle_given(server: &Server) -> String {
    let state = server.state();
    let (_, answer) = state.offers["offer-1"].registration.as_ref().unwrap();
    let members: Value = serde_json::from_slice(&answer.body).unwrap();
    claims_of(members["receipt"].as_str().unwrap())["enrolment"].as_str().unwrap().to_owned()
}

/// A set by a stranger that names the vouching key.
fn key_set_signed_as_vouching(server: &Server) -> Answer {
    let claims = json!({
        "iss": server.issuer, "aud": server.issuer, "iat": NOW, "exp": NOW + 60, "jti": "k",
        "seq": 9, "keys": [Key::of("stranger").jwk()],
    });
    let vouching = server.state().vouching.kid();
    let token = Key::of("stranger").sign_as(&vouching, Typ::JwkSet, &claims);
    Answer::of(200, &Typ::JwkSet.media_type(), token)
}

/// Random bytes that are not: 32 times 7, then 32 times 9, and so on.
struct Sevens(AtomicU8);

impl Random for Sevens {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        buffer.fill(self.0.fetch_add(2, Ordering::SeqCst));
        Ok(())
    }
}
