//! docs/protocol.md §1.4, §3.5 and §6: proofs, tokens, and what a device changes about itself.

use crate::bank::{self, Bank, START};
use countersign_protocol::jose::{DpopTarget, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;
use countersign_testing::http::Answer;
use countersign_testing::phone::{Phone, fresh};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

/// A proof in which one thing is different.
fn proof(phone: &Phone, change: impl FnOnce(&mut DpopTarget<'_>), key: &Key) -> String {
    let nonce = phone.nonce.lock().unwrap().clone();
    let url = format!("{}/ad/requests", phone.issuer);
    let mut target = DpopTarget {
        method: "GET",
        url: &url,
        access_token: Some(&phone.access_token),
        nonce: nonce.as_deref(),
    };
    change(&mut target);
    target.prove(key, &fresh(), UnixSeconds(phone.now())).unwrap()
}

async fn list(phone: &Phone, proof: &str) -> Answer {
    phone.call_with(proof, "GET", "/ad/requests", Some(&phone.access_token), None).await
}

#[tokio::test]
async fn a_proof_without_a_nonce_is_asked_for_one_and_given_it() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;

    let without =
        list(&phone, &proof(&phone, |target| target.nonce = None, &phone.transport)).await;
    let foreign = list(
        &phone,
        &proof(&phone, |target| target.nonce = Some("AAAAAAAAAAAAAAAAAAAAAA"), &phone.transport),
    )
    .await;
    let with = list(&phone, &proof(&phone, |_| {}, &phone.transport)).await;

    for answer in [&without, &foreign] {
        assert_eq!((answer.status, answer.problem().as_str()), (401, "unauthenticated"));
        assert_eq!(answer.header("www-authenticate"), r#"DPoP error="use_dpop_nonce""#);
        assert_eq!(answer.header("dpop-nonce").len(), 22);
    }
    assert_eq!(with.status, 200);
    assert_eq!(with.header("dpop-nonce").len(), 22);
}

#[tokio::test]
async fn a_nonce_is_good_for_five_to_ten_minutes() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;

    bank.clock.advance(300);
    let next_window = list(&phone, &proof(&phone, |_| {}, &phone.transport)).await;
    let mut phone = phone;
    bank.clock.advance(600);
    let old = list(&phone, &proof(&phone, |_| {}, &phone.transport)).await;
    phone.renew().await;
    let renewed = list(&phone, &proof(&phone, |_| {}, &phone.transport)).await;

    assert_eq!((next_window.status, old.status, renewed.status), (200, 401, 200));
    assert_eq!(old.header("www-authenticate"), r#"DPoP error="use_dpop_nonce""#);
}

#[tokio::test]
async fn with_a_good_nonce_the_phones_clock_does_not_matter() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let nonce = phone.nonce.lock().unwrap().clone();
    let url = format!("{}/ad/requests", phone.issuer);
    let target = DpopTarget {
        method: "GET",
        url: &url,
        access_token: Some(&phone.access_token),
        nonce: nonce.as_deref(),
    };

    let year_off = target.prove(&phone.transport, &fresh(), UnixSeconds(START - 31_536_000));

    assert_eq!(list(&phone, &year_off.unwrap()).await.status, 200);
}

#[tokio::test]
async fn a_proof_is_accepted_once() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let proof = proof(&phone, |_| {}, &phone.transport);

    let first = list(&phone, &proof).await;
    let replayed = list(&phone, &proof).await;

    assert_eq!((first.status, replayed.status), (200, 401));
    assert_eq!(replayed.header("www-authenticate"), r#"DPoP error="invalid_dpop_proof""#);
}

#[tokio::test]
async fn a_proof_for_another_call_or_by_another_key_is_none() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let other = Key::numbered(99);
    let with_query = String::leak(format!("{}/ad/requests?x=1", phone.issuer));
    let elsewhere = "https://as.bank.example/ad/requests";

    for wrong in [
        proof(&phone, |target| target.method = "POST", &phone.transport),
        proof(&phone, |target| target.url = with_query, &phone.transport),
        proof(&phone, |target| target.url = elsewhere, &phone.transport),
        proof(&phone, |target| target.access_token = None, &phone.transport),
        proof(&phone, |target| target.access_token = Some("other"), &phone.transport),
        proof(&phone, |_| {}, &other),
        proof(&phone, |_| {}, &phone.approval),
        "rubbish".to_owned(),
    ] {
        let answer = list(&phone, &wrong).await;

        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), r#"DPoP error="invalid_dpop_proof""#);
    }
}

