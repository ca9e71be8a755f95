//! The set of request keys: signed here or elsewhere, published before a key signs, and at its end.

use crate::bank::{ACCOUNT, Bank, START, payment};
use countersign_gateway::channel::{ChannelError, Readiness};
use countersign_gateway::settings::Vouching;
use countersign_gateway::storage::SqliteStorage;
use countersign_gateway::{Database, Settings};
use countersign_protocol::jose::{PublicKey, Signer as _, Typ};
use countersign_testing::http::Answer;
use countersign_testing::{Key, claims_of};
use serde_json::json;
use std::sync::Arc;

const DAY: i64 = 86_400;

/// A key set as the bank signs it, on another machine than the gateway's.
fn signed(bank: &Bank, seq: i64, days: i64, keys: &[&Key]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| jwk(key.public_key())).collect();
    let (now, issuer) = (bank.now(), &bank.issuer);
    let claims = json!({
        "iss": issuer, "aud": issuer, "iat": now, "exp": now + days * DAY, "jti": "set",
        "seq": seq, "keys": keys,
    });
    bank.vouching.token(Typ::JwkSet, &claims)
}

fn jwk(key: &PublicKey) -> serde_json::Value {
    let mut jwk = serde_json::to_value(key.jwk()).unwrap();
    for (name, value) in [("kid", key.thumbprint().as_str()), ("use", "sig"), ("alg", "ES256")] {
        jwk[name] = json!(value);
    }
    jwk
}

fn offline(settings: &mut Settings) {
    settings.vouching = Vouching::Offline(settings.vouching.public_keys());
}

async fn as_keys(bank: &Bank) -> Answer {
    bank.plain("GET", "/ad/as-keys").await
}

#[tokio::test]
async fn without_a_key_set_a_gateway_is_not_ready_and_signs_nothing() {
    let bank = Bank::with(offline).await;

    let ready = bank.plain("GET", "/ready").await;
    let offer = bank.gateway.create_offer(ACCOUNT, "DE** 1603").await;

    assert_eq!(bank.gateway.readiness().await, Readiness::NoKeySet);
    assert_eq!(ready.status, 503);
    assert_eq!(as_keys(&bank).await.status, 503);
    assert_eq!(offer.err(), Some(ChannelError::Unavailable));
}

#[tokio::test]
async fn a_set_that_was_signed_elsewhere_is_given_to_phones_byte_for_byte() {
    let bank = Bank::with(offline).await;
    let set = signed(&bank, 7, 31, &[&bank.request]);

    let record = bank.gateway.install_key_set(&set).await.unwrap();

    let answer = as_keys(&bank).await;
    assert_eq!((answer.status, answer.text()), (200, set.as_str()));
    assert_eq!(answer.header("as-keys-seq"), "7");
    assert_eq!(bank.plain("GET", "/ready").await.status, 204);
    assert_eq!((record.seq, record.expires_at.0), (7, START + 31 * DAY));
    assert_eq!(record.keys, [bank.request.kid()]);
    assert_eq!(bank.phone(2).await.state().await, "active");
}

#[tokio::test]
async fn a_number_only_grows_and_never_stands_for_other_keys() {
    let bank = Bank::with(offline).await;
    let other = Key::numbered(44);
    bank.gateway.install_key_set(&signed(&bank, 7, 31, &[&bank.request])).await.unwrap();

    let older = bank.gateway.install_key_set(&signed(&bank, 6, 62, &[&bank.request])).await;
    let others = signed(&bank, 7, 62, &[&bank.request, &other]);
    let others = bank.gateway.install_key_set(&others).await;
    let later = signed(&bank, 7, 62, &[&bank.request]);
    bank.gateway.install_key_set(&later).await.unwrap();
    // One that ends sooner, with the same number and keys, changes nothing.
    bank.gateway.install_key_set(&signed(&bank, 7, 31, &[&bank.request])).await.unwrap();

    assert_eq!(older.err(), Some(ChannelError::Conflict));
    assert_eq!(others.err(), Some(ChannelError::Conflict));
    assert_eq!(as_keys(&bank).await.text(), later);
}

#[tokio::test]
async fn what_phones_would_refuse_is_not_installed() {
    let bank = Bank::with(offline).await;
    let good = claims_of(&signed(&bank, 7, 31, &[&bank.request]));
    let changed = |name: &str, value: serde_json::Value| {
        let mut claims = good.clone();
        claims[name] = value;
        bank.vouching.token(Typ::JwkSet, &claims)
    };
    let by_the_request_key = bank.request.token(Typ::JwkSet, &good);

    for set in [
        by_the_request_key,
        changed("iss", json!("https://other.example")),
        changed("exp", json!(START)),
        changed("exp", json!(START + 366 * DAY + 1)),
        changed("seq", json!(0)),
        changed("keys", json!([])),
        changed("keys", json!([jwk(bank.vouching.public_key())])),
        "no token".to_owned(),
    ] {
        let refused = bank.gateway.install_key_set(&set).await;

        assert_eq!(refused.err(), Some(ChannelError::Malformed));
    }
    assert_eq!(bank.gateway.readiness().await, Readiness::NoKeySet);
}

