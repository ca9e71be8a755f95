//! A phone that is nothing but two keys. It does what docs/protocol.md says, or what a test wants.

mod calling;
mod deciding;
mod enrolling;
mod rotating;

pub use deciding::Answering;
pub use rotating::Rotating;

use crate::http::{Answer, client};
use crate::{Key, ManualClock, claims_of};
use countersign_protocol::consent::SUPPORTED_TYPES;
use countersign_protocol::jose::{PublicKey, Typ};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

static COUNTER: AtomicU64 = AtomicU64::new(1);

/// An id that no other has.
pub fn fresh() -> String {
    format!("id-{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

pub struct Phone {
    pub transport: Key,
    pub approval: Key,
    pub device: String,
    pub sub: String,
    pub enrolment: String,
    pub digits: String,
    pub access_token: String,
    pub receipt: String,
    pub issuer: String,
    pub as_key: PublicKey,
    /// What it says that it can do.
    pub capabilities: Value,
    pub nonce: Mutex<Option<String>>,
    /// What this phone said and heard; several may write into one.
    pub calls: Calls,
    pub clock: Arc<ManualClock>,
    pub http: reqwest::Client,
}

/// Every call that was made: method, path, answer.
pub type Calls = Arc<Mutex<Vec<(String, String, Answer)>>>;

impl Phone {
    /// A phone that is not enrolled, at an AS that signs with this key. Seeds must be even: the
    /// approval key takes the next number.
    pub fn new(issuer: &str, as_key: &PublicKey, clock: Arc<ManualClock>, seed: u8) -> Self {
        Self {
            transport: Key::numbered(seed),
            approval: Key::numbered(seed + 1),
            device: String::new(),
            sub: String::new(),
            enrolment: String::new(),
            digits: String::new(),
            access_token: String::new(),
            receipt: String::new(),
            issuer: issuer.to_owned(),
            as_key: *as_key,
            capabilities: json!({
                "core_version": "0.1.0", "protocol_versions": ["1"],
                "authorization_details_types": SUPPORTED_TYPES,
                "templates": ["1"], "locales": ["en"],
            }),
            nonce: Mutex::new(None),
            calls: Calls::default(),
            clock,
            http: client(),
        }
    }

    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// A body that changes something about the device.
    pub fn command(&self, typ: Typ, extra: &Value) -> String {
        let mut claims = json!({
            "iss": self.device, "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": self.now() + 120,
        });
        for (name, value) in extra.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.transport.token(typ, &claims)
    }

    /// The device's own state, as the server says it.
    pub async fn state(&self) -> String {
        let answer = self.get("/ad/device").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        claims_of(answer.text())["state"].as_str().unwrap().to_owned()
    }
}