#[tokio::test]
async fn one_proof_and_one_token_are_needed() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let good = proof(&phone, |_| {}, &phone.transport);
    let url = format!("{}/ad/requests", bank.issuer);
    let token = format!("DPoP {}", phone.access_token);

    let none = bank.http.get(&url).header("authorization", &token).send().await.unwrap();
    let two = bank.http.get(&url).header("authorization", &token).header("dpop", &good);
    let two = two.header("dpop", &good).send().await.unwrap();
    let bearer = bank.http.get(&url).header("dpop", &good);
    let bearer = bearer.header("authorization", format!("Bearer {}", phone.access_token));
    let bearer = bearer.send().await.unwrap();
    let nobody = bank.http.get(&url).header("dpop", &good).send().await.unwrap();

    let statuses = [none, two, bearer, nobody].map(|answer| answer.status().as_u16());
    assert_eq!(statuses, [401; 4]);
}

#[tokio::test]
async fn a_token_belongs_to_one_device_and_ends() {
    let bank = Bank::open().await;
    let mut phone = bank.phone(20).await;
    let thief = bank.phone(30).await;
    let stolen = phone.access_token.clone();

    let by_thief = thief.call("GET", "/ad/requests", Some(&stolen), None).await;
    let unknown = phone.call("GET", "/ad/requests", Some("unknown"), None).await;
    bank.clock.advance(600);
    let ended = phone.get("/ad/requests").await;
    let renewed = phone.renew().await;
    let again = phone.get("/ad/requests").await;

    assert_eq!(by_thief.header("www-authenticate"), r#"DPoP error="invalid_dpop_proof""#);
    for answer in [unknown, ended] {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), r#"DPoP error="invalid_token""#);
    }
    assert_eq!((renewed.status, again.status), (200, 200));
}

#[tokio::test]
async fn an_assertion_renews_the_token_once() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let assertion = phone.transport.token(Typ::DeviceAssertion, &phone.assertion());

    let first = phone.renew_with(&assertion).await;
    let second = phone.renew_with(&assertion).await;

    assert_eq!(first.status, 200);
    assert_eq!(first.json()["token_type"], "DPoP");
    assert_eq!(first.json()["expires_in"], 600);
    assert_eq!((second.status, second.json()), (400, json!({"error": "invalid_grant"})));
}

#[tokio::test]
async fn an_assertion_that_is_not_right_renews_nothing() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let other = bank.phone(30).await;
    let changes: Vec<(&str, Value)> = vec![
        ("iss", json!(other.device)),
        ("iss", json!("unknown")),
        ("sub", json!(other.device)),
        ("aud", json!("https://another.example")),
        ("exp", json!(START + 121)),
        ("exp", json!(START)),
        ("iat", json!(START + 61)),
        ("unlisted", json!(1)),
    ];

    for (name, value) in changes {
        let mut claims = phone.assertion();
        claims[name] = value;
        let token = phone.transport.token(Typ::DeviceAssertion, &claims);
        let answer = phone.renew_with(&token).await;

        assert_eq!(
            (answer.status, answer.json()),
            (400, json!({"error": "invalid_grant"})),
            "{name}"
        );
    }
    let by_approval = phone.approval.token(Typ::DeviceAssertion, &phone.assertion());
    let other_type = phone.transport.token(Typ::DevicePush, &phone.assertion());
    let foreign = other.transport.token(Typ::DeviceAssertion, &other.assertion());
    for token in [by_approval, other_type, foreign, "rubbish".to_owned()] {
        let answer = phone.renew_with(&token).await;

        assert_eq!((answer.status, answer.json()), (400, json!({"error": "invalid_grant"})));
    }
}

#[tokio::test]
async fn the_token_endpoint_answers_with_oauth_errors() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
    let long = format!("{grant}&assertion={}", "a".repeat(20_000));
    let cases = [
        (FORM, "grant_type=client_credentials", 400, "unsupported_grant_type"),
        (FORM, "assertion=a", 400, "invalid_request"),
        (FORM, grant, 400, "invalid_request"),
        (FORM, &format!("{grant}&assertion=a&assertion=b"), 400, "invalid_request"),
        ("application/json", "{}", 400, "invalid_request"),
        (FORM, &long, 413, "invalid_request"),
    ];

    for (media_type, body, status, error) in cases {
        let answer = phone.call("POST", "/ad/token", None, Some((media_type, body))).await;

        assert_eq!((answer.status, answer.json()), (status, json!({"error": error})));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn the_token_endpoint_asks_for_a_nonce_in_its_own_way() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    *phone.nonce.lock().unwrap() = None;
    let proof = phone.proof("POST", "/ad/token", None);

    let answer =
        phone.call_with(&proof, "POST", "/ad/token", None, Some((FORM, "grant_type=x"))).await;

    assert_eq!((answer.status, answer.json()), (400, json!({"error": "use_dpop_nonce"})));
    assert_eq!(answer.header("dpop-nonce").len(), 22);
}

