//! What the AS does instead of what it should.

use crate::Key;
use crate::http::Answer;
use serde_json::Value;
use std::sync::Arc;

/// Changes the members of a JSON object.
pub type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// What the AS does at a step instead of what docs/protocol.md says.
#[derive(Clone)]
pub enum Trick {
    /// Answers this and does nothing.
    Say(Answer),
    /// Breaks the connection and does nothing.
    Silence,
    /// Does what it should, then breaks the connection: the answer is lost.
    LoseAnswer,
    /// Sends what it should under this media type.
    Named(&'static str),
    /// Changes the claims of the token, or the members of the JSON, that it answers with.
    Alter(Change),
    /// Signs the token of its answer with another key.
    SignWith(Key),
    /// Does this first, then what it should.
    Meanwhile(Arc<dyn Fn() + Send + Sync>),
}
