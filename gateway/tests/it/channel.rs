//! The channel API: asking, waiting, withdrawing, and the people of the bank.

use crate::bank::{self, Bank, payment};
use countersign_gateway::channel::{ConsentState, NewConsent};
use countersign_gateway::events::{DecisionOutcome, GatewayEvent};
use countersign_gateway::push::{Notice, PushMessage};
use countersign_gateway::storage::AuditFilter;
use countersign_testing::claims_of;
use serde_json::{Value, json};

fn asking(change: impl FnOnce(&mut Value)) -> String {
    let mut consent = serde_json::to_value(payment("account-1")).unwrap();
    change(&mut consent);
    consent.to_string()
}

#[tokio::test]
async fn the_channel_needs_its_secret() {
    let bank = Bank::open().await;
    let path = "/channel/v1/accounts/account-1/devices";

    let none = bank.plain("GET", path).await;
    let wrong = bank.channel_as("a-secret-of-the-channeL", "GET", path, None).await;
    let empty = bank.channel_as("", "GET", path, None).await;
    let shorter = bank.channel_as("a-secret-of-the-channe", "GET", path, None).await;
    let longer = bank.channel_as("a-secret-of-the-channell", "GET", path, None).await;
    let right = bank.channel("GET", path, None).await;

    for answer in [none, wrong, empty, shorter, longer] {
        assert_eq!((answer.status, answer.problem().as_str()), (401, "unauthenticated"));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert_eq!((right.status, right.json()), (200, json!({"devices": []})));
}

#[tokio::test]
async fn an_enrolment_over_http_from_offer_to_device() {
    let bank = Bank::open().await;
    let body = r#"{"account":"account-1","label":"DE** 1603"}"#;

    let offer = bank.channel("POST", "/channel/v1/offers", Some(body)).await;
    let path = format!("/channel/v1/offers/{}", offer.json()["offer"].as_str().unwrap());
    let open = bank.channel("GET", &path, None).await.json();
    let mut phone = bank.unenrolled(20);
    phone.register(offer.json()["token"].as_str().unwrap()).await;
    let registered = bank.channel("GET", &path, None).await.json();
    let digits = json!({"digits": phone.digits}).to_string();
    let confirm = format!("{path}/confirmation");
    let wrong = bank.channel("POST", &confirm, Some(r#"{"digits":"x"}"#)).await;
    let confirmed = bank.channel("POST", &confirm, Some(&digits)).await;
    let again = bank.channel("POST", &confirm, Some(&digits)).await;
    let done = bank.channel("GET", &path, None).await.json();
    let unknown = bank.channel("GET", "/channel/v1/offers/unknown", None).await;

    assert_eq!((offer.status, open), (201, json!({"state": "open"})));
    let expected = json!({
        "state": "registered", "digits": phone.digits, "model": "Test Phone", "os": "Test OS 1",
    });
    assert_eq!(registered, expected);
    assert_eq!((wrong.status, wrong.problem().as_str()), (403, "refused"));
    let expected = json!({"device": phone.device, "told": []});
    assert_eq!((confirmed.status, confirmed.json()), (200, expected));
    assert_eq!((again.status, unknown.status), (409, 404));
    assert_eq!(done, json!({"state": "confirmed", "device": phone.device}));
}

#[tokio::test]
async fn a_consent_is_asked_and_its_outcome_read() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;

    let body = asking(|consent| consent["number_entry"] = json!(2));
    let asked = bank.channel("POST", "/channel/v1/consents", Some(&body)).await;
    let created = asked.json();
    let path = format!("/channel/v1/consents/{}", created["consent"].as_str().unwrap());
    let pending = bank.channel("GET", &path, None).await.json();
    let request = phone.open().await;
    let mut decision =
        phone.approval(&request, &countersign_protocol::consent::Selection::default());
    decision["number"] = created["number_to_enter"].clone();
    let decided = phone.send_approval(&request, &decision).await;
    let approved = bank.channel("GET", &path, None).await.json();

    assert_eq!((asked.status, decided.status), (201, 200));
    assert_eq!(created["expires_at"], bank::START + 300);
    assert_eq!(created["devices"], json!([phone.device]));
    assert_eq!(pending, json!({"consent": created["consent"], "state": "pending"}));
    assert_eq!(approved["state"], "approved");
    assert_eq!(approved["authentication_code"], decision["jti"]);
    assert_eq!(approved["decided_at"], bank::START);
    assert_eq!(claims_of(approved["decision"].as_str().unwrap()), decision);
    assert!(!claims_of(request.request.token()).to_string().contains("number_to_enter"));
}

#[tokio::test]
async fn the_details_reach_the_phone_byte_for_byte() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let details = r#"[ {"type":"payment_initiation", "instructedAmount":{"amount":"123.50","currency":"EUR"},  "creditorName":"Merchant \u0041","creditorAccount":{"iban":"DE02100100109307118603"}} ]"#;
    let body = format!(
        r#"{{"account":"account-1","client":{{"name":"Merchant A","legal_name":"Merchant A Ltd"}},"expires_in":60,"authorization_details":{details}}}"#
    );

    bank.channel("POST", "/channel/v1/consents", Some(&body)).await;
    let token = phone.open().await.request.token().to_owned();

    let payload =
        token.split('.').nth(1).and_then(countersign_protocol::jose::from_base64url).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    assert!(payload.contains(&format!(r#""authorization_details":{details}"#)), "{payload}");
}

#[tokio::test]
async fn the_notice_holds_two_handles_and_nothing_else() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;

    bank.ask().await;
    let request = phone.open().await;

    let notice = Notice {
        countersign: "1",
        enrolment: phone.enrolment.clone(),
        request: request.id().to_owned(),
    };
    let sent = bank.pushes.sent();
    assert_eq!(sent, [(phone.device.clone(), PushMessage::Notice(notice.clone()))]);
    assert_eq!(
        serde_json::to_value(notice).unwrap(),
        json!({"countersign": "1", "enrolment": phone.enrolment, "request": request.id()})
    );
}

#[tokio::test]
async fn what_breaks_a_rule_is_malformed() {
    let bank = Bank::open().await;
    let _phone = bank.phone(20).await;
    let doubled = asking(|_| {}).replacen(
        r#""creditorName""#,
        r#""currency":1,"currency":2,"creditorName""#,
        1,
    );
    let bodies = [
        "rubbish".to_owned(),
        "[]".to_owned(),
        doubled,
        asking(|consent| consent["unlisted"] = json!(1)),
        asking(|consent| consent["client"]["unlisted"] = json!(1)),
        asking(|consent| consent["expires_in"] = json!(0)),
        asking(|consent| consent["expires_in"] = json!(-1)),
        asking(|consent| consent["number_entry"] = json!(1)),
        asking(|consent| consent["number_entry"] = json!(7)),
        asking(|consent| consent["accounts"] = json!([])),
        asking(|consent| consent["account"] = json!("")),
        asking(|consent| consent["authorization_details"] = json!([])),
        asking(|consent| consent["authorization_details"] = json!({})),
        asking(|consent| consent["authorization_details"] = Value::Null),
    ];

    for body in bodies {
        let answer = bank.channel("POST", "/channel/v1/consents", Some(&body)).await;

        assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{body}");
    }
    let url = format!("{}/channel/v1/consents", bank.issuer);
    let bearer = format!("Bearer {}", bank::CHANNEL_SECRET);
    let text = bank.http.post(url).header("authorization", bearer).body(asking(|_| {}));
    assert_eq!(text.send().await.unwrap().status().as_u16(), 400);
}

#[tokio::test]
async fn what_no_phone_could_show_is_refused_when_it_is_asked() {
    let bank = Bank::open().await;
    let _phone = bank.phone(20).await;
    let changes: [fn(&mut Value); 4] = [
        |consent| consent["authorization_details"][0]["type"] = json!("other"),
        |consent| consent["authorization_details"][0]["instructedAmount"]["amount"] = json!("0"),
        |consent| consent["client"]["name"] = json!("Merchant\u{202e}A"),
        |consent| consent["authorization_details"][0]["unlisted"] = json!("x"),
    ];

    for change in changes {
        let answer = bank.channel("POST", "/channel/v1/consents", Some(&asking(change))).await;

        assert_eq!((answer.status, answer.problem().as_str()), (422, "not-showable"));
    }
}

#[tokio::test]
async fn a_consent_needs_a_device_and_has_a_size() {
    let bank = Bank::open().await;
    let nobody = bank.channel("POST", "/channel/v1/consents", Some(&asking(|_| {}))).await;
    let _phone = bank.phone(20).await;
    let long = asking(|consent| consent["binding_message"] = json!("x".repeat(64 * 1024)));

    let long = bank.channel("POST", "/channel/v1/consents", Some(&long)).await;

    assert_eq!((nobody.status, nobody.problem().as_str()), (404, "unknown"));
    assert_eq!((long.status, long.problem().as_str()), (413, "too-large"));
}

#[tokio::test]
async fn a_wish_for_a_long_life_is_cut() {
    let bank = Bank::open().await;
    let _phone = bank.phone(20).await;

    let body = asking(|consent| consent["expires_in"] = json!(86_400));
    let created = bank.channel("POST", "/channel/v1/consents", Some(&body)).await.json();

    assert_eq!(created["expires_at"], bank::START + 600);
}

#[tokio::test]
async fn whoever_waits_is_told_when_it_is_decided() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    let request = phone.open().await;
    let waiting = {
        let (gateway, consent) = (bank.gateway.clone(), consent.clone());
        tokio::spawn(async move { gateway.wait_for_consent(&consent, 30).await.unwrap().state })
    };
    tokio::task::yield_now().await;

    phone.approve(&request).await;

    assert_eq!(waiting.await.unwrap(), ConsentState::Approved);
    let path = format!("/channel/v1/consents/{consent}?wait=30");
    assert_eq!(bank.channel("GET", &path, None).await.json()["state"], "approved");
    let wrong = bank.channel("GET", &format!("/channel/v1/consents/{consent}?wait=x"), None).await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn whoever_waits_is_told_when_it_expires() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    let waiting = {
        let (gateway, consent) = (bank.gateway.clone(), consent.clone());
        tokio::spawn(async move { gateway.wait_for_consent(&consent, 30).await.unwrap().state })
    };
    tokio::task::yield_now().await;

    bank.clock.advance(300);

    assert_eq!(waiting.await.unwrap(), ConsentState::Expired);
    assert_eq!(phone.pending().await, Vec::<String>::new());
    assert!(bank.log().await.iter().any(|(event, _)| event == "consent_expired"));
}

#[tokio::test]
async fn a_consent_is_withdrawn_until_it_has_ended() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    let request = phone.open().await;
    let path = format!("/channel/v1/consents/{consent}");

    let first = bank.channel("DELETE", &path, None).await;
    let second = bank.channel("DELETE", &path, None).await;
    let unknown = bank.channel("DELETE", "/channel/v1/consents/unknown", None).await;
    let fetched = phone.get(&format!("/ad/requests/{}", request.id())).await;

    assert_eq!((first.status, second.status, unknown.status), (204, 409, 404));
    assert_eq!((fetched.status, fetched.problem().as_str()), (410, "gone"));
    assert_eq!(phone.pending().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_banks_people_list_revoke_and_unblock_devices() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let device = format!("/channel/v1/devices/{}", phone.device);

    let list = bank.channel("GET", "/channel/v1/accounts/account-1/devices", None).await.json();
    let active = bank.channel("POST", &format!("{device}/unblocking"), None).await;
    let revoked = bank.channel("POST", &format!("{device}/revocation"), None).await;
    let again = bank.channel("POST", &format!("{device}/revocation"), None).await;
    let conflict = bank.channel("POST", &format!("{device}/unblocking"), None).await;
    let unknown = bank.channel("POST", "/channel/v1/devices/unknown/revocation", None).await;

    assert_eq!(
        list["devices"],
        json!([{
            "id": phone.device, "model": "Test Phone", "os": "Test OS 1", "state": "active",
            "enrolled_at": bank::START, "failures": 0, "attestation": "none",
            "key_level": "software", "last_seen_at": bank::START,
            "state_since": bank::START,
        }])
    );
    assert_eq!((active.status, revoked.status, again.status), (204, 204, 204));
    assert_eq!((conflict.status, unknown.status), (409, 404));
    assert_eq!(phone.state().await, "revoked");
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_unknown() {
    let bank = Bank::open().await;

    for (method, path) in [
        ("GET", "/"),
        ("GET", "/ad"),
        ("GET", "/ad/nothing"),
        ("GET", "/channel/v1/nothing"),
        ("GET", "/keycloak/v1/nothing"),
        ("GET", "/ad/registrations"),
        ("PUT", "/channel/v1/offers"),
        ("POST", "/.well-known/authentication-device"),
    ] {
        let answer = bank.plain(method, path).await;

        assert_eq!((answer.status, answer.problem().as_str()), (404, "unknown"), "{method} {path}");
    }
    let head = bank.plain("HEAD", "/.well-known/authentication-device").await;
    assert_eq!((head.status, head.header("content-type")), (404, "application/problem+json"));
}

#[tokio::test]
async fn every_answer_has_a_date_and_none_may_be_kept() {
    let bank = Bank::open().await;

    for path in ["/.well-known/authentication-device", "/ad/requests", "/channel/v1/offers", "/x"] {
        let answer = bank.plain("GET", path).await;

        assert!(answer.header("date").ends_with("GMT"), "{path}");
        let kept = if path == "/x" { "" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), kept);
    }
}

#[tokio::test]
async fn events_are_given_only_where_they_are_wanted() {
    let quiet = Bank::open().await;
    let loud = Bank::with(|settings| settings.publish_events = true).await;
    let (mut silence, mut events) = (quiet.gateway.events(), loud.gateway.events());
    for bank in [&quiet, &loud] {
        let phone = bank.phone(20).await;
        bank.ask().await;
        let request = phone.open().await;
        phone.approve(&request).await;
    }

    let mut judged = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let GatewayEvent::DecisionJudged { checks, outcome, token, .. } = event {
            assert!(checks.iter().all(|check| check.passed));
            let numbers: Vec<_> = checks.iter().map(|check| check.number).collect();
            assert_eq!(numbers, (1..=17).collect::<Vec<u8>>());
            assert_eq!(token.split('.').count(), 3);
            judged.push(matches!(outcome, DecisionOutcome::Recorded { .. }));
        }
    }
    assert_eq!(judged, [true]);
    assert!(silence.try_recv().is_err());
}

#[tokio::test]
async fn nothing_that_was_asked_is_in_the_log_of_events() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    bank.ask().await;
    phone.approve(&phone.open().await).await;

    let log = bank.gateway.audit_log(0, AuditFilter::default(), 1000).await.unwrap();

    let text = format!("{log:?}");
    let events: Vec<_> = log.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(
        events,
        [
            "offer_made",
            "device_registered",
            "device_confirmed",
            "consent_asked",
            "consent_approved"
        ]
    );
    for content in ["Merchant", "123.50", "DE0210", "account-1", "1603"] {
        assert!(!text.contains(content), "{content}");
    }
}

#[test]
fn a_consent_that_is_kept_is_read_again_unchanged() {
    let written = serde_json::to_string(&payment("account-1")).unwrap();

    let read: NewConsent = serde_json::from_str(&written).unwrap();

    assert_eq!(serde_json::to_string(&read).unwrap(), written);
}
