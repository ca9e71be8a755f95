//! Keycloak's HTTP authentication channel: 201, then one call back at most, whatever happens.

use crate::bank::{self, Bank, START, payment};
use countersign_gateway::storage::{ConsentStore, OutcomeStore, SqliteStorage};
use countersign_gateway::{Database, KeycloakRealm};
use countersign_protocol::jose::{Signer, base64url};
use countersign_testing::http::Answer;
use countersign_testing::phone::Phone;
use countersign_testing::{Key, Listener, claims_of};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};

const REALM: &str = "https://sso.bank.example/realms/bank";
pub(crate) const USER: &str = "7f1b0d5c-0000-4000-8000-000000000001";

/// A Keycloak: its keys, and its ears for the callback.
pub(crate) struct Keycloak {
    rsa: KeyPair,
    ec: Key,
    certs: Listener,
    callback: Listener,
}

impl Keycloak {
    pub(crate) async fn start() -> Self {
        let rsa = KeyPair::from_pkcs8(include_bytes!("../data/realm-rsa.p8")).unwrap();
        let ec = Key::numbered(60);
        let jwk = ec.public_key().jwk();
        let public: PublicKeyComponents<Vec<u8>> = rsa.public().into();
        let keys = json!({"keys": [
            {"kid": "rsa-1", "kty": "RSA", "alg": "RS256", "use": "sig",
             "n": base64url(&public.n),
             "e": base64url(&public.e),
             "x5c": ["ignored"]},
            {"kid": "enc-1", "kty": "RSA", "alg": "RSA-OAEP", "use": "enc", "n": "AQAB", "e": "AQAB"},
            {"kid": "ec-1", "kty": "EC", "crv": "P-256", "x": jwk.x, "y": jwk.y, "use": "sig"},
        ]});
        let certs = Listener::with_document(&[200], keys.to_string()).await;
        let callback = Listener::answering(&[200]).await;
        Self { rsa, ec, certs, callback }
    }

    pub(crate) fn realm(&self) -> KeycloakRealm {
        let mut realm = KeycloakRealm::new("bank", REALM);
        realm.certs_uri = format!("{}/certs", self.certs.url);
        realm.callback_uri = format!("{}/callback", self.callback.url);
        realm
    }

    async fn bank(&self) -> (Bank, Phone) {
        let realm = self.realm();
        let bank = Bank::with(|settings| settings.realms = vec![realm]).await;
        let phone = bank.phone_of(USER, 20).await;
        (bank, phone)
    }

    fn claims(&self, id: &str) -> Value {
        json!({
            "iss": REALM, "aud": REALM, "jti": id, "azp": "shop", "sub": USER,
            "iat": START, "exp": START + 120,
        })
    }

    fn rs256(&self, kid: &str, claims: &Value) -> String {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": kid});
        let input = input(&header, claims);
        let mut signature = vec![0; self.rsa.public().modulus_len()];
        let random = SystemRandom::new();
        self.rsa.sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut signature).unwrap();
        format!("{input}.{}", base64url(&signature))
    }

    fn es256(&self, claims: &Value) -> String {
        let input = input(&json!({"alg": "ES256", "typ": "JWT", "kid": "ec-1"}), claims);
        let signature = self.ec.sign(input.as_bytes()).unwrap();
        format!("{input}.{}", base64url(signature.as_bytes()))
    }

    pub(crate) fn token(&self, id: &str) -> String {
        self.rs256("rsa-1", &self.claims(id))
    }
}

