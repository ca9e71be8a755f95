//! The AS learns every outcome at least once.

use crate::bank::{self, Bank};
use countersign_gateway::Database;
use countersign_protocol::jose::{Signer as _, Typ, Unverified, sha256_base64url};
use countersign_testing::{Listener, claims_of};
use serde_json::{Value, json};

#[tokio::test]
async fn the_webhook_is_told_until_it_takes_it() {
    let webhook = Listener::answering(&[500, 302, 204]).await;
    let uri = format!("{}/outcomes", webhook.url);
    let bank = Bank::with(|settings| settings.outcome_uri = Some(uri)).await;
    let phone = bank.phone(20).await;
    let first = bank.ask().await.consent;
    phone.approve(&phone.open().await).await;

    webhook.until(1).await;
    bank.clock.advance(1);
    webhook.until(2).await;
    bank.clock.advance(2);
    webhook.until(3).await;
    let second = bank.ask().await.consent;
    phone.deny(&phone.open().await, "not_me").await;
    bank.clock.advance(60);
    let heard = webhook.until(4).await;

    let told: Vec<Value> =
        heard.iter().map(|call| serde_json::from_str(&call.body).unwrap()).collect();
    assert_eq!(heard[0].path, "/outcomes");
    for told in &told[..3] {
        assert_eq!((&told["consent"], &told["state"]), (&json!(first), &json!("approved")));
    }
    assert_eq!((&told[3]["consent"], &told[3]["reason"]), (&json!(second), &json!("not_me")));
}

#[tokio::test]
async fn what_the_webhook_is_told_is_signed_and_the_channel_secret_stays_at_home() {
    let webhook = Listener::answering(&[500, 204]).await;
    let uri = format!("{}/outcomes?of=the-gateway", webhook.url);
    let told = uri.clone();
    let bank = Bank::with(|settings| settings.outcome_uri = Some(told)).await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    phone.approve(&phone.open().await).await;
    webhook.until(1).await;
    bank.clock.advance(1);

    let heard = webhook.until(2).await;

    let mut names = Vec::new();
    for call in &heard {
        let token = call.authorization.strip_prefix("Bearer ").unwrap();
        let parsed = Unverified::parse(token, &[Typ::ConsentOutcome]).unwrap();
        parsed.verify(bank.request.public_key()).unwrap();
        let claims = claims_of(token);
        let iat = claims["iat"].as_i64().unwrap();
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(bank.issuer), &json!(uri)));
        assert_eq!(claims["exp"], iat + 120);
        assert_eq!(claims["consent"], consent.as_str());
        assert_eq!(claims["body_sha256"], sha256_base64url(call.body.as_bytes()));
        assert_eq!(claims.as_object().unwrap().len(), 7);
        assert!(!format!("{call:?}").contains(bank::CHANNEL_SECRET));
        names.push(claims["jti"].clone());
    }
    // The same outcome, said again: one consent, two proofs.
    assert_eq!((&heard[0].key, &heard[1].key), (&consent, &consent));
    assert_ne!(names[0], names[1]);
}

#[tokio::test]
async fn the_webhook_is_told_of_an_expiry_too() {
    let webhook = Listener::answering(&[204]).await;
    let uri = webhook.url.clone();
    let bank = Bank::with(|settings| settings.outcome_uri = Some(uri)).await;
    let _phone = bank.phone(20).await;
    bank.ask().await;

    bank.clock.advance(300);

    let heard = webhook.until(1).await;
    let told: Value = serde_json::from_str(&heard[0].body).unwrap();
    assert_eq!(told["state"], "expired");
}

#[tokio::test]
async fn an_outcome_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let deaf = Listener::answering(&[500]).await;
    let (database, uri) = (Database::File(file.clone()), deaf.url.clone());
    let before = Bank::with(|settings| {
        settings.database = database;
        settings.outcome_uri = Some(uri);
    })
    .await;
    let phone = before.phone(20).await;
    let consent = before.ask().await.consent;
    phone.approve(&phone.open().await).await;
    deaf.until(1).await;

    let hearing = Listener::answering(&[204]).await;
    let uri = hearing.url.clone();
    let after = Bank::with(|settings| {
        settings.database = Database::File(file);
        settings.outcome_uri = Some(uri);
    })
    .await;
    after.clock.advance(10);

    let heard = hearing.until(1).await;
    assert!(heard[0].body.contains(&consent));
}
