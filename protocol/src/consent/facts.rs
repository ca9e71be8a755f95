//! What is remembered of the rows while a request is read: for its headline, its totals and the
//! remarks on names.

use super::money::Money;

/// What was paid to whom, and how much altogether.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) amounts: Vec<Money>,
    pub(super) payees: Vec<String>,
    pub(super) totals: Vec<String>,
    pub(super) names: Vec<ShownName>,
}

/// A name that is shown, and where.
pub(super) struct ShownName {
    pub(super) name: String,
    /// Whether it is that of somebody who is paid.
    pub(super) paid: bool,
    pub(super) section: usize,
    pub(super) field: String,
}

impl ShownName {
    pub(super) fn at(name: &str, paid: bool, section: usize, field: &str) -> Self {
        Self { name: name.to_owned(), paid, section, field: field.to_owned() }
    }
}
