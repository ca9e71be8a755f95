//! What the bank saw: every step, with the token behind it and the checks that were made.

use crate::changes::Changes;
use crate::time::now_ms;
use countersign_protocol::jose::from_base64url;
use countersign_verify::CheckResult;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The most entries that are kept.
const MOST: usize = 150;

/// The bank's log, for the pages. Cheap to clone; every clone is the same ledger.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Mutex<Book>>,
    changes: Changes,
}

#[derive(Default)]
struct Book {
    last: u64,
    entries: VecDeque<Numbered>,
}

/// Whose step it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The shop.
    Shop,
    /// The authorization server.
    As,
    /// The gateway.
    Gateway,
    /// The phone.
    Phone,
    /// The bank's own people.
    Bank,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should.
    Ok,
    /// Refused.
    Refused,
    /// Nothing was judged.
    Info,
}

/// One step.
#[derive(Clone, Serialize)]
pub struct Entry {
    who: Who,
    title: String,
    text: String,
    outcome: Outcome,
    checks: Vec<Ticked>,
    token: Option<Decoded>,
    http: Option<Call>,
}

/// A step with its place in the ledger and its time.
#[derive(Clone, Serialize)]
pub struct Numbered {
    id: u64,
    at: i64,
    #[serde(flatten)]
    entry: Entry,
}

/// A check and whether it was passed.
#[derive(Clone, Serialize)]
struct Ticked {
    name: &'static str,
    passed: bool,
}

#[derive(Clone, Serialize)]
struct Call {
    method: String,
    path: String,
    status: u16,
}

/// A token taken apart for reading. Nothing is checked here.
#[derive(Clone, Serialize)]
pub struct Decoded {
    typ: String,
    header: Box<RawValue>,
    payload: Box<RawValue>,
    raw: String,
}

impl Ledger {
    /// An empty ledger that rings this bell.
    #[must_use]
    pub fn new(changes: Changes) -> Self {
        Self { inner: Arc::default(), changes }
    }

    /// Writes a step down.
    pub fn add(&self, entry: Entry) {
        let mut book = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        book.last += 1;
        let id = book.last;
        book.entries.push_back(Numbered { id, at: now_ms(), entry });
        if book.entries.len() > MOST {
            book.entries.pop_front();
        }
        drop(book);
        self.changes.tell();
    }

    /// All entries, the newest last.
    #[must_use]
    pub fn entries(&self) -> Vec<Numbered> {
        let book = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        book.entries.iter().cloned().collect()
    }
}

impl Entry {
    /// A step that was neither right nor wrong, until said otherwise.
    #[must_use]
    pub fn new(who: Who, title: impl Into<String>) -> Self {
        Self {
            who,
            title: title.into(),
            text: String::new(),
            outcome: Outcome::Info,
            checks: Vec::new(),
            token: None,
            http: None,
        }
    }

    /// Says more about it.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Says how it went.
    #[must_use]
    pub const fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// Puts the token behind it, if it is one.
    #[must_use]
    pub fn token(mut self, raw: &str) -> Self {
        self.token = Decoded::of(raw);
        self
    }

    /// Puts the checks of a decision behind it (docs/protocol.md §5.2).
    #[must_use]
    pub fn checks(mut self, checks: &[CheckResult]) -> Self {
        self.checks = checks
            .iter()
            .map(|result| Ticked { name: result.check.words(), passed: result.passed })
            .collect();
        self
    }

    /// Says which call it was.
    #[must_use]
    pub fn http(mut self, method: &str, path: &str, status: u16) -> Self {
        self.http = Some(Call { method: method.to_owned(), path: path.to_owned(), status });
        self
    }
}

impl Decoded {
    /// Takes a compact token apart; `None` if it is none.
    #[must_use]
    pub fn of(raw: &str) -> Option<Self> {
        let mut parts = raw.split('.');
        let (header, payload) = (parts.next()?, parts.next()?);
        let json = |part: &str| -> Option<Box<RawValue>> {
            serde_json::from_slice(&from_base64url(part)?).ok()
        };
        let header = json(header)?;
        let fields: serde_json::Value = serde_json::from_str(header.get()).ok()?;
        let typ = fields.get("typ").and_then(serde_json::Value::as_str).unwrap_or("JWT").to_owned();
        Some(Self { typ, header, payload: json(payload)?, raw: raw.to_owned() })
    }

    /// Whether it has this type.
    #[must_use]
    pub fn is(&self, typ: &str) -> bool {
        self.typ == typ
    }

    /// A claim that is a string.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<String> {
        let claims: serde_json::Value = serde_json::from_str(self.payload.get()).ok()?;
        claims.get(name)?.as_str().map(str::to_owned)
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ledger")
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({:?}, {:?})", self.who, self.outcome)
    }
}

impl std::fmt::Debug for Numbered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.id, self.entry)
    }
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Decoded({})", self.typ)
    }
}
