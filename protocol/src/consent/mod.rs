//! What the person is asked: read from a verified token, completely or not at all.
//!
//! Pure: takes bytes, a language and a time zone, and does no I/O. The gateway reads its own
//! records with the same code to recompute what a phone must have shown.

mod account;
mod asking;
mod content;
mod date;
mod display;
mod engine;
mod kinds;
mod locale;
mod money;
mod names;
mod own;
mod problem;
mod request;
mod rules;
mod schema;
mod scope;
mod selection;
mod text;
mod types;
mod view;
mod wording;
pub mod words;

pub use asking::{
    Client, Context, NumberEntry, OfferedAccount, PayeeMatch, PayeeVerification, RequestClaims,
};
pub use display::Row;
pub use own::{OwnType, SchemaFault, SchemaProblem};
pub use problem::{Problem, ProblemKind};
pub use request::{Addressee, ConsentRequest, MAX_LIFE_SECONDS, Reading};
pub use selection::{Chosen, Selection, SelectionError};
pub use types::{SUPPORTED_TYPES, TypeExists, Types};
/// Whether a text may be shown as it is: the rules of docs/protocol.md §7.3, `max` characters.
#[must_use]
pub fn is_plain_text(text: &str, max: usize) -> bool {
    text::check(text, max).is_ok()
}

pub use view::{
    AccountOffer, Choice, Direction, Field, FieldKind, Presentation, Section, TEMPLATE, View,
    Warning,
};