#[tokio::test]
async fn a_key_signs_once_it_is_published_and_no_longer_than_that() {
    let records = Arc::new(SqliteStorage::in_memory().unwrap());
    let bank = Bank::over(Some(records.clone()), offline).await;
    let next = Key::numbered(44);
    let signer = Arc::new(next.clone());
    let another = Bank::over(Some(records), |settings| {
        settings.issuer.clone_from(&bank.issuer);
        settings.request_signer = signer;
        offline(settings);
    })
    .await;
    bank.gateway.install_key_set(&signed(&bank, 1, 31, &[&bank.request])).await.unwrap();
    let too_early = another.gateway.readiness().await;
    let unsigned = another.gateway.create_offer(ACCOUNT, "DE** 1603").await;

    // The next key beside the last, then the last one withdrawn.
    bank.gateway.install_key_set(&signed(&bank, 2, 31, &[&bank.request, &next])).await.unwrap();
    let both = (bank.gateway.readiness().await, another.gateway.readiness().await);
    bank.gateway.install_key_set(&signed(&bank, 3, 31, &[&next])).await.unwrap();
    let one = (bank.gateway.readiness().await, another.gateway.readiness().await);
    let withdrawn = bank.gateway.create_offer(ACCOUNT, "DE** 1603").await;

    assert_eq!(too_early, Readiness::KeyNotPublished);
    assert_eq!(unsigned.err(), Some(ChannelError::Unavailable));
    assert_eq!(both, (Readiness::Ready, Readiness::Ready));
    assert_eq!(one, (Readiness::KeyNotPublished, Readiness::Ready));
    assert_eq!(withdrawn.err(), Some(ChannelError::Unavailable));
    assert_eq!(another.gateway.key_set().unwrap().signs_with, next.kid());
}

#[tokio::test]
async fn a_set_that_has_ended_stops_asking_and_never_declining() {
    let bank = Bank::with(offline).await;
    bank.gateway.install_key_set(&signed(&bank, 1, 1, &[&bank.request])).await.unwrap();
    bank.clock.advance(DAY - 100);
    let phone = bank.phone(2).await;
    bank.ask().await;
    let answering = phone.open().await;
    bank.clock.advance(100);

    let asked = bank.gateway.create_consent(payment(ACCOUNT)).await;
    let declined = phone.deny(&answering, "changed_mind").await;

    assert_eq!(bank.gateway.readiness().await, Readiness::KeySetEnded);
    assert_eq!(asked.err(), Some(ChannelError::Unavailable));
    assert_eq!(declined.status, 200);
}

#[tokio::test]
async fn a_week_before_its_end_the_bank_is_told_to_sign_the_next_set() {
    let bank = Bank::with(offline).await;
    bank.gateway.install_key_set(&signed(&bank, 1, 31, &[&bank.request])).await.unwrap();
    let soon = || bank.gateway.key_set().unwrap().ends_soon;

    bank.clock.advance(24 * DAY);
    let before = soon();
    bank.clock.advance(1);

    assert!(!before);
    assert!(soon());
}

#[tokio::test]
async fn a_set_that_the_gateway_signs_itself_is_signed_anew_in_time() {
    let bank = Bank::open().await;
    let first = claims_of(as_keys(&bank).await.text());

    bank.clock.advance(DAY / 2 + 1);
    let mut next = first.clone();
    for _ in 0..200 {
        next = claims_of(as_keys(&bank).await.text());
        if next != first {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    assert_eq!(next["exp"], START + DAY / 2 + 1 + DAY);
    assert_eq!((&next["seq"], &next["keys"]), (&first["seq"], &first["keys"]));
}

#[tokio::test]
async fn another_vouching_key_signs_the_same_keys_under_a_greater_number() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let issuer = "http://127.0.0.1:1";
    let open = |vouching: Key| {
        let file = file.clone();
        Bank::with(move |settings| {
            settings.issuer = issuer.to_owned();
            settings.database = Database::File(file);
            settings.vouching = Arc::new(vouching).into();
        })
    };
    let first = open(Key::numbered(12)).await.gateway.key_set().unwrap().seq;

    let changed = open(Key::numbered(45)).await.gateway.key_set().unwrap().seq;

    assert_eq!(changed, first + 1);
}

#[tokio::test]
async fn every_answer_to_a_device_says_which_set_is_the_newest() {
    let bank = Bank::open().await;
    let phone = bank.phone(2).await;

    let answers = [
        phone.get("/ad/requests").await,
        phone.get("/ad/requests/unknown").await,
        bank.plain("GET", "/.well-known/authentication-device").await,
        bank.plain("POST", "/ad/token").await,
    ];

    for answer in answers {
        assert_eq!(answer.header("as-keys-seq"), START.to_string());
    }
}
