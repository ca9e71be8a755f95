//! How a type of authorization details is described as a whole: its schema, which accounts are to
//! be chosen for it, and what its headline says.

use super::schema::{Name, Object, Own, Wording};
use super::words::Label;
use crate::json::Json;
use std::ops::RangeInclusive;

/// How a type is read, shown and summed up.
#[derive(Clone)]
pub(super) struct TypeSchema {
    pub(super) name: Name,
    pub(super) section: Wording,
    pub(super) object: Object,
    pub(super) choosing: Choosing,
    pub(super) headline: Summary,
}

/// Which accounts a type asks the person to choose, where some are offered.
#[derive(Clone, Copy)]
pub(super) enum Choosing {
    Nothing,
    /// One to pay from, unless this member (a path of names) says which.
    PayFrom(&'static [&'static str]),
    /// Any number to share, if `access` is open.
    Share,
}

/// What the one sentence at the top says of a type.
#[derive(Clone)]
pub(super) enum Summary {
    /// A payment, once, many at once, or again and again if this member (a path) is there.
    Pay { again: &'static [&'static str] },
    /// Payments up to a limit, whenever the client wants.
    PayUpTo,
    /// Access to accounts.
    Share,
    /// Something in the client's own words.
    Confirm,
    /// A fixed sentence of the bank's.
    Own(Own),
}

impl TypeSchema {
    /// How many of the offered accounts are to be chosen for this detail, if any.
    pub(super) fn choice(
        &self,
        detail: &Json,
        offered: usize,
    ) -> Option<(Label, RangeInclusive<usize>)> {
        let (open, choice) = match self.choosing {
            Choosing::Nothing => return None,
            Choosing::PayFrom(path) => {
                (at(detail, path).is_none(), (Label::ChooseOneAccount, 1..=1))
            }
            Choosing::Share => {
                let open = detail.member("access").is_none_or(is_open);
                (open, (Label::ChooseAccounts, 1..=offered))
            }
        };
        (open && offered > 0).then_some(choice)
    }

    /// Whether it has a payee whose name a bank may have checked.
    pub(super) const fn pays(&self) -> bool {
        matches!(self.headline, Summary::Pay { .. } | Summary::PayUpTo)
    }
}

/// The value at a path of member names.
pub(super) fn at<'a>(value: &'a Json, path: &[&str]) -> Option<&'a Json> {
    path.iter().try_fold(value, |value, name| value.member(name))
}

/// Whether an `access` leaves open which accounts: one of its lists is empty.
fn is_open(access: &Json) -> bool {
    let Json::Object(lists) = access else { return false };
    lists.iter().any(|(_, list)| matches!(list, Json::Array(items) if items.is_empty()))
}
