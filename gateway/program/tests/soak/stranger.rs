//! A hostile client without a device: keys are free to make, and handles to guess.

use super::Hostile;
use super::office::{Office, go_on};
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_testing::http::Answer;
use countersign_testing::phone::{Phone, fresh};
use serde_json::{Value, json};

/// What no stranger may be let in by.
pub(crate) const REFUSED: [&str; 8] = [
    "rubbish as a registration",
    "a registration for no offer",
    "a guessed offer",
    "rubbish as an assertion",
    "an assertion of somebody else",
    "a guessed secret of the channel",
    "a guessed access token",
    "an address of its own choice",
];

pub(crate) struct Stranger {
    phone: Phone,
    office: Office,
    /// A registration that is right in every part but for its offer, signed once.
    registration: String,
    assertion: String,
}

impl Stranger {
    pub(crate) fn new(office: &Office, seed: u8) -> Self {
        let phone = office.phone(seed);
        let registration = json!({
            "iss": phone.approval.kid(), "aud": office.url, "jti": fresh(),
            "iat": phone.now(), "exp": phone.now() + 600,
            "offer": "AAAAAAAAAAAAAAAAAAAAAA", "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
            "transport_jwk": phone.transport.public_key().jwk(),
            "approval_jwk": phone.approval.public_key().jwk(),
            "attestation": {"format": "none"},
            "device": {"model": "Test Phone", "os": "Test OS 1"},
            "capabilities": phone.capabilities,
        });
        let registration = phone.approval.token(Typ::DeviceRegistration, &registration);
        let assertion = phone.transport.token(Typ::DeviceAssertion, &phone.assertion());
        Self { phone, office: office.clone(), registration, assertion }
    }

    async fn plain(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut call = self.phone.http.get(format!("{}{path}", self.office.url));
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        Answer::read(call.send().await.unwrap()).await
    }
}

impl Hostile for Stranger {
    async fn call(&mut self, number: u64) -> (&'static str, u16) {
        let phone = &self.phone;
        go_on(phone);
        let kind = usize::try_from(number % 9).unwrap();
        let answer = match kind {
            0 => phone.send_registration("rubbish").await,
            1 => phone.send_registration(&self.registration).await,
            2 => self.plain(&format!("/ad/offers/{}", fresh()), &[]).await,
            3 => phone.renew_with("rubbish").await,
            4 => phone.renew_with(&self.assertion).await,
            5 => {
                let nothing = Value::Null;
                self.office
                    .post_as(&format!("guess-{number}"), "/channel/v1/offers", &nothing)
                    .await
            }
            6 => phone.call("GET", "/ad/requests", Some(&fresh()), None).await,
            7 => self.plain("/ad/as-keys", &[("forwarded", "for=192.0.2.1")]).await,
            _ => self.plain("/ad/as-keys", &[]).await,
        };
        (REFUSED.get(kind).copied().unwrap_or("the keys of the bank"), answer.status)
    }
}
