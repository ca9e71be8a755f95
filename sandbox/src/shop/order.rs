//! An order and how far it has come, as the pages show it.

use super::catalogue::{Item, Kind};
use crate::ledger::Decoded;
use crate::time::now_ms;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that was asked for.
#[derive(Clone, Serialize)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// What was ordered.
    pub item: &'static str,
    title: &'static str,
    kind: Kind,
    /// How the shop learns of the decision.
    pub mode: Mode,
    /// How far it has come.
    pub state: OrderState,
    /// What both screens show.
    pub binding_message: Option<String>,
    /// What the person is to type on the phone.
    pub number_to_enter: Option<String>,
    /// When the request ends.
    pub expires_at: Option<i64>,
    /// The OAuth error it ended with.
    pub error: Option<String>,
    steps: Vec<Step>,
    /// What the shop got.
    pub tokens: Option<Tokens>,
}

/// How the shop learns of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It asks again and again.
    Poll,
    /// It is told.
    Ping,
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// The bank was asked and has not answered.
    Asking,
    /// The person has not decided.
    Waiting,
    /// The person approved.
    Done,
    /// The person declined.
    Refused,
    /// Nobody decided in time.
    Expired,
    /// The bank refused the request.
    Failed,
}

#[derive(Clone, Serialize)]
struct Step {
    at: i64,
    text: String,
}

/// What the shop got for an approval.
#[derive(Clone, Serialize)]
pub struct Tokens {
    /// The id token, checked.
    pub id_token: Decoded,
    /// The beginning of the access token.
    pub access_token: String,
    /// The details as granted.
    pub authorization_details: Option<Value>,
}

impl Order {
    /// A new order.
    #[must_use]
    pub fn new(number: u64, item: &'static Item, mode: Mode) -> Self {
        Self {
            id: format!("order-{number}"),
            item: item.id,
            title: item.title,
            kind: item.kind,
            mode,
            state: OrderState::Asking,
            binding_message: None,
            number_to_enter: None,
            expires_at: None,
            error: None,
            steps: Vec::new(),
            tokens: None,
        }
    }

    /// Writes down a step.
    pub fn step(&mut self, text: impl Into<String>) {
        self.steps.push(Step { at: now_ms(), text: text.into() });
    }

    /// Ends it with the server's error.
    pub fn end_with(&mut self, code: &str) {
        let (state, text) = match code {
            "access_denied" => (OrderState::Refused, "Not approved. Nothing was paid or shared."),
            "expired_token" => (OrderState::Expired, "Nobody answered in time. Nothing was done."),
            _ => (OrderState::Failed, "The bank did not take the request."),
        };
        self.state = state;
        self.error = Some(code.to_owned());
        self.step(text);
    }
}

impl OrderState {
    /// Whether nothing more will happen.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        !matches!(self, Self::Asking | Self::Waiting)
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Order({}, {:?})", self.id, self.state)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}
