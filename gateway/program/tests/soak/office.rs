//! The bank's half: it makes offers, confirms them and asks.

use super::running::{CHANNEL_SECRET, Running};
use countersign_protocol::jose::{PublicKey, from_base64url};
use countersign_testing::ManualClock;
use countersign_testing::http::{Answer, client};
use countersign_testing::phone::Phone;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::SystemTime;

#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) url: String,
    key: PublicKey,
    http: reqwest::Client,
}

impl Office {
    pub(crate) fn of(gateway: &Running) -> Self {
        let jwk = &gateway.keys["request_key"];
        let part = |name: &str| from_base64url(jwk[name].as_str().unwrap()).unwrap();
        let point = [vec![4], part("x"), part("y")].concat();
        let key = PublicKey::from_sec1(&point).unwrap();
        Self { url: gateway.url(), key, http: client() }
    }

    /// A phone that is not enrolled.
    pub(crate) fn phone(&self, seed: u8) -> Phone {
        let clock = Arc::new(ManualClock::at(now()));
        Phone::new(&self.url, &self.key, clock, seed)
    }

    /// A phone whose device is active.
    pub(crate) async fn enrol(&self, account: &str, seed: u8) -> Phone {
        let new = json!({"account": account, "label": "DE** 1603"});
        let offer = self.post("/channel/v1/offers", &new).await;
        assert_eq!(offer.status, 201, "{}", offer.text());
        let offer = offer.json();
        let mut phone = self.phone(seed);
        let answer = phone.register(offer["token"].as_str().unwrap()).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let path = format!("/channel/v1/offers/{}/confirmation", offer["offer"].as_str().unwrap());
        let confirmed = self.post(&path, &json!({"digits": phone.digits})).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        phone
    }

    /// Asks for a payment.
    pub(crate) async fn ask(&self, account: &str) -> Answer {
        self.post("/channel/v1/consents", &payment(account)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(CHANNEL_SECRET, path, body).await
    }

    pub(crate) async fn post_as(&self, secret: &str, path: &str, body: &Value) -> Answer {
        let call = self
            .http
            .post(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {secret}"))
            .header("content-type", "application/json")
            .body(body.to_string());
        Answer::read(call.send().await.unwrap()).await
    }
}

/// The phone's clock goes with the gateway's, and its memory of calls is emptied.
pub(crate) fn go_on(phone: &Phone) {
    phone.clock.set_wall(now());
    phone.calls.lock().unwrap().clear();
}

pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

fn payment(account: &str) -> Value {
    json!({
        "account": account,
        "client": {"name": "Merchant A", "legal_name": "Merchant A Ltd"},
        "authorization_details": [{
            "type": "payment_initiation",
            "instructedAmount": {"currency": "EUR", "amount": "123.50"},
            "creditorName": "Merchant A",
            "creditorAccount": {"iban": "DE02100100109307118603"},
        }],
        "expires_in": 300,
    })
}
