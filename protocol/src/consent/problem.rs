//! Why a request cannot be shown, and so cannot be approved.

use serde::Serialize;

/// The first thing that could not be shown exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The part of the request it is in, such as `authorization_details/0`. Never content.
    pub section: String,
}

/// The closed list of what can be wrong with a request's content (docs/protocol.md §4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// `ver` is not one this app knows: it may need an update.
    #[error("a version that this app does not know")]
    Version,
    /// A claim or field that this app does not know.
    #[error("a field that this app does not know")]
    UnknownField,
    /// A type of authorization detail that this app does not know.
    #[error("a kind of request that this app does not know")]
    UnknownType,
    /// A scope that this app does not know.
    #[error("a permission that this app does not know")]
    UnknownScope,
    /// A value outside the list of a field.
    #[error("a value that this app does not know")]
    UnknownValue,
    /// A required field is missing.
    #[error("something is missing")]
    Missing,
    /// A field has the wrong JSON type, or `null`.
    #[error("a field has the wrong form")]
    WrongType,
    /// Not an amount above zero in its currency's smallest unit.
    #[error("the amount is not valid")]
    Amount,
    /// Not a currency of ISO 4217 with minor units.
    #[error("the currency is not valid")]
    Currency,
    /// Not an account number.
    #[error("an account number is not valid")]
    Account,
    /// Not a date.
    #[error("a date is not valid")]
    Date,
    /// A character that could hide or reorder text.
    #[error("a text holds characters that could mislead")]
    Character,
    /// Longer than the field allows, or empty.
    #[error("a text is too long or empty")]
    Length,
    /// More items than allowed, or none where some are needed.
    #[error("too many or too few items")]
    Count,
    /// Fields that exclude each other, or an end before its beginning.
    #[error("the request contradicts itself")]
    Contradiction,
    /// Accounts are offered that no detail asks for.
    #[error("accounts are offered that nothing asks for")]
    UnusedAccounts,
    /// A bank's own type has no words for this in the person's language. A defect of the app.
    #[error("this app has no words for this in your language")]
    MissingLabel,
    /// A leaf of the request would not be on the screen. A defect of this app, caught in time.
    #[error("not everything could be shown")]
    Incomplete,
}

impl ProblemKind {
    /// The problem, in this part of the request.
    pub(super) fn at(self, section: &str) -> Problem {
        Problem { kind: self, section: section.to_owned() }
    }
}
