//! Only what the AS signed for this device, this account and this id is a request.

use super::Case;
use crate::support::phone::Enrolled;
use crate::support::{Answer, Key, NOW, Phone, Server, Step, Trick, samples};
use countersign::FetchError;
use countersign_protocol::jose::{Signer as _, Typ};
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_with_a_foreign_claim_is_not_genuine() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 11] = [
        ("another device", |request| request["aud"] = json!("device-99")),
        ("another account", |request| request["sub"] = json!("account-99")),
        ("another issuer", |request| request["iss"] = json!("https://other.bank.example")),
        ("another id", |request| request["jti"] = json!("request-99")),
        ("a short nonce", |request| request["nonce"] = json!("AAECAwQFBgcICQoLDA0O")),
        ("no nonce", |request| drop(request.as_object_mut().unwrap().remove("nonce"))),
        ("no account", |request| drop(request.as_object_mut().unwrap().remove("sub"))),
        ("no end", |request| drop(request.as_object_mut().unwrap().remove("exp"))),
        ("too long a life", |request| request["exp"] = json!(NOW + 3601)),
        ("an end before its beginning", |request| request["exp"] = json!(NOW - 1)),
        ("a list of devices", |request| request["aud"] = json!([request["aud"]])),
    ];
    for (what, change) in changes {
        let (server, phone, at) = enrolled().await;
        let mut claims = server.request_claims(&at.device, &samples::payment());
        let id = claims["jti"].as_str().unwrap().to_owned();
        change(&mut claims);
        let token = server.state().request_key().token(Typ::ConsentRequest, &claims);
        server.plant(&at.device, &id, token);

        let opened = phone.device.open_request(&at.enrolment, &id).await;

        assert_eq!(opened.unwrap_err(), FetchError::NotGenuine, "{what}");
        assert!(phone.history().await.is_empty(), "{what}: nothing is stored");
    }
}

#[tokio::test]
async fn a_token_by_another_key_is_not_genuine() {
    let (server, phone, at) = enrolled().await;
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap();
    let request_kid = server.state().request_key().kid();
    let approval_kid = server.state().devices[&at.device].approval.thumbprint();
    let (vouching, stranger) = (Key::of("vouching"), Key::of("stranger"));
    let typ = Typ::ConsentRequest;

    for token in [
        vouching.token(typ, &claims),
        stranger.token(typ, &claims),
        stranger.token_as(&request_kid, typ, &claims),
        stranger.token_as(&approval_kid, typ, &claims),
        vouching.token_as(&request_kid, typ, &claims),
    ] {
        server.plant(&at.device, id, token);
        let opened = phone.device.open_request(&at.enrolment, id).await;
        assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    }
    assert!(phone.history().await.is_empty());
}

#[tokio::test]
async fn a_token_of_another_type_is_not_genuine() {
    let (server, phone, at) = enrolled().await;
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap();

    for typ in [Typ::ConsentStatus, Typ::EnrolmentOffer, Typ::DeviceStatus, Typ::ConsentApproval] {
        let token = server.state().request_key().token(typ, &claims);
        server.plant(&at.device, id, token);
        let opened = phone.device.open_request(&at.enrolment, id).await;
        assert_eq!(opened.unwrap_err(), FetchError::NotGenuine, "{}", typ.as_str());
    }
}

#[tokio::test]
async fn bytes_that_are_no_token_are_not_genuine() {
    let (server, phone, at) = enrolled().await;
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap();
    let good = server.state().request_key().token(Typ::ConsentRequest, &claims);
    let media_type = Typ::ConsentRequest.media_type();
    let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);

    for bytes in [
        String::new(),
        "{}".to_owned(),
        unsigned,
        format!("{good} "),
        format!("{good}="),
        format!("{good}.x"),
        "x".repeat(64 * 1024 + 1),
    ] {
        server.next(Step::Request, Trick::Say(Answer::of(200, &media_type, bytes)));
        let opened = phone.device.open_request(&at.enrolment, id).await;
        assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    }
    assert!(phone.history().await.is_empty());
}

#[tokio::test]
async fn other_bytes_under_a_known_id_are_not_genuine_and_the_first_stay() {
    let case = Case::payment().await;
    let first = case.server.request_claims(&case.at.device, &samples::payment());
    let mut second = first;
    second["jti"] = json!(case.request);
    second["authorization_details"][0]["creditorName"] = json!("Somebody Else");
    let honest =
        case.server.state().requests[&(case.at.device.clone(), case.request.clone())].token.clone();
    let token = case.server.state().request_key().token(Typ::ConsentRequest, &second);
    case.server.plant(&case.at.device, &case.request, token);

    let opened = case.phone.device.open_request(&case.at.enrolment, &case.request).await;

    assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    assert_eq!(case.phone.history().await[0].request_token, honest);
}

#[tokio::test]
async fn a_new_request_key_is_learnt_with_one_fetch() {
    let (server, phone, at) = enrolled().await;
    server.rotate_request_key("request-2");
    let request = server.ask(&at.device, samples::payment());

    let consent = phone.open_request(&at, &request).await;
    phone.approve(&consent).await.unwrap();

    assert_eq!(server.calls(), [Step::Request, Step::Keys, Step::Decision]);
}

#[tokio::test]
async fn a_key_that_the_set_does_not_hold_is_asked_for_once() {
    let (server, phone, at) = enrolled().await;
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap();
    let token = Key::of("stranger").token(Typ::ConsentRequest, &claims);
    server.plant(&at.device, id, token);

    let opened = phone.device.open_request(&at.enrolment, id).await;

    assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
    assert_eq!(server.calls(), [Step::Request, Step::Keys]);
}

#[tokio::test]
async fn a_request_key_that_the_bank_withdrew_no_longer_counts_once_the_set_is_known() {
    let (server, phone, at) = enrolled().await;
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap();
    let old = server.state().request_key();
    server.rotate_request_key("request-2");
    server.state().request_keys.remove(0);
    let fresh = server.ask(&at.device, samples::payment());
    phone.open_request(&at, &fresh).await;

    server.plant(&at.device, id, old.token(Typ::ConsentRequest, &claims));
    let opened = phone.device.open_request(&at.enrolment, id).await;

    assert_eq!(opened.unwrap_err(), FetchError::NotGenuine);
}

async fn enrolled() -> (Server, Phone, Enrolled) {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    (server, phone, at)
}
