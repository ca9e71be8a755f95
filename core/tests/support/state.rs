//! What the scripted AS knows, and how it comes to an answer.

use super::answers::Step;
use super::http::{Answer, Call};
use super::key::Key;
use super::{NOW, claims_of, samples};
use countersign_protocol::jose::PublicKey;
use countersign_transport::Url;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Changes the members of a JSON object.
pub(crate) type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// What the AS does at a step instead of what docs/protocol.md says.
#[derive(Clone)]
pub(crate) enum Trick {
    /// Answers this and does nothing.
    Say(Answer),
    /// Breaks the connection and does nothing.
    Silence,
    /// Does what it should, then breaks the connection: the answer is lost.
    LoseAnswer,
    /// Changes the claims of the token, or the members of the JSON, that it answers with.
    Alter(Change),
    /// Signs the token of its answer with another key.
    SignWith(Key),
    /// Does this first, then what it should.
    Meanwhile(Arc<dyn Fn() + Send + Sync>),
}

pub(crate) struct State {
    pub(crate) issuer: String,
    pub(crate) now: i64,
    pub(crate) seq: i64,
    pub(crate) vouching: Key,
    /// Published; the last one signs.
    pub(crate) request_keys: Vec<Key>,
    pub(crate) discovery: Value,
    pub(crate) offers: HashMap<String, OfferRow>,
    pub(crate) devices: HashMap<String, DeviceRow>,
    pub(crate) newest_device: String,
    /// By device and request id.
    pub(crate) requests: HashMap<(String, String), RequestRow>,
    /// Access tokens, with their device and end.
    pub(crate) tokens: HashMap<String, (String, i64)>,
    pub(crate) token_life: i64,
    pub(crate) nonce: String,
    /// `jti`s of proofs and assertions that were used.
    pub(crate) used: HashSet<String>,
    pub(crate) counter: u64,
    pub(crate) calls: Vec<(Step, Call)>,
    pub(super) tricks: HashMap<Step, VecDeque<Trick>>,
    pub(super) standing: HashMap<Step, Trick>,
    pub(crate) alter: Option<Change>,
    pub(crate) sign_with: Option<Key>,
}

pub(crate) struct OfferRow {
    pub(crate) token: String,
    pub(crate) fetched: bool,
    /// The registration that used it, and the answer.
    pub(crate) registration: Option<(String, Answer)>,
}

pub(crate) struct DeviceRow {
    pub(crate) account: String,
    pub(crate) handle: String,
    pub(crate) transport: PublicKey,
    pub(crate) approval: PublicKey,
    pub(crate) state: &'static str,
    /// Keys that were replaced, by role, and when.
    pub(crate) retired: Vec<(&'static str, PublicKey, i64)>,
    /// Rotations that were accepted, with their receipts.
    pub(crate) rotations: HashMap<String, String>,
}

pub(crate) struct RequestRow {
    pub(crate) token: String,
    pub(crate) expires_at: i64,
    /// Equal for the copies of one consent on several devices.
    pub(crate) consent: u64,
    pub(crate) number: Option<String>,
    pub(crate) status: &'static str,
    /// The decision's bytes and the receipt for them.
    pub(crate) decision: Option<(String, String)>,
}

/// An offer in its two forms.
pub(crate) struct MadeOffer {
    pub(crate) token: String,
    /// A link by value.
    pub(crate) link: String,
    /// A link by reference.
    pub(crate) reference: String,
}

impl State {
    pub(super) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            now: NOW,
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
            used: HashSet::new(),
            counter: 0,
            calls: Vec::new(),
            tricks: HashMap::new(),
            standing: HashMap::new(),
            alter: None,
            sign_with: None,
        }
    }

    pub(crate) fn request_key(&self) -> Key {
        self.request_keys.last().unwrap().clone()
    }

    pub(crate) fn id(&mut self, word: &str) -> String {
        self.counter += 1;
        format!("{word}-{}", self.counter)
    }

    pub(crate) fn offer_claims(&mut self, label: &str) -> Value {
        json!({
            "iss": self.issuer, "aud": self.issuer, "jti": self.id("offer"),
            "iat": self.now, "exp": self.now + 600,
            "nonce": samples::NONCE, "account": label,
        })
    }

    pub(crate) fn put_offer(&mut self, token: String) -> MadeOffer {
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
    fn dated(&self, answer: Answer) -> Answer {
        let now = Timestamp::from_second(self.now).unwrap();
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
        answer.with("date", &date).with("dpop-nonce", &self.nonce)
    }
}

/// Records a call and answers it, as the script says.
pub(super) fn answer(state: &Mutex<State>, call: Call) -> Option<Answer> {
    let step = Step::of(&call);
    let trick = {
        let mut state = lock(state);
        state.calls.push((step, call.clone()));
        let next = state.tricks.get_mut(&step).and_then(VecDeque::pop_front);
        next.or_else(|| state.standing.get(&step).cloned())
    };
    let mut lost = false;
    match trick {
        Some(Trick::Say(answer)) => return Some(lock(state).dated(answer)),
        Some(Trick::Silence) => return None,
        Some(Trick::LoseAnswer) => lost = true,
        // Outside the lock, because the closure may look at the server.
        Some(Trick::Meanwhile(first)) => first(),
        Some(Trick::Alter(change)) => lock(state).alter = Some(change),
        Some(Trick::SignWith(key)) => lock(state).sign_with = Some(key),
        None => {}
    }
    let mut state = lock(state);
    let answer = state.answer(step, &call).unwrap_or_else(|refusal| refusal);
    (state.alter, state.sign_with) = (None, None);
    let answer = state.dated(answer);
    (!lost).then_some(answer)
}

pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
