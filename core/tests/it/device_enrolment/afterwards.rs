//! What the bank does with an enrolment, and the phone learns.

use crate::support::phone::Parts;
use crate::support::{Answer, Key, NOW, Phone, Server, Step, Trick, claims_of};
use countersign::consent::words::Language;
use countersign::consent::{OwnType, Types};
use countersign::{EnrolmentState, ManageError, PushTarget, ServerError};
use countersign_protocol::jose::{JoseError, Signer as _};
use serde_json::{Value, json};

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
    assert_eq!(
        told(Step::Capabilities)["capabilities"]["locales"],
        json!(["en", "de", "fr", "es", "pt-BR", "ar"])
    );
    assert_eq!(told(Step::Report)["reason"], "not_me");
    assert_eq!(told(Step::Report)["request"], "request-1");
    let kept = phone.device.enrolments().await.unwrap();
    assert_eq!(kept[0].state, EnrolmentState::Blocked);
}

/// The type of a bank's own, with this title.
fn limit(title: &str) -> Types {
    let description = json!({
        "type": "urn:bank.example:limit", "title": {"en": title}, "section": {"en": "Limit"},
        "fields": [
            {"name": "limit", "kind": "money", "label": {"en": "Limit"}, "prominence": 1},
        ],
    });
    let own = OwnType::parse(description.to_string().as_bytes(), &[Language::English]).unwrap();
    Types::with_own(vec![own]).unwrap()
}

#[tokio::test]
async fn an_app_that_can_do_something_else_now_tells_the_bank_once_when_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], Some(folder.path().join("countersign.db")));
    parts.types = limit("A limit");
    let phone = Phone::open(parts.clone()).unwrap();
    let at = phone.enrol(&server).await;
    phone.device.refresh(&at.enrolment).await.unwrap();
    let told_what_it_knew = server.calls_of(Step::Capabilities).len();
    drop(phone);
    parts.types = limit("Another title");

    let phone = Phone::open(parts).unwrap();
    for _ in 0..2 {
        phone.device.refresh(&at.enrolment).await.unwrap();
    }

    let told = server.calls_of(Step::Capabilities);
    let capabilities = claims_of(&told[0].text())["capabilities"].clone();
    assert_eq!((told_what_it_knew, told.len()), (0, 1));
    assert_eq!(
        capabilities["own_types"]["urn:bank.example:limit"],
        phone.parts.types.description_hash("urn:bank.example:limit").unwrap()
    );
    assert_eq!(capabilities["locales"], json!(["en"]));
}

#[tokio::test]
async fn what_an_app_can_do_is_told_until_the_bank_has_taken_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], Some(folder.path().join("countersign.db")));
    let phone = Phone::open(parts.clone()).unwrap();
    let at = phone.enrol(&server).await;
    drop(phone);
    parts.types = limit("A limit");
    let phone = Phone::open(parts).unwrap();
    server.next(Step::Capabilities, Trick::Say(Answer::error(503)));

    let refreshed = phone.device.refresh(&at.enrolment).await.unwrap();
    for _ in 0..2 {
        phone.device.refresh(&at.enrolment).await.unwrap();
    }

    assert_eq!(refreshed.state, EnrolmentState::Active);
    assert_eq!(server.calls_of(Step::Capabilities).len(), 2);
}

#[tokio::test]
async fn a_device_that_is_not_active_tells_nothing_of_what_it_can_do() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut parts = Parts::new(&[&server], Some(folder.path().join("countersign.db")));
    let phone = Phone::open(parts.clone()).unwrap();
    let at = phone.enrol(&server).await;
    drop(phone);
    parts.types = limit("A limit");
    let phone = Phone::open(parts).unwrap();

    for state in ["blocked", "revoked"] {
        server.set_device(&at.device, state);
        phone.device.refresh(&at.enrolment).await.unwrap();
    }

    assert_eq!(server.calls_of(Step::Capabilities).len(), 0);
}

#[tokio::test]
async fn the_phone_follows_when_the_endpoints_move() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let moved = format!("{}/v2/ad/requests", server.issuer);
    server.state().discovery["requests_endpoint"] = json!(moved);

    phone.device.pending(&at.enrolment).await.unwrap();
    phone.device.refresh(&at.enrolment).await.unwrap();
    phone.device.pending(&at.enrolment).await.unwrap();

    let paths: Vec<_> = server.calls_of(Step::List).into_iter().map(|call| call.path).collect();
    assert_eq!(paths, ["/ad/requests", "/v2/ad/requests"]);
}

#[tokio::test]
async fn a_request_key_that_was_taken_back_is_dropped_when_the_app_starts() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let stolen = Key::of("request-1");
    server.rotate_request_key("request-2");
    server.state().request_keys.retain(|key| key.kid() != stolen.kid());
    server.next(Step::DeviceState, Trick::SignWith(stolen));

    let refreshed = phone.device.refresh(&at.enrolment).await;

    let unknown = ServerError::Token(JoseError::UnknownKey);
    assert_eq!(refreshed.unwrap_err(), ManageError::Server(unknown));
}

#[tokio::test]
async fn endpoints_never_move_to_another_host() {
    let (server, stranger) = (Server::start().await, Server::start().await);
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    let moved = format!("{}/ad/requests", stranger.issuer);
    server.state().discovery["requests_endpoint"] = json!(moved);

    let refreshed = phone.device.refresh(&at.enrolment).await;
    phone.device.pending(&at.enrolment).await.unwrap();

    assert_eq!(refreshed.unwrap_err(), ManageError::Server(ServerError::Answer));
    assert_eq!(server.calls_of(Step::List).len(), 1);
    assert_eq!(stranger.calls(), []);
}

#[tokio::test]
async fn an_app_that_became_too_old_learns_it_when_it_refreshes() {
    let server = Server::start().await;
    let phone = Phone::new(&[&server]);
    let at = phone.enrol(&server).await;
    server.state().discovery["minimum_core_version"] = json!("1.0.0");

    let refreshed = phone.device.refresh(&at.enrolment).await;

    assert_eq!(refreshed.unwrap_err(), ManageError::Server(ServerError::UpdateRequired));
    assert_eq!(server.calls(), [Step::Discovery]);
}
