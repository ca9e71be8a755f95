//! The AS's keys, believed only because a vouching key signed the set.

use crate::support::{Answer, Key, NOW, Phone, Server, Step, Trick, samples};
use countersign::{EnrolError, ServerError};
use countersign_protocol::claims::ClaimError;
use countersign_protocol::jose::{JoseError, Signer as _, Typ};
use serde_json::{Value, json};

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
    const WRONG: JoseError = JoseError::Claims(ClaimError::Wrong);
    let changes: [(&str, Change, JoseError); 9] = [
        ("by another issuer", |set| set["iss"] = json!("https://a.example"), JoseError::Party),
        ("for somebody else", |set| set["aud"] = json!("https://a.example"), JoseError::Party),
        ("expired", |set| set["exp"] = json!(NOW), JoseError::Time),
        ("from the future", |set| set["iat"] = json!(NOW + 61), JoseError::Time),
        ("without a number", |set| set["seq"] = json!(0), WRONG),
        ("empty", |set| set["keys"] = json!([]), WRONG),
        (
            "vouching key among them",
            |set| set["keys"].as_array_mut().unwrap().push(Key::of("vouching").jwk()),
            WRONG,
        ),
        (
            "one name twice",
            |set| set["keys"].as_array_mut().unwrap().push(Key::of("request-1").jwk()),
            WRONG,
        ),
        ("for encryption", |set| set["keys"][0]["use"] = json!("enc"), WRONG),
    ];
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let link = server.offer(samples::LABEL).link;

    for (what, change, expected) in changes {
        server.alter(Step::Keys, change);
        let error = phone.device.read_offer(&link).await.unwrap_err();
        assert_eq!(error, EnrolError::Server(ServerError::Token(expected)), "{what}");
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

/// A set by a stranger that names the vouching key.
fn key_set_signed_as_vouching(server: &Server) -> Answer {
    let claims = json!({
        "iss": server.issuer, "aud": server.issuer, "iat": NOW, "exp": NOW + 60, "jti": "k",
        "seq": 9, "keys": [Key::of("stranger").jwk()],
    });
    let vouching = server.state().vouching.kid();
    let token = Key::of("stranger").token_as(&vouching, Typ::JwkSet, &claims);
    Answer::of(200, &Typ::JwkSet.media_type(), token)
}
