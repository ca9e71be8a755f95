//! docs/protocol.md §3: offers, registration, confirmation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use countersign::claims::Members;
use countersign::jose::{PublicKey, Signer, Typ, Unverified};
use countersign_gateway::channel::{ChannelError, OfferState};
use countersign_gateway::push::PushMessage;
use countersign_gateway::settings::{AttestationFormat, AttestationPolicy};
use countersign_gateway::{Limits, OpenError};
use serde_json::{Value, json};
use support::phone::claims;
use support::{Answer, Bank, Phone, START, TestKey};

#[tokio::test]
async fn discovery_gives_every_endpoint_at_the_issuer() {
    let bank = Bank::open().await;

    let answer = Answer::of(
        bank.http
            .get(format!("{}/.well-known/authentication-device", bank.issuer))
            .send()
            .await
            .unwrap(),
    )
    .await;

    let found = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(found["issuer"], bank.issuer.as_str());
    assert_eq!(found["protocol_versions_supported"], json!(["1"]));
    assert_eq!(found["request_expiry_max"], 600);
    for (name, path) in [
        ("as_keys_endpoint", "/ad/as-keys"),
        ("device_registration_endpoint", "/ad/registrations"),
        ("requests_endpoint", "/ad/requests"),
        ("device_endpoint", "/ad/device"),
        ("token_endpoint", "/ad/token"),
    ] {
        assert_eq!(found[name], format!("{}{path}", bank.issuer));
    }
}

#[tokio::test]
async fn the_key_set_is_signed_by_the_vouching_key_and_holds_the_request_keys() {
    let next = TestKey::new(44);
    let bank = Bank::with(|settings| settings.other_request_keys = vec![*next.public_key()]).await;

    let answer = bank.http.get(format!("{}/ad/as-keys", bank.issuer)).send().await.unwrap();
    let answer = Answer::of(answer).await;

    assert_eq!(answer.header("content-type"), "application/jwk-set+jwt");
    let set = Unverified::parse(answer.text(), &[Typ::JwkSet]).unwrap();
    assert_eq!(set.kid(), bank.vouching.kid());
    set.verify(bank.vouching.public_key()).unwrap();
    let set = claims(answer.text());
    let keys: Vec<_> =
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect();
    assert_eq!(keys, [json!(bank.request.kid()), json!(next.kid())]);
    assert_eq!(set["seq"], START);
}

#[tokio::test]
async fn the_number_of_a_key_set_grows_when_the_keys_change_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let seq = |keys: Vec<PublicKey>| {
        let file = file.clone();
        async move {
            let bank = Bank::with(|settings| {
                settings.database = countersign_gateway::Database::File(file);
                settings.other_request_keys = keys;
            })
            .await;
            let answer = bank.http.get(format!("{}/ad/as-keys", bank.issuer)).send().await.unwrap();
            claims(Answer::of(answer).await.text())["seq"].as_i64().unwrap()
        }
    };

    let first = seq(Vec::new()).await;
    let same = seq(Vec::new()).await;
    let changed = seq(vec![*TestKey::new(44).public_key()]).await;

    assert_eq!((same - first, changed - first), (0, 1));
}

#[tokio::test]
async fn an_offer_is_a_token_for_ten_minutes_that_shows_a_label_and_no_account() {
    let bank = Bank::open().await;

    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();

    let token = Unverified::parse(&offer.token, &[Typ::EnrolmentOffer]).unwrap();
    token.verify(bank.request.public_key()).unwrap();
    let token = claims(&offer.token);
    assert_eq!(token["account"], "DE** 1603");
    assert_eq!(token["exp"].as_i64().unwrap() - token["iat"].as_i64().unwrap(), 600);
    assert_eq!(token["jti"], offer.offer.as_str());
    assert!(!token.to_string().contains("account-1"));
}

#[tokio::test]
async fn an_offer_by_reference_is_given_once() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let fetch =
        || async { Answer::of(bank.http.get(&offer.offer_uri).send().await.unwrap()).await };

    let head = bank.http.head(&offer.offer_uri).send().await.unwrap().status().as_u16();
    let (first, second) = (fetch().await, fetch().await);

    assert_eq!((head, first.status, first.text()), (404, 200, offer.token.as_str()));
    assert_eq!(first.header("content-type"), "application/enrolment-offer+jwt");
    assert_eq!((second.status, second.problem().as_str()), (410, "gone"));
}

