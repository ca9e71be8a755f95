//! What the person is asked: read from a verified token, completely or not at all.
//!
//! Bytes, a language and the name of a time zone come in as arguments. The rules of that zone are
//! read, by `jiff`, from the system's own database and kept in memory: apart from that nothing here
//! does I/O. No row holds a time in words, so the hash of what was shown depends on no database.
//! The gateway reads its own records with the same code to recompute what a phone must have shown.

mod account;
mod asking;
mod content;
mod date;
mod display_hash;
mod engine;
mod facts;
mod kinds;
mod language;
mod locale;
mod money;
mod names;
mod own;
mod problem;
mod request;
mod row;
mod rules;
mod schema;
mod scope;
mod selection;
mod surroundings;
mod template;
mod text;
mod type_schema;
mod types;
mod view;
pub mod words;

pub use asking::{
    Client, Context, NumberEntry, OfferedAccount, PayeeMatch, PayeeVerification, RequestClaims,
};
pub use own::{OwnType, SchemaFault, SchemaProblem};
pub use problem::{Problem, ProblemKind};
pub use request::{
    Addressee, ConsentRequest, MAX_LIFE_SECONDS, Reading, ShownRequest, named_types,
};
pub use row::Row;
pub use selection::{Chosen, Selection, SelectionError};
pub use template::Template;
pub use types::{SUPPORTED_TYPES, TypeExists, Types};
pub use view::{
    AccountOffer, Choice, Direction, Field, FieldKind, Presentation, Section, View, Warning,
};

/// Whether a text may be shown as it is: the rules of docs/protocol.md §7.3, and at most `max`
/// characters as people count them.
#[must_use]
pub fn is_plain_text(text: &str, max: usize) -> bool {
    text::check(text, max).is_ok()
}
