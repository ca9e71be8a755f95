//! How a phone comes to a device id and to access tokens (docs/protocol.md §2.3, §3).

use super::{Phone, fresh};
use crate::claims_of;
use crate::http::Answer;
use countersign_protocol::jose::{Signer as _, Typ, from_base64url, sha256_base64url};
use serde_json::{Value, json};

impl Phone {
    /// The claims of a registration for an offer.
    pub fn registration(&self, offer: &str) -> Value {
        let offer = claims_of(offer);
        json!({
            "iss": self.approval.kid(), "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": self.now() + 600,
            "offer": offer["jti"], "nonce": offer["nonce"],
            "transport_jwk": self.transport.public_key().jwk(),
            "approval_jwk": self.approval.public_key().jwk(),
            "attestation": {"format": "none"},
            "device": {"model": "Test Phone", "os": "Test OS 1"},
            "capabilities": self.capabilities,
            "push": {"provider": "fcm", "token": "push-token"},
        })
    }

    pub async fn register(&mut self, offer: &str) -> Answer {
        let claims = self.registration(offer);
        self.register_with(&claims).await
    }

    pub async fn register_with(&mut self, registration: &Value) -> Answer {
        let token = self.approval.token(Typ::DeviceRegistration, registration);
        let answer = self.send_registration(&token).await;
        self.registered(registration, &answer);
        answer
    }

    /// Takes over what the answer to a registration says, if it was accepted.
    pub fn registered(&mut self, registration: &Value, answer: &Answer) -> bool {
        if answer.status == 201 {
            let body = answer.json();
            self.access_token = body["access_token"].as_str().unwrap().to_owned();
            self.receipt = body["receipt"].as_str().unwrap().to_owned();
            let receipt = claims_of(&self.receipt);
            let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
            (self.device, self.sub) = (text("device_id"), text("sub"));
            self.enrolment = text("enrolment");
            self.digits = self.six_digits(registration);
        }
        answer.status == 201
    }

    pub async fn send_registration(&self, token: &str) -> Answer {
        let typ = "application/device-registration+jwt";
        self.call("POST", "/ad/registrations", None, Some((typ, token))).await
    }

    /// docs/protocol.md §3.4, once more and by other means.
    fn six_digits(&self, registration: &Value) -> String {
        let text = format!(
            "countersign-confirmation-1\0{}\0{}\0{}\0{}",
            registration["offer"].as_str().unwrap(),
            registration["nonce"].as_str().unwrap(),
            self.transport.kid(),
            self.approval.kid()
        );
        let hash = from_base64url(&sha256_base64url(text.as_bytes())).unwrap();
        let number = u64::from_be_bytes(hash[..8].try_into().unwrap());
        format!("{:06}", number % 1_000_000)
    }

    /// The claims of an assertion for a new access token.
    pub fn assertion(&self) -> Value {
        json!({
            "iss": self.device, "sub": self.device, "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": self.now() + 60,
        })
    }

    pub async fn renew(&mut self) -> Answer {
        let assertion = self.transport.token(Typ::DeviceAssertion, &self.assertion());
        let answer = self.renew_with(&assertion).await;
        if answer.status == 200 {
            self.access_token = answer.json()["access_token"].as_str().unwrap().to_owned();
        }
        answer
    }

    pub async fn renew_with(&self, assertion: &str) -> Answer {
        let form = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
        );
        let typ = "application/x-www-form-urlencoded";
        self.call("POST", "/ad/token", None, Some((typ, &form))).await
    }
}
