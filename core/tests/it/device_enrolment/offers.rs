//! The offer: whom it is from, whether it is in time, and where it may be fetched.

use crate::support::{Key, NOW, Phone, Server, Step, samples};
use countersign::{EnrolError, ServerError};
use countersign_protocol::jose::{JoseError, Signer as _, Typ};
use serde_json::json;

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
        (vouching.token(typ, &claims), unknown),
        (stranger.token(typ, &claims), unknown),
        (stranger.token_as(&approval_kid, typ, &claims), unknown),
        (vouching.token_as(&request_kid, typ, &claims), forged),
        (stranger.token_as(&request_kid, typ, &claims), forged),
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
        let token = server.state().request_key().token(Typ::EnrolmentOffer, &claims);
        let link = format!("https://app.bank.example/enrol?offer={token}");

        let error = phone.device.read_offer(&link).await.unwrap_err();

        let refused = matches!(error, EnrolError::Server(ServerError::Token(_)))
            || error == EnrolError::Expired;
        assert!(refused, "{name} {value}: {error:?}");
    }
}
