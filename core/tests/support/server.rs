//! The scripted AS: its state, and the handles by which a test drives it.

use super::answers::Step;
use super::http::{Answer, Call, Handler, serve};
use super::key::Key;
use super::{NOW, samples};
use countersign::jose::Typ;
use countersign::transport::{Issuer, Security};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use reqwest::Url;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// An AS on a free port of loopback. It ends when dropped.
pub(crate) struct Server {
    pub(crate) issuer: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

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
    tricks: HashMap<Step, VecDeque<Trick>>,
    standing: HashMap<Step, Trick>,
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
    pub(crate) transport: countersign::jose::PublicKey,
    pub(crate) approval: countersign::jose::PublicKey,
    pub(crate) state: &'static str,
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

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with("http://127.0.0.1", None).await
    }

    /// Starts with an origin to which the port is added.
    pub(crate) async fn start_with(origin: &str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("{origin}:{}", listener.local_addr().unwrap().port());
        let state = Arc::new(Mutex::new(State::new(&issuer)));
        let shared = Arc::clone(&state);
        let handler: Handler = Arc::new(move |call| answer(&shared, call));
        let task = tokio::spawn(serve(listener, tls, handler));
        Self { issuer, state, task }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The issuer as an app would be configured with it.
    pub(crate) fn configured(&self, security: Security) -> Issuer {
        let vouching = vec![*countersign::jose::Signer::public_key(&self.state().vouching)];
        Issuer::new(&self.issuer, "Test Bank", vouching, security).unwrap()
    }

    /// Does this at the next call of a step.
    pub(crate) fn next(&self, step: Step, trick: Trick) {
        self.state().tricks.entry(step).or_default().push_back(trick);
    }

    /// Does this at every call of a step.
    pub(crate) fn always(&self, step: Step, trick: Trick) {
        self.state().standing.insert(step, trick);
    }

    /// Behaves again.
    pub(crate) fn behave(&self) {
        let mut state = self.state();
        state.tricks.clear();
        state.standing.clear();
    }

    /// Changes the claims of the next token, or members of the next JSON, of a step.
    pub(crate) fn alter(&self, step: Step, change: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.next(step, Trick::Alter(Arc::new(change)));
    }

    pub(crate) fn say(&self, step: Step, status: u16) {
        self.next(step, Trick::Say(Answer::problem(status)));
    }

    /// Breaks every connection from now on, without doing anything.
    pub(crate) fn go_down(&self) {
        for step in Step::ALL {
            self.always(step, Trick::Silence);
        }
    }

    pub(crate) fn calls(&self) -> Vec<Step> {
        self.state().calls.iter().map(|(step, _)| *step).collect()
    }

    /// The calls of a step, in order.
    pub(crate) fn calls_of(&self, step: Step) -> Vec<Call> {
        let state = self.state();
        state.calls.iter().filter(|(made, _)| *made == step).map(|(_, call)| call.clone()).collect()
    }

    pub(crate) fn forget_calls(&self) {
        self.state().calls.clear();
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.state().now += seconds;
    }

    /// Adds a request key that signs from now on.
    pub(crate) fn rotate_request_key(&self, word: &str) {
        let mut state = self.state();
        state.request_keys.push(Key::of(word));
        state.seq += 1;
    }

    pub(crate) fn renew_nonce(&self) {
        let mut state = self.state();
        state.nonce = state.id("nonce");
    }

    pub(crate) fn forget_access_tokens(&self) {
        self.state().tokens.clear();
    }

    pub(crate) fn set_device(&self, device: &str, to: &'static str) {
        self.state().devices.get_mut(device).unwrap().state = to;
    }

    /// The id of the device that enrolled last.
    pub(crate) fn newest_device(&self) -> String {
        self.state().newest_device.clone()
    }

    /// Makes an offer that lives ten minutes.
    pub(crate) fn offer(&self, label: &str) -> MadeOffer {
        let mut state = self.state();
        let claims = state.offer_claims(label);
        let token = state.request_key().sign_claims(Typ::EnrolmentOffer, &claims);
        state.put_offer(token)
    }

    /// Asks a device for consent and returns the request's id.
    pub(crate) fn ask(&self, device: &str, content: Value) -> String {
        self.ask_all(&[device.to_owned()], content, None).remove(0)
    }

    /// Asks several devices for one consent; ids in the same order.
    pub(crate) fn ask_all(
        &self,
        devices: &[String],
        content: Value,
        number: Option<&str>,
    ) -> Vec<String> {
        let mut state = self.state();
        state.counter += 1;
        let consent = state.counter;
        let mut ids = Vec::new();
        for device in devices {
            let claims = state.request_claims(device, &content);
            let token = state.request_key().sign_claims(Typ::ConsentRequest, &claims);
            let id = claims["jti"].as_str().unwrap().to_owned();
            state.put_request(device, &id, token, consent, number);
            ids.push(id);
        }
        ids
    }

    /// Puts any bytes where a device looks for a request.
    pub(crate) fn plant(&self, device: &str, id: &str, token: String) {
        self.state().put_request(device, id, token, 0, None);
    }

    /// The claims of a request with this content, to be changed and planted.
    pub(crate) fn request_claims(&self, device: &str, content: &Value) -> Value {
        self.state().request_claims(device, content)
    }

    pub(crate) fn set_status(&self, device: &str, id: &str, status: &'static str) {
        let key = (device.to_owned(), id.to_owned());
        self.state().requests.get_mut(&key).unwrap().status = status;
    }

    pub(crate) fn status(&self, device: &str, id: &str) -> &'static str {
        self.state().requests[&(device.to_owned(), id.to_owned())].status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    fn new(issuer: &str) -> Self {
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
        let id = super::claims_of(&token)["jti"].as_str().unwrap().to_owned();
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

    fn request_claims(&mut self, device: &str, content: &Value) -> Value {
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

    fn put_request(
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
}

/// Records a call and answers it, as the script says.
fn answer(state: &Mutex<State>, call: Call) -> Option<Answer> {
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

impl State {
    /// Adds what every answer carries.
    fn dated(&self, answer: Answer) -> Answer {
        let now = Timestamp::from_second(self.now).unwrap();
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
        answer.with("date", &date).with("dpop-nonce", &self.nonce)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
