//! docs/protocol.md §3.2 and §3.3: registration.

use crate::bank::{Bank, START};
use countersign_gateway::channel::OfferState;
use countersign_protocol::claims::Members;
use countersign_protocol::jose::{PublicKey, Signer, Typ, Unverified};
use countersign_testing::{Key, claims_of};
use serde_json::{Value, json};

#[tokio::test]
async fn a_device_registers_is_confirmed_and_active() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let open = bank.gateway.offer_state(&offer.offer).await.unwrap();
    let mut phone = bank.unenrolled(20);

    let answer = phone.register(&offer.token).await;
    let registered = bank.gateway.offer_state(&offer.offer).await.unwrap();
    let pending = phone.state().await;
    let device = bank.gateway.confirm_offer(&offer.offer, &phone.digits).await.unwrap();

    assert_eq!((open, answer.status), (OfferState::Open, 201));
    assert_eq!(answer.json()["token_type"], "DPoP");
    assert_eq!(
        registered,
        OfferState::Registered {
            digits: phone.digits.clone(),
            model: "Test Phone".to_owned(),
            os: "Test OS 1".to_owned()
        }
    );
    assert_eq!((pending.as_str(), phone.state().await.as_str()), ("pending", "active"));
    assert_eq!((&device.device, device.told.len()), (&phone.device, 0));
    let state = bank.gateway.offer_state(&offer.offer).await.unwrap();
    assert_eq!(state, OfferState::Confirmed { device: device.device });
}

#[tokio::test]
async fn the_receipt_says_what_was_registered() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = phone.registration(&offer.token);
    let token = phone.approval.token(Typ::DeviceRegistration, &registration);

    phone.register_with(&registration).await;

    let receipt = Unverified::parse(&phone.receipt, &[Typ::DeviceRegistrationReceipt]).unwrap();
    receipt.verify(bank.request.public_key()).unwrap();
    let receipt = claims_of(&phone.receipt);
    let names: Vec<_> = receipt.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "account",
            "aud",
            "device_id",
            "enrolment",
            "iat",
            "iss",
            "jti",
            "offer",
            "registration_hash",
            "state",
            "sub"
        ]
    );
    assert_eq!(receipt["aud"], phone.approval.kid());
    assert_eq!(receipt["state"], "pending");
    assert_eq!(
        receipt["registration_hash"],
        countersign_protocol::jose::sha256_base64url(token.as_bytes()).as_str()
    );
    assert!(!receipt.to_string().contains("account-1"));
}

#[tokio::test]
async fn the_same_bytes_get_the_same_receipt_and_other_bytes_none() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = phone.registration(&offer.token);
    let token = phone.approval.token(Typ::DeviceRegistration, &registration);
    phone.register_with(&registration).await;

    let same = phone.send_registration(&token).await;
    let mut other = registration.clone();
    other["device"]["model"] = json!("Another");
    let other = phone.approval.token(Typ::DeviceRegistration, &other);
    let other = phone.send_registration(&other).await;
    bank.clock.advance(600);
    let late = phone.send_registration(&token).await;

    assert_eq!((same.status, same.json()["receipt"].as_str()), (201, Some(phone.receipt.as_str())));
    assert_eq!((other.status, other.problem().as_str()), (409, "conflict"));
    assert_eq!((late.status, late.problem().as_str()), (410, "gone"));
    assert_eq!(bank.gateway.devices("account-1").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_access_token_of_a_repeated_registration_works_too() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = phone.registration(&offer.token);
    phone.register_with(&registration).await;
    let first = phone.access_token.clone();

    let token = phone.approval.token(Typ::DeviceRegistration, &registration);
    let again = phone.send_registration(&token).await.json();
    phone.access_token = again["access_token"].as_str().unwrap().to_owned();

    assert_ne!(first, phone.access_token);
    assert_eq!(phone.state().await, "pending");
}

