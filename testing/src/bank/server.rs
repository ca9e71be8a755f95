//! The handles by which a test drives the scripted AS.

use super::script::answer;
use super::state::{MadeOffer, State, lock};
use super::step::Step;
use super::trick::Trick;
use crate::Key;
use crate::http::{Answer, Call, Handler, serve};
use countersign_protocol::jose::{PublicKey, Signer as _, Typ};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// An AS on a free port of loopback. It ends when dropped.
pub struct Server {
    pub issuer: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with("http://127.0.0.1", None).await
    }

    /// Starts with an origin to which the port is added.
    pub async fn start_with(origin: &str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("{origin}:{}", listener.local_addr().unwrap().port());
        let state = Arc::new(Mutex::new(State::new(&issuer)));
        let shared = Arc::clone(&state);
        let handler: Handler = Arc::new(move |call| answer(&shared, call));
        let task = tokio::spawn(serve(listener, tls, handler));
        Self { issuer, state, task }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The key that vouches for the request keys: what an app is configured with.
    pub fn vouching_key(&self) -> PublicKey {
        *self.state().vouching.public_key()
    }

    /// Does this at the next call of a step.
    pub fn next(&self, step: Step, trick: Trick) {
        self.state().tricks.entry(step).or_default().push_back(trick);
    }

    /// Does this at every call of a step.
    pub fn always(&self, step: Step, trick: Trick) {
        self.state().standing.insert(step, trick);
    }

    /// Behaves again.
    pub fn behave(&self) {
        let mut state = self.state();
        state.tricks.clear();
        state.standing.clear();
    }

    /// Changes the claims of the next token, or members of the next JSON, of a step.
    pub fn alter(&self, step: Step, change: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.next(step, Trick::Alter(Arc::new(change)));
    }

    pub fn say(&self, step: Step, status: u16) {
        self.next(step, Trick::Say(Answer::error(status)));
    }

    /// Breaks every connection from now on, without doing anything.
    pub fn go_down(&self) {
        for step in Step::ALL {
            self.always(step, Trick::Silence);
        }
    }

    pub fn calls(&self) -> Vec<Step> {
        self.state().calls.iter().map(|(step, _)| *step).collect()
    }

    /// The calls of a step, in order.
    pub fn calls_of(&self, step: Step) -> Vec<Call> {
        let state = self.state();
        state.calls.iter().filter(|(made, _)| *made == step).map(|(_, call)| call.clone()).collect()
    }

    pub fn forget_calls(&self) {
        self.state().calls.clear();
    }

    pub fn advance(&self, seconds: i64) {
        self.state().now += seconds;
    }

    /// Adds a request key that signs from now on.
    pub fn rotate_request_key(&self, word: &str) {
        let mut state = self.state();
        state.request_keys.push(Key::of(word));
        state.seq += 1;
    }

    pub fn renew_nonce(&self) {
        let mut state = self.state();
        state.nonce = state.id("nonce");
    }

    pub fn forget_access_tokens(&self) {
        self.state().tokens.clear();
    }

    pub fn set_device(&self, device: &str, to: &'static str) {
        self.state().devices.get_mut(device).unwrap().state = to;
    }

    /// The id of the device that enrolled last.
    pub fn newest_device(&self) -> String {
        self.state().newest_device.clone()
    }

    /// Makes an offer that lives ten minutes.
    pub fn offer(&self, label: &str) -> MadeOffer {
        let mut state = self.state();
        let claims = state.offer_claims(label);
        let token = state.request_key().token(Typ::EnrolmentOffer, &claims);
        state.put_offer(token)
    }

    /// Asks a device for consent and returns the request's id.
    pub fn ask(&self, device: &str, content: Value) -> String {
        self.ask_all(&[device.to_owned()], content, None).remove(0)
    }

    /// Asks several devices for one consent; ids in the same order.
    pub fn ask_all(&self, devices: &[String], content: Value, number: Option<&str>) -> Vec<String> {
        let mut state = self.state();
        state.counter += 1;
        let consent = state.counter;
        let mut ids = Vec::new();
        for device in devices {
            let claims = state.request_claims(device, &content);
            let token = state.request_key().token(Typ::ConsentRequest, &claims);
            let id = claims["jti"].as_str().unwrap().to_owned();
            state.put_request(device, &id, token, consent, number);
            ids.push(id);
        }
        ids
    }

    /// Puts any bytes where a device looks for a request.
    pub fn plant(&self, device: &str, id: &str, token: String) {
        self.state().put_request(device, id, token, 0, None);
    }

    /// The claims of a request with this content, to be changed and planted.
    pub fn request_claims(&self, device: &str, content: &Value) -> Value {
        self.state().request_claims(device, content)
    }

    pub fn set_status(&self, device: &str, id: &str, status: &'static str) {
        let key = (device.to_owned(), id.to_owned());
        self.state().requests.get_mut(&key).unwrap().status = status;
    }

    pub fn status(&self, device: &str, id: &str) -> &'static str {
        self.state().requests[&(device.to_owned(), id.to_owned())].status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
