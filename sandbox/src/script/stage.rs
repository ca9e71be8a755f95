//! What the script plays on: calls, waiting, and lines in the terminal.

use super::text;
use serde_json::Value;
use std::io::Write;
use std::time::Duration;

/// How long a step may take.
const LONGEST_STEP: Duration = Duration::from_secs(10);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The sandbox at the other end of HTTP, and a terminal.
pub(super) struct RemoteSandbox<'a, W> {
    url: String,
    http: reqwest::Client,
    out: &'a mut W,
    acts: u32,
}

/// Why the script stopped.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// A step did not go as it should.
    #[error(transparent)]
    Failed(#[from] Failed),
    /// The sandbox did not answer.
    #[error("the sandbox does not answer")]
    NoAnswer,
    /// The sandbox refused an action, with this reason.
    #[error("the sandbox refused: {0}")]
    Refused(String),
    /// The terminal is gone.
    #[error("cannot write: {0}")]
    Output(#[from] std::io::Error),
}

/// A step that did not go as it should.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this did not happen: {0}")]
pub struct Failed(pub String);

type Result<T> = std::result::Result<T, ScriptError>;

impl<'a, W: Write + Send> RemoteSandbox<'a, W> {
    pub(super) fn new(url: &str, out: &'a mut W) -> Result<Self> {
        let http = crate::loopback::client().map_err(|_| ScriptError::NoAnswer)?;
        Ok(Self { url: url.to_owned(), http, out, acts: 0 })
    }

    pub(super) fn say(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}")?;
        Ok(self.out.flush()?)
    }

    pub(super) fn title(&mut self, title: &str) -> Result<()> {
        self.acts += 1;
        let line = format!("\n{}. {title}", self.acts);
        self.say(&line)
    }

    pub(super) fn done(&mut self, step: &str) -> Result<()> {
        self.say(&format!("   ok  {step}"))
    }

    /// Prints a step that is right, or stops.
    pub(super) fn check(&mut self, right: bool, step: &str) -> Result<()> {
        if right { self.done(step) } else { self.fail(step) }
    }

    fn fail<T>(&mut self, step: &str) -> Result<T> {
        self.say(&format!("   NO  {step}"))?;
        Err(Failed(step.to_owned()).into())
    }

    /// Does what a button on the pages does.
    pub(super) async fn act(&self, path: &str, body: &Value) -> Result<()> {
        let sent = self
            .http
            .post(format!("{}{path}", self.url))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await;
        let answer = sent.map_err(|_| ScriptError::NoAnswer)?;
        if answer.status().is_success() {
            return Ok(());
        }
        let body = answer.bytes().await.map_err(|_| ScriptError::NoAnswer)?;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        Err(ScriptError::Refused(text(&body, "/error").to_owned()))
    }

    pub(super) async fn state(&self) -> Result<Value> {
        let sent = self.http.get(format!("{}/sandbox/state", self.url)).send().await;
        let body = sent.map_err(|_| ScriptError::NoAnswer)?.bytes().await;
        serde_json::from_slice(&body.map_err(|_| ScriptError::NoAnswer)?)
            .map_err(|_| ScriptError::NoAnswer)
    }

    /// Orders something and waits until the order is in this state.
    pub(super) async fn order(&mut self, order: &Value, state: &str) -> Result<Value> {
        let before = self.state().await?;
        let newest = text(&before, "/shop/orders/0/id").to_owned();
        self.act("/sandbox/shop/orders", order).await?;
        self.wait(&format!("the order is {state}"), |now| {
            let order = now.pointer("/shop/orders/0")?;
            let new = text(order, "/id") != newest && text(order, "/state") == state;
            new.then(|| order.clone())
        })
        .await
    }

    /// Waits until an order is in this state.
    pub(super) async fn ordered(&mut self, id: &str, state: &str) -> Result<Value> {
        self.wait(&format!("the order is {state}"), |now| {
            let orders = now.pointer("/shop/orders")?.as_array()?;
            let order = orders.iter().find(|order| text(order, "/id") == id)?;
            (text(order, "/state") == state).then(|| order.clone())
        })
        .await
    }

    /// Waits for the notice, opens it, and waits for this screen.
    pub(super) async fn open(&mut self, screen: &str) -> Result<Value> {
        self.wait("the phone has a notice", |now| {
            (now.pointer("/phone/notice") == Some(&Value::Bool(true))).then_some(())
        })
        .await?;
        self.act("/sandbox/phone/open", &serde_json::json!({})).await?;
        self.screen(screen).await
    }

    /// Waits for this screen of the phone.
    pub(super) async fn screen(&mut self, screen: &str) -> Result<Value> {
        self.wait(&format!("the phone shows the screen \u{201c}{screen}\u{201d}"), |now| {
            let shown = now.pointer("/phone/screen")?;
            (text(shown, "/state") == screen).then(|| shown.clone())
        })
        .await
    }

    /// How many things the phone refused since then.
    pub(super) async fn refused_since(&self, before: &Value) -> Result<usize> {
        let last = |state: &Value| {
            let entries = state.pointer("/ledger/entries").and_then(Value::as_array);
            entries.and_then(|entries| entries.last()?.get("id")?.as_u64()).unwrap_or(0)
        };
        let (last, now) = (last(before), self.state().await?);
        let entries = now.pointer("/ledger/entries").and_then(Value::as_array);
        let refused = entries.into_iter().flatten().filter(|entry| {
            entry.get("id").and_then(Value::as_u64).is_some_and(|id| id > last)
                && text(entry, "/who") == "phone"
                && text(entry, "/outcome") == "refused"
        });
        Ok(refused.count())
    }

    async fn wait<T>(&mut self, step: &str, look: impl Fn(&Value) -> Option<T>) -> Result<T> {
        let until = tokio::time::Instant::now() + LONGEST_STEP;
        while tokio::time::Instant::now() < until {
            if let Some(found) = look(&self.state().await?) {
                return Ok(found);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        self.fail(step)
    }
}
