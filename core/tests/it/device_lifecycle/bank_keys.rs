//! The bank's request keys change, by the vouching key and by nothing else.

use crate::support::{Answer, Key, NOW, Phone, Server, Step, Trick, claims_of, samples};
use countersign::{Answered, Delivery, Ending, FetchError, ManageError, ServerError};
use countersign_protocol::claims::Members;
use countersign_protocol::jose::{JoseError, PublicKey, Signer as _, Typ, Unverified};
use serde_json::json;

#[tokio::test]
async fn a_request_key_changes_in_the_middle_of_a_journey() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;

    // The request was signed by the first key, its receipt will be by the second.
    server.rotate_request_key("request-2");
    server.forget_calls();
    let approved = phone.approve(&consent).await.unwrap();

    let Delivery::Ended(Ending::Decided(Answered::Recorded { receipt })) = approved else {
        panic!("{approved:?}")
    };
    assert_eq!(server.calls(), [Step::Decision, Step::Keys]);
    let parsed = Unverified::parse(&receipt, &[Typ::ConsentReceipt]).unwrap();
    assert_eq!(parsed.kid(), Key::of("request-2").kid());
}

#[tokio::test]
async fn a_thief_of_the_request_key_cannot_introduce_another() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let (stolen, thiefs) = (Key::of("request-1"), Key::of("thief"));
    let set = |seq: i64| {
        let claims = json!({
            "iss": server.issuer, "aud": server.issuer, "iat": NOW, "exp": NOW + 60, "jti": "k",
            "seq": seq, "keys": [stolen.jwk(), thiefs.jwk()],
        });
        let token = stolen.token(Typ::JwkSet, &claims);
        Trick::Say(Answer::of(200, &Typ::JwkSet.media_type(), token))
    };
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap().to_owned();
    server.plant(&at.device, &id, thiefs.token(Typ::ConsentRequest, &claims));

    server.next(Step::Keys, set(99));
    let planted = phone.device.open_request(&at.enrolment, &id).await;
    server.next(Step::Keys, set(99));
    let refreshed = phone.device.refresh(&at.enrolment).await;

    assert_eq!(planted.unwrap_err(), FetchError::NotGenuine);
    let unknown = ManageError::Server(ServerError::Token(JoseError::UnknownKey));
    assert_eq!(refreshed.unwrap_err(), unknown);
    assert!(phone.device.open_request(&at.enrolment, &request).await.is_ok(), "the true ones work");
}

#[tokio::test]
async fn an_older_key_set_is_refused_in_the_middle_of_a_journey_too() {
    let server = Server::start().await;
    server.state().seq = 5;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.rotate_request_key("request-2");
    let request = server.ask(&at.device, samples::payment());
    server.state().seq = 4;

    let opened = phone.device.open_request(&at.enrolment, &request).await;
    server.state().seq = 7;
    let again = phone.device.open_request(&at.enrolment, &request).await;

    assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    assert!(again.is_ok());
}

#[tokio::test]
async fn what_keys_that_are_gone_signed_still_verifies_in_the_history() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let phone = Phone::on_disk(&[&server], folder.path());
    let at = phone.enrol(&server).await;
    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(&at, &request).await;
    phone.approve(&consent).await.unwrap();

    // Both sides replace their keys, and the bank takes its old one back.
    phone.rotate_approval_key(&at).await.unwrap();
    phone.device.rotate_transport_key(&at.enrolment).await.unwrap();
    server.rotate_request_key("request-2");
    server.state().request_keys.remove(0);
    phone.device.refresh(&at.enrolment).await.unwrap();
    let phone = phone.reopen();
    let export = phone.device.export_history(&at.enrolment).await.unwrap();

    let export: serde_json::Value = serde_json::from_str(&export).unwrap();
    let entry = &export["entries"][0];
    let is_good = |token: &serde_json::Value, typ, keys: &[PublicKey]| {
        let parsed = Unverified::parse(token.as_str().unwrap(), &[typ]).unwrap();
        let key = keys.iter().find(|key| key.thumbprint() == parsed.kid());
        key.is_some_and(|key| parsed.verify(key).is_ok())
    };
    let key = |jwk: &serde_json::Value| {
        let members = ["kty", "crv", "x", "y"].map(|name| (name.to_owned(), jwk[name].clone()));
        let jwk = serde_json::Value::Object(members.into_iter().collect()).to_string();
        PublicKey::from_jwk(Members::parse(jwk.as_bytes()).unwrap()).unwrap()
    };
    let sets: Vec<_> =
        export["key_sets"].as_array().unwrap().iter().map(|set| set.as_str().unwrap()).collect();
    let vouching = *server.state().vouching.public_key();
    let bank: Vec<_> = sets
        .iter()
        .flat_map(|set| {
            let parsed = Unverified::parse(set, &[Typ::JwkSet]).unwrap();
            assert!(parsed.verify(&vouching).is_ok(), "every set is vouched for");
            claims_of(set)["keys"].as_array().unwrap().iter().map(&key).collect::<Vec<_>>()
        })
        .collect();
    let device: Vec<_> = export["device_keys"].as_array().unwrap().iter().map(&key).collect();
    assert_eq!(device.len(), 4, "two that count and two that are gone");
    assert!(is_good(&entry["request_token"], Typ::ConsentRequest, &bank));
    assert!(is_good(&entry["receipt"], Typ::ConsentReceipt, &bank));
    assert!(is_good(&entry["decision"], Typ::ConsentApproval, &device));
}
