//! What a person sees: plain data, in order, that any screen can lay out.

use super::language::Language;
use super::row::Row;
use super::types::Types;
use serde::Serialize;

/// How a view is worded, and what can be in it.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// The language.
    pub language: Language,
    /// The IANA name of the phone's time zone, such as `Europe/Berlin`.
    pub time_zone: String,
    /// The types that can be shown: [`Types::default`] holds the built-in ones.
    pub types: Types,
}

/// A request, readable and complete.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// The template's version.
    pub template: &'static str,
    /// The language it is worded in (BCP 47).
    pub locale: &'static str,
    /// Whether it is to be laid out from right to left.
    pub right_to_left: bool,
    /// The time zone its times are told in.
    pub time_zone: String,
    /// One sentence that says what is asked.
    pub title: String,
    /// The amount, where exactly one is asked for.
    pub amount: Option<String>,
    /// All warnings, to show above the details.
    pub warnings: Vec<Warning>,
    /// The details, in order.
    pub sections: Vec<Section>,
    /// What the person has to choose.
    pub choices: Vec<Choice>,
    /// How many digits the person has to copy from the other screen.
    pub number_digits: Option<u8>,
    /// When the AS made the request, Unix seconds.
    pub requested_at: i64,
    /// When it ends, Unix seconds.
    pub expires_at: i64,
    /// What the decision binds.
    #[serde(skip)]
    pub(super) rows: Vec<Row>,
}

/// Fields that belong together.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Stable: `client`, `authorization_details/0`, ... (docs/protocol.md §7.1).
    pub key: String,
    /// Its heading.
    pub title: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// One thing to show.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Stable: the JSON pointer inside the section.
    pub key: String,
    /// What it is.
    pub label: String,
    /// The value, formatted.
    pub text: String,
    /// What kind of value, for the layout.
    pub kind: FieldKind,
    /// 1 large, 2 on the main screen, 3 further down.
    pub prominence: u8,
    /// Which way it is written.
    pub direction: Direction,
    /// Whether the client wrote it: to be set apart from what the bank says.
    pub client_words: bool,
    /// What to beware of.
    pub warnings: Vec<Warning>,
}

/// The kind of a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A person or company.
    Party,
    /// An amount of money with its currency code.
    Amount,
    /// An account number.
    Account,
    /// Words.
    Text,
    /// A day.
    Date,
    /// A moment.
    Time,
    /// Something the client would be allowed to do.
    Permission,
    /// An address on the web: plain text, never to be opened.
    Link,
    /// A code to compare.
    Code,
}

/// Which way a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right, in every language: amounts, accounts, codes.
    Ltr,
    /// By its first strong character, in an isolate of its own.
    Auto,
}

/// Something to beware of.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable (docs/protocol.md §7.3).
    pub key: &'static str,
    /// In words.
    pub text: String,
}

/// A choice of accounts. Nothing is preselected.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The detail it is for.
    pub detail: usize,
    /// What to ask.
    pub title: String,
    /// The fewest accounts.
    pub at_least: usize,
    /// The most accounts.
    pub at_most: usize,
    /// The accounts, in the order offered.
    pub accounts: Vec<AccountOffer>,
}

/// An account that may be chosen.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct AccountOffer {
    /// Opaque; goes into the selection.
    pub id: String,
    /// What the bank calls it.
    pub label: String,
    /// Its number, masked.
    pub identification: String,
    /// Its currency.
    pub currency: Option<String>,
}

impl View {
    /// The rows that the decision binds, without a selection (docs/protocol.md §7).
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "View of {} rows", self.rows.len())
    }
}