#[tokio::test]
async fn an_unknown_or_expired_reference_leads_nowhere() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let fetch = |url: String| async { Answer::of(bank.http.get(url).send().await.unwrap()).await };

    let unknown = fetch(format!("{}/ad/offers/unknown", bank.issuer)).await;
    bank.clock.advance(600);
    let expired = fetch(offer.offer_uri).await;

    assert_eq!((unknown.status, expired.status), (404, 410));
}

#[tokio::test]
async fn a_device_registers_is_confirmed_and_active() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let open = bank.gateway.offer_state(&offer.offer).await.unwrap();
    let mut phone = Phone::new(&bank, 20);

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
    assert_eq!(device, phone.device);
    let state = bank.gateway.offer_state(&offer.offer).await.unwrap();
    assert_eq!(state, OfferState::Confirmed { device });
}

#[tokio::test]
async fn the_receipt_says_what_was_registered() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
    let registration = phone.registration(&offer.token);
    let token = phone.approval.token(Typ::DeviceRegistration, &registration);

    phone.register_with(&registration).await;

    let receipt = Unverified::parse(&phone.receipt, &[Typ::DeviceRegistrationReceipt]).unwrap();
    receipt.verify(bank.request.public_key()).unwrap();
    let receipt = claims(&phone.receipt);
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
        countersign::jose::sha256_base64url(token.as_bytes()).as_str()
    );
    assert!(!receipt.to_string().contains("account-1"));
}

#[tokio::test]
async fn the_same_bytes_get_the_same_receipt_and_other_bytes_none() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
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
    let mut phone = Phone::new(&bank, 20);
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
    let other = claims(&other.token);
    let mut phone = Phone::new(&bank, 20);
    let good = phone.registration(&offer.token);
    let changes: Vec<(&str, Value)> = vec![
        ("aud", json!("https://another.example")),
        ("iss", json!(TestKey::new(99).kid())),
        ("nonce", other["nonce"].clone()),
        ("offer", json!("unknown")),
        ("exp", json!(START + 601)),
        ("transport_jwk", serde_json::to_value(TestKey::new(99).public_key().jwk()).unwrap()),
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
    let phone = Phone::new(&bank, 20);
    let stranger = Phone::new(&bank, 30);
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
    let mut phone = Phone::new(&bank, 20);

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
    let mut again = Phone::new(&bank, 20);
    again.approval = TestKey::new(77);

    let answer = again.register(&offer.token).await;

    assert_eq!((answer.status, answer.problem().as_str()), (409, "conflict"));
    assert_eq!(phone.state().await, "active");
}

#[tokio::test]
async fn three_wrong_digits_end_the_offer_and_the_device() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
    let early = bank.gateway.confirm_offer(&offer.offer, "000000").await;
    phone.register(&offer.token).await;
    let wrong = if phone.digits == "000000" { "000001" } else { "000000" };

    for _ in 0..3 {
        let answer = bank.gateway.confirm_offer(&offer.offer, wrong).await;
        assert_eq!(answer, Err(ChannelError::WrongDigits));
    }
    let right = bank.gateway.confirm_offer(&offer.offer, &phone.digits).await;

    assert_eq!((early, right), (Err(ChannelError::Conflict), Err(ChannelError::Gone)));
    assert_eq!(bank.gateway.offer_state(&offer.offer).await, Ok(OfferState::Expired));
    assert_eq!(phone.state().await, "revoked");
}

#[tokio::test]
async fn two_wrong_digits_may_be_followed_by_the_right_ones_once() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
    phone.register(&offer.token).await;
    let wrong = if phone.digits == "000000" { "000001" } else { "000000" };
    let confirm = |digits: String| {
        let (gateway, offer) = (bank.gateway.clone(), offer.offer.clone());
        async move { gateway.confirm_offer(&offer, &digits).await }
    };

    confirm(wrong.to_owned()).await.unwrap_err();
    confirm(wrong.to_owned()).await.unwrap_err();
    let right = confirm(phone.digits.clone()).await;
    let again = confirm(phone.digits.clone()).await;

    assert_eq!((right, again), (Ok(phone.device.clone()), Err(ChannelError::Conflict)));
}

