//! Who is not known here: keys are free to make, and buy nothing.

use super::{log, noted};
use crate::bank::Bank;
use countersign_protocol::jose::{Signer as _, Typ};
use serde_json::json;

#[tokio::test]
async fn nothing_is_remembered_of_a_registration_for_an_offer_that_there_is_not() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let phone = bank.unenrolled(20);
    bank.plain("GET", "/ad/as-keys").await;
    phone.send_registration("rubbish").await; // it has a nonce now
    let right = phone.registration(&offer.token);
    let path = "/ad/registrations";
    let typ = Typ::DeviceRegistration.media_type();
    let send = async |name: &str, value: &str, proof: &str| {
        let mut claims = right.clone();
        claims[name] = json!(value);
        let token = phone.approval.token(Typ::DeviceRegistration, &claims);
        phone.call_with(proof, "POST", path, None, Some((&typ, &token))).await.status
    };
    let proof = phone.proof("POST", path, None);

    let unknown = send("offer", "unknown", &proof).await;
    let no_nonce = send("nonce", "AAAAAAAAAAAAAAAAAAAAAA", &proof).await;
    let accepted = send("jti", "registration-1", &proof).await;
    let replayed = send("jti", "registration-1", &proof).await;

    assert_eq!((unknown, no_nonce, accepted), (403, 403, 201), "by one and the same proof");
    assert_eq!(replayed, 401, "which was accepted once");
}

#[tokio::test]
async fn registrations_by_strangers_fill_no_log_and_stop_nobody_from_enrolling() {
    let bank = Bank::open().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let stranger = bank.unenrolled(30);
    let mut phone = bank.unenrolled(20);
    let mut claims = phone.registration(&offer.token);
    claims["offer"] = json!("unknown");
    claims["iss"] = json!(stranger.approval.kid());
    claims["transport_jwk"] = json!(stranger.transport.public_key().jwk());
    claims["approval_jwk"] = json!(stranger.approval.public_key().jwk());
    let bogus = stranger.approval.token(Typ::DeviceRegistration, &claims);

    let mut answers = Vec::new();
    for _ in 0..310 {
        answers.push(stranger.send_registration(&bogus).await.status);
    }
    let enrolled = phone.register(&offer.token).await;

    assert_eq!(answers.iter().filter(|status| **status == 403).count(), 300);
    assert_eq!(answers.iter().filter(|status| **status == 429).count(), 10);
    assert_eq!(noted(&bank, "registration_refused").await, 300);
    assert_eq!(enrolled.status, 201, "{}", enrolled.text());
}

#[tokio::test]
async fn rubbish_hides_no_guessing_of_the_channels_secret() {
    let bank = Bank::open().await;
    let phone = bank.unenrolled(20);
    for _ in 0..310 {
        bank.plain("GET", "/ad/requests").await;
        bank.plain("GET", "/ad/offers/unknown").await;
        bank.plain("GET", "/channel/v1/unknown").await;
        bank.plain("POST", "/ad/token").await;
    }
    phone.send_registration("rubbish").await;

    let guessed = bank.channel_as("a-wrong-secret-of-someone", "GET", "/channel/v1/audit", None);
    let guessed = guessed.await;

    let last = log(&bank).await.pop().unwrap();
    assert_eq!((guessed.status, last.event.as_str()), (401, "channel_refused"));
    assert_eq!(last.checked.as_deref(), Some("secret"));
}

#[tokio::test]
async fn whoever_guesses_the_secret_is_told_to_wait_and_the_as_is_not() {
    let bank = Bank::open().await;
    let guess = async || {
        let path = "/channel/v1/accounts/account-1/devices";
        bank.channel_as("a-wrong-secret-of-someone", "GET", path, None).await
    };

    for _ in 0..300 {
        guess().await;
    }
    let over = guess().await;
    let right = bank.channel("GET", "/channel/v1/accounts/account-1/devices", None).await;

    assert_eq!((over.status, over.header("retry-after"), right.status), (429, "60", 200));
}