fn input(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

pub(crate) async fn ask(bank: &Bank, bearer: &str, extra: &Value) -> Answer {
    let mut body = json!({
        "login_hint": "customer", "scope": "openid", "is_consent_required": false,
        "binding_message": "W4SCT", "acr_values": "",
    });
    for (name, value) in extra.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = "/keycloak/v1/bank/authentication";
    bank.channel_as(bearer, "POST", path, Some(&body.to_string())).await
}

#[tokio::test]
async fn an_approved_login_is_called_back_once_with_the_same_bearer() {
    let keycloak = Keycloak::start().await;
    let (bank, phone) = keycloak.bank().await;
    let token = keycloak.token("auth-1");

    let answer = ask(&bank, &token, &json!({})).await;
    let request = phone.open().await;
    let decided = phone.approve(&request).await;
    let heard = keycloak.callback.until(1).await;

    assert_eq!((answer.status, decided.status), (201, 200));
    assert_eq!(heard[0].path, "/callback");
    assert_eq!(heard[0].authorization, format!("Bearer {token}"));
    assert_eq!(heard[0].body, r#"{"status":"SUCCEED"}"#);
    let shown = claims_of(request.request.token());
    assert_eq!((&shown["scope"], &shown["binding_message"]), (&json!("openid"), &json!("W4SCT")));
    assert_eq!(shown["exp"], START + 120);
}

#[tokio::test]
async fn both_algorithms_are_read() {
    let keycloak = Keycloak::start().await;
    let (bank, _phone) = keycloak.bank().await;

    let answer = ask(&bank, &keycloak.es256(&keycloak.claims("auth-1")), &json!({})).await;

    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[tokio::test]
async fn declining_and_failing_have_words_of_their_own() {
    let keycloak = Keycloak::start().await;
    let (bank, phone) = keycloak.bank().await;

    ask(&bank, &keycloak.token("denied"), &json!({})).await;
    phone.deny(&phone.open().await, "not_me").await;
    let denied = keycloak.callback.until(1).await[0].body.clone();
    ask(&bank, &keycloak.token("failed"), &json!({})).await;
    let request = phone.open().await;
    let mut wrong = phone.approval(&request, &countersign_protocol::consent::Selection::default());
    wrong["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    phone.send_approval(&request, &wrong).await;
    let failed = keycloak.callback.until(2).await[1].body.clone();

    assert_eq!(denied, r#"{"status":"CANCELLED"}"#);
    assert_eq!(failed, r#"{"status":"UNAUTHORIZED"}"#);
}

#[tokio::test]
async fn a_callback_that_fails_is_not_made_again() {
    let mut keycloak = Keycloak::start().await;
    keycloak.callback = Listener::answering(&[500, 200]).await;
    let (bank, phone) = keycloak.bank().await;
    ask(&bank, &keycloak.token("first"), &json!({})).await;
    phone.approve(&phone.open().await).await;
    keycloak.callback.until(1).await;

    bank.clock.advance(60);
    ask(&bank, &keycloak.token("second"), &json!({})).await;
    phone.deny(&phone.open().await, "not_me").await;
    let heard = keycloak.callback.until(2).await;

    let bodies: Vec<_> = heard.iter().map(|call| call.body.as_str()).collect();
    assert_eq!(bodies, [r#"{"status":"SUCCEED"}"#, r#"{"status":"CANCELLED"}"#]);
}

#[tokio::test]
async fn what_was_marked_as_called_before_a_crash_is_never_called_again() {
    let keycloak = Keycloak::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first.db"), folder.path().join("second.db"));
    let (realm, database) = (keycloak.realm(), Database::File(first.clone()));
    let before = Bank::with(|settings| {
        settings.realms = vec![realm];
        settings.database = database;
        settings.publish_events = true;
    })
    .await;
    let _phone = before.phone_of(USER, 20).await;
    let mut events = before.gateway.events();
    ask(&before, &keycloak.token("crashed"), &json!({})).await;
    ask(&before, &keycloak.token("waiting"), &json!({})).await;
    let mut consents = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let countersign_gateway::events::GatewayEvent::ConsentCreated { consent, .. } = event {
            consents.push(consent);
        }
    }
    std::fs::copy(&first, &second).unwrap();
    std::fs::copy(first.with_extension("db-wal"), second.with_extension("db-wal")).unwrap();
    {
        // Decided, marked as called, and then the process is gone.
        let storage = SqliteStorage::open(&second, &[bank::seal_key(1)]).unwrap();
        let now = countersign_protocol::time::UnixSeconds(START);
        storage.withdraw(&consents[0], None, now).unwrap();
        let callback = storage.take_callback(now).unwrap().unwrap();
        assert_eq!(callback.id, "crashed");
        assert!(storage.take_callback(now).unwrap().is_none());
        storage.withdraw(&consents[1], None, now).unwrap();
    }

    let (realm, database) = (keycloak.realm(), Database::File(second));
    let after = Bank::with(|settings| {
        settings.realms = vec![realm];
        settings.database = database;
        settings.publish_events = true;
    })
    .await;
    keycloak.callback.until(1).await;
    // One more, so that whatever was to be called before it has been.
    let mut events = after.gateway.events();
    ask(&after, &keycloak.token("last"), &json!({})).await;
    while let Ok(event) = events.try_recv() {
        if let countersign_gateway::events::GatewayEvent::ConsentCreated { consent, .. } = event {
            after.gateway.withdraw(&consent).await.unwrap();
        }
    }
    let heard = keycloak.callback.until(2).await;

    let bearers: Vec<_> = heard.iter().map(|call| call.authorization.clone()).collect();
    let expected = ["waiting", "last"].map(|id| format!("Bearer {}", keycloak.token(id)));
    assert_eq!(bearers, expected);
}

#[tokio::test]
async fn an_expired_authentication_is_not_called_back() {
    let keycloak = Keycloak::start().await;
    let (bank, phone) = keycloak.bank().await;
    ask(&bank, &keycloak.token("expired"), &json!({})).await;
    let request = phone.open().await;

    bank.clock.advance(120);
    let late = phone.approve(&request).await;
    let mut claims = keycloak.claims("next");
    claims["exp"] = json!(START + 240);
    ask(&bank, &keycloak.rs256("rsa-1", &claims), &json!({})).await;
    phone.deny(&phone.open().await, "not_me").await;
    let heard = keycloak.callback.until(1).await;

    assert_eq!(late.status, 410);
    assert_eq!(heard[0].body, r#"{"status":"CANCELLED"}"#);
    assert_eq!(heard.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_not_the_realms_is_refused() {
    let keycloak = Keycloak::start().await;
    let (bank, phone) = keycloak.bank().await;
    let with = |name: &str, value: Value| {
        let mut claims = keycloak.claims("auth-1");
        claims[name] = value;
        keycloak.rs256("rsa-1", &claims)
    };
    let good = keycloak.token("auth-1");
    let (good_input, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = good_input.split_once('.').unwrap();
    let other = base64url(keycloak.claims("auth-2").to_string().as_bytes());
    let none = input(&json!({"alg": "none", "kid": "rsa-1"}), &keycloak.claims("auth-1"));
    let confused = input(&json!({"alg": "ES256", "kid": "rsa-1"}), &keycloak.claims("auth-1"));

    for token in [
        with("iss", json!("https://sso.bank.example/realms/other")),
        with("aud", json!("https://sso.bank.example/realms/other")),
        with("exp", json!(START)),
        with("iat", json!(START + 61)),
        with("sub", json!("")),
        with("jti", json!("with space")),
        keycloak.rs256("unknown", &keycloak.claims("auth-1")),
        format!("{header}.{other}.{signature}"),
        format!("{none}."),
        format!("{confused}.{signature}"),
        "rubbish".to_owned(),
        bank::CHANNEL_SECRET.to_owned(),
    ] {
        let answer = ask(&bank, &token, &json!({})).await;

        assert_eq!((answer.status, answer.problem().as_str()), (401, "unauthenticated"));
    }
    assert_eq!(phone.pending().await, Vec::<String>::new());
    let unknown =
        bank.channel_as(&good, "POST", "/keycloak/v1/other/authentication", Some("{}")).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn unknown_keys_do_not_make_the_gateway_fetch_again_and_again() {
    let keycloak = Keycloak::start().await;
    let (bank, _phone) = keycloak.bank().await;

    for _ in 0..5 {
        ask(&bank, &keycloak.rs256("unknown", &keycloak.claims("auth-1")), &json!({})).await;
    }
    ask(&bank, &keycloak.token("auth-1"), &json!({})).await;

    assert_eq!(keycloak.certs.heard().len(), 1);
}

#[tokio::test]
async fn the_same_authentication_is_taken_once() {
    let keycloak = Keycloak::start().await;
    let (bank, phone) = keycloak.bank().await;

    let first = ask(&bank, &keycloak.token("auth-1"), &json!({})).await;
    let again = ask(&bank, &keycloak.token("auth-1"), &json!({})).await;

    assert_eq!((first.status, again.status), (201, 409));
    assert_eq!(phone.pending().await.len(), 1);
}

#[tokio::test]
async fn a_prepared_consent_brings_its_details_once_and_for_its_customer_alone() {
    let keycloak = Keycloak::start().await;
    let (bank, phone) = keycloak.bank().await;
    let prepare = |account: &str| {
        let body = serde_json::to_string(&payment(account)).unwrap();
        let bank = &bank;
        async move {
            let path = "/channel/v1/prepared-consents";
            bank.channel("POST", path, Some(&body)).await.json()["consent"].clone()
        }
    };
    let (mine, other) = (prepare(USER).await, prepare("somebody-else").await);
    let before = phone.pending().await;

    let foreign = ask(&bank, &keycloak.token("auth-1"), &json!({"consent": other})).await;
    let unknown = ask(&bank, &keycloak.token("auth-2"), &json!({"consent": "unknown"})).await;
    let taken = ask(&bank, &keycloak.token("auth-3"), &json!({"consent": mine})).await;
    let again = ask(&bank, &keycloak.token("auth-4"), &json!({"consent": mine})).await;
    let request = phone.open().await;

    assert_eq!(before, Vec::<String>::new());
    assert_eq!((foreign.status, unknown.status, taken.status, again.status), (404, 404, 201, 404));
    let shown = claims_of(request.request.token());
    assert_eq!(shown["authorization_details"][0]["instructedAmount"]["amount"], "123.50");
    phone.approve(&request).await;
    let heard = keycloak.callback.until(1).await;
    assert_eq!(heard[0].body, r#"{"status":"SUCCEED"}"#);
    let path = format!("/channel/v1/consents/{}", mine.as_str().unwrap());
    assert_eq!(bank.channel("GET", &path, None).await.json()["state"], "approved");
}

#[tokio::test]
async fn clients_have_the_names_that_the_bank_gave_them() {
    let keycloak = Keycloak::start().await;
    let mut realm = keycloak.realm();
    realm.clients = vec![("shop".to_owned(), payment(USER).client)];
    let bank = Bank::with(|settings| settings.realms = vec![realm]).await;
    let phone = bank.phone_of(USER, 20).await;

    ask(&bank, &keycloak.token("auth-1"), &json!({})).await;

    let shown = claims_of(phone.open().await.request.token());
    assert_eq!(shown["client"], json!({"name": "Merchant A", "legal_name": "Merchant A Ltd"}));
}