#[tokio::test]
async fn a_registration_that_is_not_right_is_refused() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let other = bank.gateway.create_offer("account-2", "DE** 9999").await.unwrap();
    let other = claims_of(&other.token);
    let mut phone = bank.unenrolled(20);
    let good = phone.registration(&offer.token);
    let changes: Vec<(&str, Value)> = vec![
        ("aud", json!("https://another.example")),
        ("iss", json!(Key::numbered(99).kid())),
        ("nonce", other["nonce"].clone()),
        ("offer", json!("unknown")),
        ("exp", json!(START + 601)),
        ("transport_jwk", serde_json::to_value(Key::numbered(99).public_key().jwk()).unwrap()),
        ("transport_jwk", good["approval_jwk"].clone()),
        ("approval_jwk", good["transport_jwk"].clone()),
        ("attestation", json!({"format": "none", "x5c": []})),
        ("attestation", json!({"format": "other"})),
        ("attestation", json!({"format": "android-key", "x5c": ["AAAA"]})),
        ("attestation", json!({"format": "apple-appattest", "object": "AAAA", "key_id": "AAAA"})),
        ("device", json!({"model": "x".repeat(65), "os": "y"})),
        ("device", json!({"model": "x\ny", "os": "y"})),
        ("push", json!({"provider": "other", "token": "t"})),
        ("unlisted", json!(1)),
    ];

    for (name, value) in changes {
        let mut registration = good.clone();
        registration[name] = value;
        let answer = phone.register_with(&registration).await;

        assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"), "{name}");
    }
    assert_eq!(phone.register_with(&good).await.status, 201);
}

#[tokio::test]
async fn a_registration_needs_its_media_type_and_a_proof_by_the_transport_key() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let phone = bank.unenrolled(20);
    let stranger = bank.unenrolled(30);
    let token = phone.approval.token(Typ::DeviceRegistration, &phone.registration(&offer.token));

    let json =
        phone.call("POST", "/ad/registrations", None, Some(("application/json", &token))).await;
    let foreign = stranger.send_registration(&token).await;
    let rubbish = phone.send_registration("rubbish").await;
    let long = phone.send_registration(&"a".repeat(16 * 1024 + 1)).await;

    assert_eq!((json.status, foreign.status, rubbish.status, long.status), (400, 403, 400, 413));
}

#[tokio::test]
async fn an_app_that_is_too_old_is_told_to_update() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);

    for (name, value) in [("core_version", json!("0.0.9")), ("protocol_versions", json!(["2"]))] {
        let mut registration = phone.registration(&offer.token);
        registration["capabilities"][name] = value;
        let answer = phone.register_with(&registration).await;

        assert_eq!((answer.status, answer.problem().as_str()), (426, "update-required"));
    }
}

#[tokio::test]
async fn keys_that_a_device_has_are_not_enrolled_again() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let offer = bank.gateway.create_offer("account-2", "DE** 9999").await.unwrap();
    let mut again = bank.unenrolled(20);
    again.approval = Key::numbered(77);

    let answer = again.register(&offer.token).await;

    assert_eq!((answer.status, answer.problem().as_str()), (409, "conflict"));
    assert_eq!(phone.state().await, "active");
}

#[tokio::test]
async fn a_pending_device_gets_no_requests() {
    let bank = Bank::open().await;
    let _active = bank.phone(20).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut pending = bank.unenrolled(30);
    pending.register(&offer.token).await;

    let created = bank.ask().await;
    let list = pending.get("/ad/requests").await;

    assert_eq!(created.devices.len(), 1);
    assert_eq!((list.status, list.problem().as_str()), (403, "refused"));
}

#[tokio::test]
async fn a_key_in_a_registration_is_read_strictly() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let mut registration = phone.registration(&offer.token);
    registration["transport_jwk"]["d"] = json!("AAAA");

    let answer = phone.register_with(&registration).await;

    let jwk = registration["transport_jwk"].to_string();
    assert!(PublicKey::from_jwk(Members::parse(jwk.as_bytes()).unwrap()).is_err());
    assert_eq!(answer.status, 403);
}
