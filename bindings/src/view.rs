//! What a person sees, as plain data: the core's view, field by field.

use countersign::consent;
use countersign::consent::words::Language;

/// What came of reading a request.
#[derive(Clone, uniffi::Enum)]
pub enum Reading {
    /// All of it can be shown. Only this can be approved.
    Shown {
        /// What to show.
        view: View,
    },
    /// Something cannot be shown: deny is all that is left.
    NotShown {
        /// What is wrong.
        problem: Problem,
    },
}

/// Why a request cannot be shown.
#[derive(Clone, uniffi::Record)]
pub struct Problem {
    /// In words, for the person. It holds nothing of the request.
    pub text: String,
    /// The part of the request it is in, such as `authorization_details/0`. Never content.
    pub section: String,
}

/// A request, readable and complete. Show all of it, in this order.
#[derive(Clone, uniffi::Record)]
pub struct View {
    /// The language it is worded in (BCP 47).
    pub locale: String,
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
}

/// Fields that belong together.
#[derive(Clone, uniffi::Record)]
pub struct Section {
    /// Stable: `client`, `authorization_details/0`, ... (docs/protocol.md §7.1).
    pub key: String,
    /// Its heading.
    pub title: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// One thing to show.
#[derive(Clone, uniffi::Record)]
pub struct Field {
    /// Stable: the JSON pointer inside the section.
    pub key: String,
    /// What it is.
    pub label: String,
    /// The value, formatted. Plain text: never HTML, never a link to open.
    pub text: String,
    /// What kind of value, for the layout.
    pub kind: FieldKind,
    /// 1 large, 2 on the main screen, 3 further down. Approve waits until all of them were on
    /// screen.
    pub prominence: u8,
    /// Which way it is written.
    pub direction: Direction,
    /// Whether the client wrote it: to be set apart from what the bank says.
    pub client_words: bool,
    /// What to beware of.
    pub warnings: Vec<Warning>,
}

/// The kind of a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Direction {
    /// Left to right, in every language: amounts, accounts, codes.
    LeftToRight,
    /// By its first strong character.
    Automatic,
}

/// Something to beware of.
#[derive(Clone, uniffi::Record)]
pub struct Warning {
    /// Stable (docs/protocol.md §7.3).
    pub key: String,
    /// In words.
    pub text: String,
}

/// A choice of accounts. Nothing is preselected.
#[derive(Clone, uniffi::Record)]
pub struct Choice {
    /// The detail it is for; goes into the selection.
    pub detail: u32,
    /// What to ask.
    pub title: String,
    /// The fewest accounts.
    pub at_least: u32,
    /// The most accounts.
    pub at_most: u32,
    /// The accounts, in the order offered.
    pub accounts: Vec<AccountOffer>,
}

/// An account that may be chosen.
#[derive(Clone, uniffi::Record)]
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

impl Reading {
    pub(crate) fn of(reading: &consent::Reading, language: Language) -> Self {
        match reading {
            consent::Reading::Shown(view) => Self::Shown { view: View::of(view) },
            consent::Reading::NotShown(problem) => Self::NotShown {
                problem: Problem {
                    text: problem.kind.in_words(language).to_owned(),
                    section: problem.section.clone(),
                },
            },
        }
    }
}

impl View {
    fn of(view: &consent::View) -> Self {
        Self {
            locale: view.locale.to_owned(),
            right_to_left: view.right_to_left,
            time_zone: view.time_zone.clone(),
            title: view.title.clone(),
            amount: view.amount.clone(),
            warnings: view.warnings.iter().map(Warning::of).collect(),
            sections: view.sections.iter().map(Section::of).collect(),
            choices: view.choices.iter().map(Choice::of).collect(),
            number_digits: view.number_digits,
            requested_at: view.requested_at,
            expires_at: view.expires_at,
        }
    }
}

impl Section {
    fn of(section: &consent::Section) -> Self {
        Self {
            key: section.key.clone(),
            title: section.title.clone(),
            fields: section.fields.iter().map(Field::of).collect(),
        }
    }
}

impl Field {
    fn of(field: &consent::Field) -> Self {
        Self {
            key: field.key.clone(),
            label: field.label.clone(),
            text: field.text.clone(),
            kind: match field.kind {
                consent::FieldKind::Party => FieldKind::Party,
                consent::FieldKind::Amount => FieldKind::Amount,
                consent::FieldKind::Account => FieldKind::Account,
                consent::FieldKind::Text => FieldKind::Text,
                consent::FieldKind::Date => FieldKind::Date,
                consent::FieldKind::Time => FieldKind::Time,
                consent::FieldKind::Permission => FieldKind::Permission,
                consent::FieldKind::Link => FieldKind::Link,
                consent::FieldKind::Code => FieldKind::Code,
            },
            prominence: field.prominence,
            direction: match field.direction {
                consent::Direction::Ltr => Direction::LeftToRight,
                consent::Direction::Auto => Direction::Automatic,
            },
            client_words: field.client_words,
            warnings: field.warnings.iter().map(Warning::of).collect(),
        }
    }
}

impl Warning {
    fn of(warning: &consent::Warning) -> Self {
        Self { key: warning.key.to_owned(), text: warning.text.clone() }
    }
}

impl Choice {
    fn of(choice: &consent::Choice) -> Self {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let offer = |account: &consent::AccountOffer| AccountOffer {
            id: account.id.clone(),
            label: account.label.clone(),
            identification: account.identification.clone(),
            currency: account.currency.clone(),
        };
        Self {
            detail: small(choice.detail),
            title: choice.title.clone(),
            at_least: small(choice.at_least),
            at_most: small(choice.at_most),
            accounts: choice.accounts.iter().map(offer).collect(),
        }
    }
}