#[tokio::test]
async fn digits_that_nobody_confirms_in_time_end_the_device() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
    phone.register(&offer.token).await;

    bank.clock.advance(600);
    phone.renew().await;
    let late = bank.gateway.confirm_offer(&offer.offer, &phone.digits).await;

    assert_eq!(late, Err(ChannelError::Gone));
    assert_eq!(bank.gateway.offer_state(&offer.offer).await, Ok(OfferState::Expired));
    for _ in 0..100 {
        if phone.state().await == "revoked" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the device was not revoked");
}

#[tokio::test]
async fn the_customers_other_devices_are_told_of_a_new_one() {
    let bank = Bank::open().await;
    let first = bank.phone(20).await;

    let _second = bank.phone(30).await;

    assert_eq!(bank.pushes.sent(), [(first.device, PushMessage::DeviceAdded)]);
}

#[tokio::test]
async fn a_pending_device_gets_no_requests() {
    let bank = Bank::open().await;
    let _active = bank.phone(20).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut pending = Phone::new(&bank, 30);
    pending.register(&offer.token).await;

    let created = bank.ask().await;
    let list = pending.get("/ad/requests").await;

    assert_eq!(created.devices.len(), 1);
    assert_eq!((list.status, list.problem().as_str()), (403, "refused"));
}

#[tokio::test]
async fn only_so_many_offers_are_made_for_one_account_in_an_hour() {
    let limits = Limits { offers_per_hour: 2, ..Limits::default() };
    let bank = Bank::with(|settings| settings.limits = limits).await;
    let offer = || bank.gateway.create_offer("account-1", "DE** 1603");
    offer().await.unwrap();
    bank.clock.advance(100);
    offer().await.unwrap();

    let third = offer().await.err();
    let other = bank.gateway.create_offer("account-2", "DE** 9999").await;

    assert_eq!(third, Some(ChannelError::TooMany { retry_after: 3500 }));
    assert!(other.is_ok());
}

#[tokio::test]
async fn evidence_that_is_not_verified_is_taken_only_where_the_settings_say_so() {
    let formats = vec![AttestationFormat::None, AttestationFormat::AndroidKey];
    let policy = AttestationPolicy { formats, accept_unverified: true };
    let bank = Bank::with(|settings| settings.attestation = policy).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
    let mut registration = phone.registration(&offer.token);
    registration["attestation"] = json!({"format": "android-key", "x5c": ["AAAA", "BBBB"]});

    let answer = phone.register_with(&registration).await;

    assert_eq!(answer.status, 201, "{}", answer.text());
    let device = &bank.gateway.devices("account-1").await.unwrap()[0];
    assert_eq!(
        (device.attestation.as_str(), device.key_level.as_str()),
        ("android-key", "unverified")
    );
}

#[tokio::test]
async fn a_policy_that_takes_what_is_not_verified_must_say_so() {
    let key = |seed| std::sync::Arc::new(TestKey::new(seed));
    let secret = countersign_gateway::Secret::new(support::CHANNEL_SECRET.to_owned());
    let mut settings = countersign_gateway::Settings::new(
        "https://as.bank.example",
        "Test Bank",
        key(11),
        key(12),
        secret,
    );
    settings.attestation.formats = vec![AttestationFormat::AppleAppAttest];

    let opened = countersign_gateway::Gateway::open(settings).await;

    assert_eq!(opened.err(), Some(OpenError::Setting("attestation.formats")));
}

#[tokio::test]
async fn a_key_in_a_registration_is_read_strictly() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = Phone::new(&bank, 20);
    let mut registration = phone.registration(&offer.token);
    registration["transport_jwk"]["d"] = json!("AAAA");

    let answer = phone.register_with(&registration).await;

    let jwk = registration["transport_jwk"].to_string();
    assert!(PublicKey::from_jwk(Members::parse(jwk.as_bytes()).unwrap()).is_err());
    assert_eq!(answer.status, 403);
}
