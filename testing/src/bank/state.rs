//! What the scripted AS knows.

use super::step::Step;
use super::trick::{Change, Trick};
use crate::http::{Answer, Call};
use crate::{Key, claims_of, samples};
use countersign_protocol::jose::PublicKey;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

pub struct State {
    pub issuer: String,
    pub now: i64,
    pub seq: i64,
    pub vouching: Key,
    /// Published; the last one signs.
    pub request_keys: Vec<Key>,
    pub discovery: Value,
    pub offers: HashMap<String, OfferRow>,
    pub devices: HashMap<String, DeviceRow>,
    pub newest_device: String,
    /// By device and request id.
    pub requests: HashMap<(String, String), RequestRow>,
    /// Access tokens, with their device and end.
    pub tokens: HashMap<String, (String, i64)>,
    pub token_life: i64,
    pub nonce: String,
    /// The number of the newest key set, as every answer says it (`AS-Keys-Seq`).
    pub hint: Option<String>,
    /// `jti`s of proofs and assertions that were used.
    pub used: HashSet<String>,
    pub counter: u64,
    pub calls: Vec<(Step, Call)>,
    pub(super) tricks: HashMap<Step, VecDeque<Trick>>,
    pub(super) standing: HashMap<Step, Trick>,
    pub alter: Option<Change>,
    pub sign_with: Option<Key>,
}

pub struct OfferRow {
    pub token: String,
    pub fetched: bool,
    /// The registration that used it, and the answer.
    pub registration: Option<(String, Answer)>,
}

pub struct DeviceRow {
    pub account: String,
    pub handle: String,
    pub transport: PublicKey,
    pub approval: PublicKey,
    pub state: &'static str,
    /// Keys that were replaced, by role, and when.
    pub retired: Vec<(&'static str, PublicKey, i64)>,
    /// Rotations that were accepted, with their receipts.
    pub rotations: HashMap<String, String>,
}

pub struct RequestRow {
    pub token: String,
    pub expires_at: i64,
    /// Equal for the copies of one consent on several devices.
    pub consent: u64,
    pub number: Option<String>,
    pub status: &'static str,
    /// The decision's bytes and the receipt for them.
    pub decision: Option<(String, String)>,
}

/// An offer in its two forms.
pub struct MadeOffer {
    pub token: String,
    /// A link by value.
    pub link: String,
    /// A link by reference.
    pub reference: String,
}

impl State {
    pub(super) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            now: super::NOW,
            seq: 1,
            vouching: Key::of("vouching"),
            request_keys: vec![Key::of("request-1")],
            discovery: samples::discovery(issuer),
            offers: HashMap::new(),
            devices: HashMap::new(),
            newest_device: String::new(),
            requests: HashMap::new(),
            tokens: HashMap::new(),
            token_life: 3600,
            nonce: "nonce-0".to_owned(),
            hint: None,
            used: HashSet::new(),
            counter: 0,
            calls: Vec::new(),
            tricks: HashMap::new(),
            standing: HashMap::new(),
            alter: None,
            sign_with: None,
        }
    }

    pub fn request_key(&self) -> Key {
        self.request_keys.last().unwrap().clone()
    }

    pub fn id(&mut self, word: &str) -> String {
        self.counter += 1;
        format!("{word}-{}", self.counter)
    }

    pub fn offer_claims(&mut self, label: &str) -> Value {
        json!({
            "iss": self.issuer, "aud": self.issuer, "jti": self.id("offer"),
            "iat": self.now, "exp": self.now + 600,
            "nonce": samples::NONCE, "account": label,
        })
    }

    pub fn put_offer(&mut self, token: String) -> MadeOffer {
        let id = claims_of(&token)["jti"].as_str().unwrap().to_owned();
        let uri = format!("{}/ad/offers/{id}", self.issuer);
        let app = "https://app.bank.example/enrol";
        let made = MadeOffer {
            link: Url::parse_with_params(app, [("offer", &token)]).unwrap().into(),
            reference: Url::parse_with_params(app, [("offer_uri", &uri)]).unwrap().into(),
            token: token.clone(),
        };
        self.offers.insert(id, OfferRow { token, fetched: false, registration: None });
        made
    }

    pub(super) fn request_claims(&mut self, device: &str, content: &Value) -> Value {
        let mut claims = json!({
            "iss": self.issuer, "aud": device, "sub": self.devices[device].account,
            "jti": self.id("request"), "iat": self.now, "exp": self.now + 300,
            "ver": "1", "nonce": samples::NONCE,
        });
        for (name, value) in content.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    pub(super) fn put_request(
        &mut self,
        device: &str,
        id: &str,
        token: String,
        consent: u64,
        number: Option<&str>,
    ) {
        let row = RequestRow {
            expires_at: self.now + 300,
            token,
            consent,
            number: number.map(str::to_owned),
            status: "pending",
            decision: None,
        };
        self.requests.insert((device.to_owned(), id.to_owned()), row);
    }

    /// Adds what every answer carries.
    pub(super) fn dated(&self, answer: Answer) -> Answer {
        let now = Timestamp::from_second(self.now).unwrap();
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
        let answer = answer.with("date", &date).with("dpop-nonce", &self.nonce);
        match &self.hint {
            Some(seq) => answer.with("as-keys-seq", seq),
            None => answer,
        }
    }
}

pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