#[tokio::test]
async fn a_push_token_and_capabilities_are_changed_by_signed_bodies() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let push =
        phone.command(Typ::DevicePush, &json!({"push": {"provider": "apns", "token": "t2"}}));
    let capabilities = phone.command(
        Typ::DeviceCapabilities,
        &json!({"capabilities": {
            "core_version": "0.2.0", "protocol_versions": ["1"],
            "authorization_details_types": [], "templates": ["1"], "locales": ["en"],
        }}),
    );

    let typ = Typ::DevicePush.media_type();
    let changed = phone.send("PUT", "/ad/device/push", &typ, &push).await;
    let replayed = phone.send("PUT", "/ad/device/push", &typ, &push).await;
    let typ = Typ::DeviceCapabilities.media_type();
    let capable = phone.send("PUT", "/ad/device/capabilities", &typ, &capabilities).await;

    assert_eq!((changed.status, replayed.status, capable.status), (204, 409, 204));
    assert_eq!(replayed.problem(), "conflict");
}

#[tokio::test]
async fn a_signed_body_that_is_not_right_changes_nothing() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let push = json!({"push": {"provider": "fcm", "token": "t2"}});
    let typ = Typ::DevicePush.media_type();
    let send = |body: String| phone_send(&phone, "/ad/device/push", typ.clone(), body);

    let wrong_type = send(phone.command(Typ::DeviceReport, &push)).await;
    let unlisted = json!({"push": {"provider": "fcm", "token": "t2"}, "unlisted": 1});
    let unlisted = send(phone.command(Typ::DevicePush, &unlisted)).await;
    let long_lived = send(phone.command(
        Typ::DevicePush,
        &json!({"push": {"provider": "fcm", "token": "t2"}, "exp": START + 121}),
    ))
    .await;
    let missing = send(phone.command(Typ::DevicePush, &json!({}))).await;
    let stranger = send(Key::numbered(99).token(Typ::DevicePush, &push)).await;
    let rubbish = send("rubbish".to_owned()).await;

    for answer in [wrong_type, unlisted, long_lived, missing, stranger] {
        assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"));
    }
    assert_eq!(rubbish.status, 400);
}

async fn phone_send(phone: &Phone, path: &str, typ: String, body: String) -> Answer {
    phone.send("PUT", path, &typ, &body).await
}

#[tokio::test]
async fn a_report_blocks_the_device() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    bank.ask().await;
    let request = phone.open().await;
    let report = |request: &str, reason: &str| {
        phone.command(Typ::DeviceReport, &json!({"request": request, "reason": reason}))
    };
    let send = |body: String| {
        let (phone, typ) = (&phone, Typ::DeviceReport.media_type());
        async move { phone.send("POST", "/ad/device/report", &typ, &body).await }
    };

    let unknown = send(report("unknown", "not_me")).await;
    let other_reason = send(report(request.id(), "changed_mind")).await;
    let reported = send(report(request.id(), "not_me")).await;

    assert_eq!((unknown.status, other_reason.status, reported.status), (404, 403, 204));
    assert_eq!(phone.state().await, "blocked");
    assert_eq!(phone.approve(&request).await.status, 403);
}

#[tokio::test]
async fn a_device_removes_itself_and_again() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let remove = || phone.call("DELETE", "/ad/device", Some(&phone.access_token), None);

    let (first, second) = (remove().await, remove().await);

    assert_eq!((first.status, second.status), (204, 204));
    assert_eq!(phone.state().await, "revoked");
    assert_eq!(phone.get("/ad/requests").await.status, 403);
}

#[tokio::test]
async fn access_tokens_and_secrets_are_not_kept_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let database = countersign_gateway::Database::File(file.clone());
    let bank = Bank::with(|settings| settings.database = database).await;
    let phone = bank.phone(20).await;

    let mut bytes = std::fs::read(&file).unwrap();
    bytes.extend(std::fs::read(file.with_extension("db-wal")).unwrap());
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());

    assert!(holds(&phone.device));
    assert!(!holds(&phone.access_token));
    assert!(!holds(bank::CHANNEL_SECRET));
}
