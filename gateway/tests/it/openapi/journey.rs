//! Every call there is, rightly and in every wrong way.

use crate::bank::{Bank, START, payment};
use countersign_gateway::channel::NewConsent;
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{Signer, Typ, base64url};
use countersign_testing::phone::Phone;
use countersign_testing::{Key, claims_of};
use serde_json::{Value, json};

/// From the offer to the device's end. `realm` is Keycloak's key.
pub(super) async fn play(bank: &Bank, realm: &Key) {
    let mut phone = enrol(bank).await;
    manage(bank, &mut phone).await;
    rotate(bank, &mut phone).await;
    phone.renew().await;
    decide(bank, &phone).await;
    keycloak(bank, &phone, realm).await;
    leave(bank, &phone).await;
}

async fn enrol(bank: &Bank) -> Phone {
    bank.plain("GET", "/openapi.json").await;
    bank.plain("GET", "/.well-known/authentication-device").await;
    bank.plain("GET", "/ad/as-keys").await;
    let new = r#"{"account":"account-1","label":"DE** 1603"}"#;
    let offers = "/channel/v1/offers";
    let long = "x".repeat(70_000);
    for body in ["{}", &long] {
        bank.channel("POST", offers, Some(body)).await;
    }
    bank.plain("POST", offers).await;
    let ended = bank.channel("POST", offers, Some(new)).await.json();
    let offer = bank.channel("POST", offers, Some(new)).await.json();
    let state = format!("{offers}/{}", offer["offer"].as_str().unwrap());
    let confirmation = format!("{state}/confirmation");
    for path in [state.as_str(), "/channel/v1/offers/unknown"] {
        bank.channel("GET", path, None).await;
        bank.plain("GET", path).await;
    }
    let uri = offer["offer_uri"].as_str().unwrap().trim_start_matches(&bank.issuer).to_owned();
    for path in [uri.as_str(), uri.as_str(), "/ad/offers/unknown"] {
        bank.plain("GET", path).await;
    }
    let mut phone = bank.unenrolled(20);
    let token = offer["token"].as_str().unwrap();
    let registration = phone.registration(token);
    bank.plain("POST", "/ad/registrations").await;
    phone.send_registration("rubbish").await;
    phone.send_registration(&long).await;
    let mut old = registration.clone();
    old["capabilities"]["core_version"] = json!("0.0.1");
    phone.register_with(&old).await;
    let mut wrong = registration.clone();
    wrong["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    phone.register_with(&wrong).await;
    phone.register_with(&registration).await;
    phone.register(token).await; // other bytes
    bank.channel("GET", &state, None).await;
    let unknown = "/channel/v1/offers/unknown/confirmation";
    let digits = json!({"digits": phone.digits}).to_string();
    for (path, body) in [
        (&*confirmation, "{}"),
        (&confirmation, &long),
        (&confirmation, r#"{"digits":"x"}"#),
        (&confirmation, &digits),
        (&confirmation, &digits),
        (unknown, &digits),
    ] {
        bank.channel("POST", path, Some(body)).await;
    }
    bank.plain("POST", &confirmation).await;
    bank.channel("GET", &state, None).await;
    late_offer(bank, &ended, &digits).await;
    phone.renew().await;
    phone
}

/// An offer whose time is over, and one too many.
async fn late_offer(bank: &Bank, offer: &Value, digits: &str) {
    bank.clock.advance(600);
    let late = bank.unenrolled(40);
    let mut registration = late.registration(offer["token"].as_str().unwrap());
    registration["iat"] = json!(START + 600);
    registration["exp"] = json!(START + 900);
    late.send_registration(&late.approval.token(Typ::DeviceRegistration, &registration)).await;
    let path = format!("/channel/v1/offers/{}", offer["offer"].as_str().unwrap());
    bank.channel("GET", &path, None).await;
    bank.channel("POST", &format!("{path}/confirmation"), Some(digits)).await;
    for _ in 0..3 {
        let new = r#"{"account":"account-1","label":"DE** 1603"}"#;
        bank.channel("POST", "/channel/v1/offers", Some(new)).await;
    }
}

/// New keys, and every way in which there are none.
async fn rotate(bank: &Bank, phone: &mut Phone) {
    let challenge = phone.challenge().await;
    let rotating = phone.rotating("approval", &Key::numbered(52), &challenge);
    let right = phone.rotation(&rotating);
    let mut wrong = rotating.clone();
    wrong.proof["device"] = json!("x");
    let known = phone.rotating("approval", &phone.transport, &challenge);
    for token in ["rubbish", &"x".repeat(20_000), &phone.rotation(&wrong), &phone.rotation(&known)]
    {
        phone.send_rotation(token).await;
    }
    bank.clock.advance(300);
    phone.send_rotation(&right).await; // too late
    phone.rotate("approval", Key::numbered(54)).await;
}

async fn manage(bank: &Bank, phone: &mut Phone) {
    let form = "application/x-www-form-urlencoded";
    for body in ["grant_type=x", &"x".repeat(70_000)] {
        phone.call("POST", "/ad/token", None, Some((form, body))).await;
    }
    for (method, path) in [
        ("GET", "/ad/device"),
        ("DELETE", "/ad/device"),
        ("GET", "/ad/requests"),
        ("GET", "/ad/device/keys"),
        ("POST", "/ad/device/keys"),
        ("PUT", "/ad/device/push"),
        ("PUT", "/ad/device/capabilities"),
        ("POST", "/ad/device/report"),
        ("GET", "/ad/requests/x"),
        ("GET", "/ad/requests/x/status"),
        ("POST", "/ad/requests/x/decision"),
    ] {
        bank.plain(method, path).await;
    }
    let capabilities = |version: &str| {
        json!({"capabilities": {
            "core_version": version, "protocol_versions": ["1"],
            "authorization_details_types": ["payment_initiation"],
            "templates": ["1"], "locales": ["en"],
        }})
    };
    let push = json!({"push": {"provider": "none"}});
    let calls = [
        ("/ad/device/push", Typ::DevicePush, push.clone()),
        ("/ad/device/push", Typ::DevicePush, json!({})),
        ("/ad/device/capabilities", Typ::DeviceCapabilities, capabilities("0.1.0")),
        ("/ad/device/capabilities", Typ::DeviceCapabilities, capabilities("0.0.1")),
        ("/ad/device/capabilities", Typ::DeviceCapabilities, json!({})),
    ];
    for (path, typ, extra) in calls {
        let body = phone.command(typ, &extra);
        for body in [&body, &body, "rubbish", &"x".repeat(20_000)] {
            phone.send("PUT", path, &typ.media_type(), body).await;
        }
    }
    phone.get("/ad/device").await;
    bank.clock.advance(60);
}

async fn decide(bank: &Bank, phone: &Phone) {
    let consents = "/channel/v1/consents";
    let asking =
        serde_json::to_string(&NewConsent { number_entry: Some(2), ..payment("account-1") })
            .unwrap();
    let hidden = asking.replace("payment_initiation", "other");
    let nobody = asking.replace("account-1", "nobody");
    for body in ["{}", &"x".repeat(70_000), &hidden, &nobody] {
        bank.channel("POST", consents, Some(body)).await;
        bank.channel("POST", "/channel/v1/prepared-consents", Some(body)).await;
    }
    bank.plain("POST", consents).await;
    bank.plain("POST", "/channel/v1/prepared-consents").await;
    let created = bank.channel("POST", consents, Some(&asking)).await.json();
    let record = format!("{consents}/{}", created["consent"].as_str().unwrap());
    let request = phone.open().await;
    let path = format!("/ad/requests/{}", request.id());
    for path in [&*path, "/ad/requests/unknown"] {
        phone.get(path).await;
        phone.get(&format!("{path}/status")).await;
    }
    let mut approval = phone.approval(&request, &Selection::default());
    approval["number"] = created["number_to_enter"].clone();
    let stranger = Key::numbered(99).token(Typ::ConsentApproval, &approval);
    for token in ["rubbish", &"x".repeat(20_000), &stranger] {
        phone.send_decision(&request, Typ::ConsentApproval, token).await;
    }
    let unknown = "/ad/requests/unknown/decision";
    phone.send("POST", unknown, "application/consent-denial+jwt", "x").await;
    phone.send_approval(&request, &approval).await;
    phone.send_approval(&request, &approval).await;
    phone.deny(&request, "not_me").await;
    phone.get(&path).await;
    phone.get(&format!("{path}/status")).await;
    for path in [&*record, &format!("{record}?wait=x"), "/channel/v1/consents/unknown"] {
        bank.channel("GET", path, None).await;
        bank.plain("GET", path).await;
    }
    bank.channel("DELETE", &record, None).await;
    bank.channel("DELETE", "/channel/v1/consents/unknown", None).await;
    bank.plain("DELETE", &record).await;
    let withdrawn = bank.channel("POST", consents, Some(&asking)).await.json();
    let request = phone.open().await;
    let record = format!("{consents}/{}", withdrawn["consent"].as_str().unwrap());
    bank.channel("DELETE", &record, None).await;
    phone.get(&format!("/ad/requests/{}", request.id())).await;
    phone.deny(&request, "changed_mind").await;
    bank.channel("POST", consents, Some(&asking)).await;
    phone.deny(&phone.open().await, "changed_mind").await;
    bank.clock.advance(60);
}

async fn keycloak(bank: &Bank, phone: &Phone, key: &Key) {
    let issuer = "https://sso.bank.example/realms/bank";
    let token = |id: &str| {
        let part = |value: Value| base64url(value.to_string().as_bytes());
        let claims = json!({
            "iss": issuer, "aud": issuer, "jti": id, "azp": "shop", "sub": "account-1",
            "iat": START, "exp": START + 3600,
        });
        let input = format!("{}.{}", part(json!({"alg": "ES256", "kid": "k"})), part(claims));
        let signature = key.sign(input.as_bytes()).unwrap();
        format!("{input}.{}", base64url(signature.as_bytes()))
    };
    let path = "/keycloak/v1/bank/authentication";
    let ask = |bearer: String, path: &'static str, body: String| async move {
        bank.channel_as(&bearer, "POST", path, Some(&body)).await
    };
    let login = r#"{"scope":"openid"}"#.to_owned();
    ask(token("a"), path, login.clone()).await;
    ask(token("a"), path, login.clone()).await;
    ask("rubbish".to_owned(), path, login.clone()).await;
    ask(token("b"), path, "{}".to_owned()).await;
    ask(token("c"), path, r#"{"scope":"something_else"}"#.to_owned()).await;
    ask(token("d"), path, "x".repeat(20_000)).await;
    ask(token("e"), "/keycloak/v1/other/authentication", login).await;
    phone.approve(&phone.open().await).await;
}

async fn leave(bank: &Bank, phone: &Phone) {
    let asking = serde_json::to_string(&payment("account-1")).unwrap();
    for _ in 0..6 {
        bank.channel("POST", "/channel/v1/consents", Some(&asking)).await; // one too many
    }
    let reported = phone.pending().await.remove(0);
    let typ = Typ::DeviceReport;
    let report = |request: &str, reason: &str| {
        phone.command(typ, &json!({"request": request, "reason": reason}))
    };
    let right = report(&reported, "not_me");
    for body in [
        "rubbish".to_owned(),
        "x".repeat(20_000),
        report("unknown", "not_me"),
        report(&reported, "changed_mind"),
        right.clone(),
        right,
    ] {
        phone.send("POST", "/ad/device/report", &typ.media_type(), &body).await;
    }
    phone.get("/ad/requests").await;
    phone.get(&format!("/ad/requests/{reported}")).await;
    let devices = "/channel/v1/accounts/account-1/devices";
    bank.channel("GET", devices, None).await;
    bank.plain("GET", devices).await;
    for query in ["?limit=0", "?after=unknown", "?limit=1"] {
        bank.channel("GET", &format!("{devices}{query}"), None).await;
    }
    for device in [&*phone.device, "unknown"] {
        bank.channel("GET", &format!("/channel/v1/devices/{device}"), None).await;
        for action in ["unblocking", "revocation", "unblocking"] {
            bank.channel("POST", &format!("/channel/v1/devices/{device}/{action}"), None).await;
        }
    }
    bank.plain("GET", "/channel/v1/devices/x").await;
    let long = "x".repeat(70_000);
    for path in ["/channel/v1/devices/x/revocation", "/channel/v1/accounts/account-1/revocation"] {
        for body in [r#"{"reason":"bored"}"#, &long] {
            bank.channel("POST", path, Some(body)).await;
        }
    }
    let all = "/channel/v1/accounts/account-1/revocation";
    bank.channel("POST", all, Some(r#"{"reason":"fraud"}"#)).await;
    bank.plain("POST", all).await;
    for query in ["", "?limit=0", "?from=3&limit=2&device=x&consent=y"] {
        bank.channel("GET", &format!("/channel/v1/audit{query}"), None).await;
    }
    bank.plain("GET", "/channel/v1/audit").await;
    key_sets(bank).await;
    for query in ["", "?limit=0"] {
        bank.channel("GET", &format!("/channel/v1/audit/export{query}"), None).await;
    }
    bank.plain("GET", "/channel/v1/audit/export").await;
    bank.channel_for("", "POST", "/channel/v1/devices/x/unblocking", "").await;
    bank.channel_for("", "DELETE", "/channel/v1/consents/x", "").await;
    bank.plain("POST", "/channel/v1/devices/x/unblocking").await;
    bank.plain("POST", "/channel/v1/devices/x/revocation").await;
    phone.call("DELETE", "/ad/device", Some(&phone.access_token), None).await;
    exhaust(bank, phone).await;
    exhaust_strangers(bank, phone).await;
}

/// More rubbish of each kind than is looked at in a minute.
async fn exhaust_strangers(bank: &Bank, phone: &Phone) {
    bank.clock.advance(60);
    let typ = Typ::DeviceRegistration.media_type();
    let guess = |method, path| bank.channel_as("a-wrong-secret-of-someone", method, path, None);
    for _ in 0..300 {
        bank.plain("GET", "/ad/offers/x").await;
        phone.call("POST", "/ad/registrations", None, Some((&typ, "x"))).await;
        guess("GET", "/channel/v1/audit").await;
    }
    bank.plain("GET", "/ad/offers/x").await;
    phone.call("POST", "/ad/registrations", None, Some((&typ, "x"))).await;
    for (method, path) in [
        ("GET", "/channel/v1/offers/x"),
        ("POST", "/channel/v1/offers/x/confirmation"),
        ("POST", "/channel/v1/prepared-consents"),
        ("GET", "/channel/v1/consents/x"),
        ("DELETE", "/channel/v1/consents/x"),
        ("GET", "/channel/v1/accounts/x/devices"),
        ("POST", "/channel/v1/accounts/x/revocation"),
        ("GET", "/channel/v1/devices/x"),
        ("POST", "/channel/v1/devices/x/revocation"),
        ("POST", "/channel/v1/devices/x/unblocking"),
        ("GET", "/channel/v1/audit"),
    ] {
        assert_eq!(guess(method, path).await.status, 429, "{method} {path}");
    }
}

/// The set of request keys, which this gateway signs itself.
async fn key_sets(bank: &Bank) {
    bank.plain("GET", "/ready").await;
    bank.plain("GET", "/channel/v1/key-set").await;
    bank.plain("PUT", "/channel/v1/key-set").await;
    bank.channel("GET", "/channel/v1/key-set", None).await;
    let held = bank.plain("GET", "/ad/as-keys").await;
    let mut older = claims_of(held.text());
    older["seq"] = json!(1);
    let older = bank.vouching.token(Typ::JwkSet, &older);
    let long = "x".repeat(70_000);
    for set in [held.text(), &older, "no token", &long] {
        bank.install(set).await;
    }
}

/// More calls than a minute has room for.
async fn exhaust(bank: &Bank, phone: &Phone) {
    bank.clock.advance(60);
    while phone.get("/ad/device").await.status == 200 {}
    let body = |typ: Typ| Some((typ.media_type(), "x"));
    for (method, path, body) in [
        ("DELETE", "/ad/device", None),
        ("GET", "/ad/requests", None),
        ("GET", "/ad/requests/x", None),
        ("GET", "/ad/requests/x/status", None),
        ("POST", "/ad/requests/x/decision", body(Typ::ConsentDenial)),
        ("GET", "/ad/device/keys", None),
        ("POST", "/ad/device/keys", body(Typ::DeviceKeyRotation)),
        ("PUT", "/ad/device/push", body(Typ::DevicePush)),
        ("PUT", "/ad/device/capabilities", body(Typ::DeviceCapabilities)),
        ("POST", "/ad/device/report", body(Typ::DeviceReport)),
    ] {
        let body = body.as_ref().map(|(typ, text)| (typ.as_str(), *text));
        let answer = phone.call(method, path, Some(&phone.access_token), body).await;
        assert_eq!(answer.status, 429, "{method} {path}");
    }
    let assertion = phone.transport.token(Typ::DeviceAssertion, &phone.assertion());
    assert_eq!(phone.renew_with(&assertion).await.status, 429);
}
