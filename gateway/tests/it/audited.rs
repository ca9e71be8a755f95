//! Every refused registration, token and management call is noted: which call, which check, which
//! device; never content. Each row is one thing that is wrong.

use crate::bank::{Bank, START};
use countersign_gateway::Limits;
use countersign_gateway::storage::AuditFilter;
use countersign_protocol::jose::{Signer, Typ};
use countersign_testing::Key;
use serde_json::{Value, json};

/// One thing that is different.
type Change = fn(&mut Value);

async fn bank() -> Bank {
    Bank::with(|settings| {
        settings.limits =
            Limits { offers_per_hour: 1000, calls_per_minute: 1000, ..Limits::default() };
    })
    .await
}

/// What was noted last: the event, the check, and whether the device is named.
async fn noted(bank: &Bank, device: &str) -> (String, String, bool) {
    let entry = bank.last_entry().await;
    (entry.event, entry.checked.unwrap_or_default(), entry.device.as_deref() == Some(device))
}

fn expected(event: &str, check: &str, named: bool) -> (String, String, bool) {
    (event.to_owned(), check.to_owned(), named)
}

#[tokio::test]
async fn a_registration_with_one_wrong_claim() {
    let bank = bank().await;
    let rows: [(Change, u16, &str); 14] = [
        (|claims| claims["iss"] = json!("another"), 403, "party"),
        (|claims| claims["aud"] = json!("https://another.example"), 403, "party"),
        (|claims| claims["iat"] = json!(START + 61), 403, "time"),
        (|claims| claims["exp"] = json!(START), 403, "time"),
        (|claims| claims["exp"] = json!(START + 601), 403, "time"),
        (|claims| claims["exp"] = json!("x"), 403, "claims"),
        (|claims| claims["offer"] = json!("unknown"), 403, "offer"),
        (|claims| claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA"), 403, "nonce"),
        (|claims| claims["unlisted"] = json!(1), 403, "claims"),
        (|claims| claims["device"]["model"] = json!(""), 403, "claims"),
        (|claims| claims["transport_jwk"]["crv"] = json!("P-384"), 403, "claims"),
        (|claims| claims["transport_jwk"] = claims["approval_jwk"].clone(), 403, "key"),
        (|claims| claims["push"] = json!({"provider": "other"}), 403, "claims"),
        (|claims| claims["capabilities"]["core_version"] = json!("0.0.1"), 426, "version"),
    ];

    for (change, status, check) in rows {
        let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
        let mut phone = bank.unenrolled(20);
        let mut claims = phone.registration(&offer.token);
        change(&mut claims);
        let answer = phone.register_with(&claims).await;

        assert_eq!(answer.status, status, "{check}: {}", answer.text());
        assert_eq!(noted(&bank, "").await, expected("registration_refused", check, false));
    }
}

#[tokio::test]
async fn a_registration_that_is_no_token_of_the_right_key() {
    let bank = bank().await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let phone = bank.unenrolled(20);
    let claims = phone.registration(&offer.token);
    let typ = Typ::DeviceRegistration;
    let by = |typ: Typ, key: &Key| key.token(typ, &claims);
    let right = by(typ, &phone.approval);
    let (input, _) = right.rsplit_once('.').unwrap();
    let other = by(typ, &phone.transport);
    let (_, signature) = other.rsplit_once('.').unwrap();
    let rows = [
        ("rubbish".to_owned(), 400, "form"),
        ("x".repeat(20_000), 413, "size"),
        (by(Typ::DeviceReport, &phone.approval), 403, "type"),
        (by(typ, &phone.transport), 403, "key"),
        (format!("{input}.{signature}"), 403, "signature"),
    ];

    for (token, status, check) in rows {
        let answer = phone.send_registration(&token).await;

        assert_eq!(answer.status, status, "{check}");
        assert_eq!(noted(&bank, "").await, expected("registration_refused", check, false));
    }
    let mut other = bank.unenrolled(30);
    other.approval = phone.approval.clone();
    let answer = other.send_registration(&right).await; // with a proof by another key
    assert_eq!(answer.status, 403);
    assert_eq!(noted(&bank, "").await, expected("registration_refused", "key", false));
    assert_eq!(phone.send_registration(&right).await.status, 201);
    let mut twice = claims.clone();
    twice["jti"] = json!("another");
    let answer = phone.send_registration(&phone.approval.token(typ, &twice)).await;
    assert_eq!(answer.status, 409);
    assert_eq!(noted(&bank, "").await, expected("registration_refused", "conflict", false));
}

#[tokio::test]
async fn a_token_that_is_not_given() {
    let bank = bank().await;
    let phone = bank.phone(20).await;
    let rows: [(Change, &str, bool); 10] = [
        (|claims| claims["iss"] = json!("unknown"), "party", false),
        (|claims| claims["iss"] = json!(1), "claims", false),
        (|claims| claims["sub"] = json!("another"), "party", true),
        (|claims| claims["aud"] = json!("https://another.example"), "party", true),
        (|claims| claims["exp"] = json!(START), "time", true),
        (|claims| claims["exp"] = json!(START + 121), "time", true),
        (|claims| claims["iat"] = json!(START + 61), "time", true),
        (|claims| claims["unlisted"] = json!(1), "claims", true),
        (|claims| drop(claims.as_object_mut().unwrap().remove("jti")), "claims", true),
        (|claims| claims["jti"] = json!("with space"), "claims", true),
    ];

    for (change, check, named) in rows {
        let mut claims = phone.assertion();
        change(&mut claims);
        let answer = phone.renew_with(&phone.transport.token(Typ::DeviceAssertion, &claims)).await;

        assert_eq!((answer.status, answer.json()), (400, json!({"error": "invalid_grant"})));
        assert_eq!(noted(&bank, &phone.device).await, expected("token_refused", check, named));
    }
    let assertion = phone.assertion();
    let used = phone.transport.token(Typ::DeviceAssertion, &assertion);
    phone.renew_with(&used).await;
    let rows = [
        (used, "replay", true),
        (phone.approval.token(Typ::DeviceAssertion, &phone.assertion()), "key", false),
        (phone.transport.token(Typ::DeviceReport, &phone.assertion()), "type", false),
        ("rubbish".to_owned(), "claims", false),
    ];
    for (assertion, check, named) in rows {
        assert_eq!(phone.renew_with(&assertion).await.status, 400, "{check}");
        assert_eq!(noted(&bank, &phone.device).await, expected("token_refused", check, named));
    }
}

#[tokio::test]
async fn a_change_that_a_device_may_not_make() {
    let bank = bank().await;
    let phone = bank.phone(20).await;
    let push = || json!({"push": {"provider": "fcm", "token": "other-token"}});
    let rows: [(Change, &str); 8] = [
        (|claims| claims["iss"] = json!("another"), "party"),
        (|claims| claims["aud"] = json!("https://another.example"), "party"),
        (|claims| claims["exp"] = json!(START), "time"),
        (|claims| claims["exp"] = json!(START + 121), "time"),
        (|claims| claims["iat"] = json!(START + 61), "time"),
        (|claims| claims["unlisted"] = json!(1), "claims"),
        (|claims| claims["push"] = json!({"provider": "other"}), "claims"),
        (|claims| drop(claims.as_object_mut().unwrap().remove("push")), "claims"),
    ];
    let send = |body: String| {
        let phone = &phone;
        async move {
            phone.send("PUT", "/ad/device/push", &Typ::DevicePush.media_type(), &body).await.status
        }
    };

    for (change, check) in rows {
        let mut claims = push();
        for (name, value) in phone.assertion().as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().remove("sub");
        change(&mut claims);
        let status = send(phone.transport.token(Typ::DevicePush, &claims)).await;

        assert_eq!(status, 403, "{check}");
        assert_eq!(noted(&bank, &phone.device).await, expected("management_refused", check, true));
    }
    let right = phone.command(Typ::DevicePush, &push());
    assert_eq!(send(right.clone()).await, 204);
    let (input, _) = right.rsplit_once('.').unwrap();
    for (body, status, check) in [
        (right.clone(), 409, "conflict"),
        ("rubbish".to_owned(), 400, "form"),
        ("x".repeat(20_000), 413, "size"),
        (format!("{input}.{}", "A".repeat(86)), 403, "signature"),
        (phone.command(Typ::DeviceReport, &push()), 403, "type"),
        (phone.approval.token(Typ::DevicePush, &push()), 403, "key"),
    ] {
        assert_eq!(send(body).await, status, "{check}");
        assert_eq!(noted(&bank, &phone.device).await, expected("management_refused", check, true));
    }
}

#[tokio::test]
async fn a_caller_that_proves_nothing_and_one_that_may_not() {
    let bank = bank().await;
    let (phone, other) = (bank.phone(20).await, bank.phone(30).await);

    bank.plain("GET", "/ad/requests").await;
    assert_eq!(noted(&bank, "").await, expected("call_refused", "access_token", false));
    phone.call("GET", "/ad/device", Some("unknown"), None).await;
    assert_eq!(noted(&bank, "").await, expected("management_refused", "access_token", false));
    other.call("GET", "/ad/device", Some(&phone.access_token), None).await; // a stolen one
    let stolen = noted(&bank, &phone.device).await;
    assert_eq!(stolen, expected("management_refused", "proof", true));
    phone.get("/ad/requests/unknown").await;
    assert_eq!(noted(&bank, &phone.device).await, expected("call_refused", "unknown", true));
    bank.channel_as("a-wrong-secret-of-someone", "GET", "/channel/v1/audit", None).await;
    assert_eq!(noted(&bank, "").await, expected("channel_refused", "secret", false));
    let revocation = format!("/channel/v1/devices/{}/revocation", phone.device);
    bank.channel("POST", &revocation, None).await;
    phone.get("/ad/requests").await;
    assert_eq!(noted(&bank, &phone.device).await, expected("call_refused", "state", true));
}

#[tokio::test]
async fn strangers_cannot_fill_the_log() {
    let bank = bank().await;
    let count = || async {
        let all = AuditFilter::default();
        bank.gateway.audit_log(0, all, 100_000).await.unwrap().len()
    };

    for _ in 0..350 {
        bank.plain("GET", "/ad/requests").await;
    }
    let full = count().await;
    bank.clock.advance(60);
    bank.plain("GET", "/ad/requests").await;

    assert_eq!((full, count().await), (300, 301));
}

#[tokio::test]
async fn nothing_of_what_was_sent_is_noted() {
    let bank = bank().await;
    let phone = bank.phone(20).await;
    let marked = "MARKED-CONTENT";
    let secret = phone.transport.kid();
    bank.plain("GET", &format!("/ad/requests/{marked}")).await;
    phone.send_registration(marked).await;
    phone.renew_with(marked).await;
    phone.send("PUT", "/ad/device/push", &Typ::DevicePush.media_type(), marked).await;
    bank.channel("POST", "/channel/v1/consents", Some(marked)).await;

    let log = bank.gateway.audit_log(0, AuditFilter::default(), 1000).await.unwrap();

    assert!(log.len() > 6);
    let text = format!("{log:?}");
    for content in [marked, "account-1", "1603", &secret, &phone.access_token] {
        assert!(!text.contains(content), "{content}");
    }
}
