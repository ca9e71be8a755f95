//! An AS in memory: enrols one device, asks for payments, records what comes.

use countersign_protocol::jose::{PublicKey, Signer as _, Typ, sha256_base64url};
use countersign_testing::{Key, claims_of};
use countersign_transport::{Answering, Call, Http, HttpAnswer};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub(crate) const ISSUER: &str = "http://127.0.0.1:1";

/// The AS.
pub(crate) struct Bank {
    vouching: Key,
    request: Key,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: u64,
    requests: HashMap<String, String>,
    spent: Duration,
}

impl Bank {
    /// The size of the consent requests below, roughly.
    pub(crate) const REQUEST_SIZE: usize = 1400;

    pub(crate) fn new() -> Self {
        Self { vouching: Key::numbered(1), request: Key::numbered(2), state: Mutex::default() }
    }

    pub(crate) fn vouching_key(&self) -> PublicKey {
        *self.vouching.public_key()
    }

    pub(crate) fn offer_link(&self) -> String {
        let claims = json!({"iss": ISSUER, "aud": ISSUER, "jti": "offer", "iat": now(), "exp": now() + 600,
            "nonce": "AAECAwQFBgcICQoLDA0ODw", "account": "Current account, ends in 03"});
        format!("https://bank.example/enrol?offer={}", self.sign(Typ::EnrolmentOffer, &claims))
    }

    /// Makes a request and gives its id.
    pub(crate) fn ask(&self) -> String {
        let id = {
            let mut state = self.state.lock().unwrap();
            state.asked += 1;
            format!("request-{}", state.asked)
        };
        let claims = json!({"iss": ISSUER, "aud": "device", "sub": "account", "jti": id, "iat": now(),
            "exp": now() + 300, "ver": "1", "nonce": "AAECAwQFBgcICQoLDA0ODw",
            "client": {"name": "Merchant A", "legal_name": "Merchant A GmbH"}, "scope": "openid",
            "authorization_details": [{"type": "payment_initiation", "actions": ["initiate", "status"],
                "locations": ["https://merchant.example/payments"],
                "instructedAmount": {"currency": "EUR", "amount": "123.50"}, "creditorName": "Merchant A",
                "creditorAccount": {"bic": "ABCIDEFFXXX", "iban": "DE02100100109307118603"},
                "remittanceInformationUnstructured": "Ref Number Merchant"}],
            "binding_message": "S24R", "context": {"device": "Laptop", "location": "Berlin", "requested_at": now()}});
        let token = self.sign(Typ::ConsentRequest, &claims);
        self.state.lock().unwrap().requests.insert(id.clone(), token);
        id
    }

    /// Forgets how long the answers took.
    pub(crate) fn reset(&self) {
        self.state.lock().unwrap().spent = Duration::ZERO;
    }

    /// How long the answers took since then: the AS's work, not the phone's.
    pub(crate) fn spent(&self) -> Duration {
        self.state.lock().unwrap().spent
    }

    fn route(&self, path: &str, body: &[u8]) -> HttpAnswer {
        let parts: Vec<_> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            [".well-known", _] => json_answer(
                200,
                &json!({"issuer": ISSUER, "protocol_versions_supported": ["1"],
                "minimum_core_version": "0.1.0", "as_keys_endpoint": url("keys"),
                "device_registration_endpoint": url("registrations"), "requests_endpoint": url("requests"),
                "device_endpoint": url("device"), "token_endpoint": url("token")}),
            ),
            ["keys"] => self.keys(),
            ["registrations"] => self.register(body),
            ["requests", id] => {
                let token = self.state.lock().unwrap().requests[*id].clone();
                token_answer(Typ::ConsentRequest, token)
            }
            ["requests", id, "decision"] => self.record(id, body),
            other => panic!("not a path of this bank: {other:?}"),
        }
    }

    fn keys(&self) -> HttpAnswer {
        let claims = json!({"iss": ISSUER, "aud": ISSUER, "jti": "keys", "iat": now(), "exp": now() + 86_400,
            "seq": 1, "keys": [self.request.jwk()]});
        token_answer(Typ::JwkSet, self.vouching.token(Typ::JwkSet, &claims))
    }

    fn register(&self, body: &[u8]) -> HttpAnswer {
        let claims = claims_of(text(body));
        let receipt = json!({"iss": ISSUER, "aud": claims["iss"], "jti": "receipt", "iat": now(), "offer": "offer",
            "registration_hash": sha256_base64url(body), "device_id": "device", "sub": "account",
            "enrolment": "handle", "account": "Current account, ends in 03", "state": "pending"});
        let receipt = self.sign(Typ::DeviceRegistrationReceipt, &receipt);
        json_answer(
            201,
            &json!({"receipt": receipt, "access_token": "token", "token_type": "DPoP", "expires_in": 86_400}),
        )
    }

    fn record(&self, request: &str, body: &[u8]) -> HttpAnswer {
        let claims = json!({"iss": ISSUER, "aud": "device", "jti": "receipt", "iat": now(), "request": request,
            "decision_jti": claims_of(text(body))["jti"], "decision_hash": sha256_base64url(body), "outcome": "recorded"});
        token_answer(Typ::ConsentReceipt, self.sign(Typ::ConsentReceipt, &claims))
    }

    fn sign(&self, typ: Typ, claims: &Value) -> String {
        self.request.token(typ, claims)
    }
}

impl Http for Bank {
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a> {
        let begun = Instant::now();
        let body = call.body.as_ref().map_or(&[][..], |(_, body)| body);
        let answer = self.route(call.url.path(), body);
        self.state.lock().unwrap().spent += begun.elapsed();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fn text(body: &[u8]) -> &str {
    std::str::from_utf8(body).unwrap()
}

fn json_answer(status: u16, value: &Value) -> HttpAnswer {
    answer(status, "application/json".to_owned(), value.to_string())
}

fn token_answer(typ: Typ, token: String) -> HttpAnswer {
    answer(200, typ.media_type(), token)
}

fn answer(status: u16, content_type: String, body: String) -> HttpAnswer {
    HttpAnswer {
        status,
        keys_seq: None,
        content_type,
        body: body.into_bytes(),
        date: None,
        dpop_nonce: None,
        retry_after: None,
        challenge: String::new(),
    }
}

fn url(path: &str) -> String {
    format!("{ISSUER}/{path}")
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
