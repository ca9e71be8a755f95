//! Which of the offered accounts the person chose.

use super::view::Choice;
use crate::claims::{ClaimError, Members};
use crate::json::Json;
use serde::Serialize;

/// The accounts chosen for one authorization detail.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// The detail's index.
    pub detail: usize,
    /// Ids, each one of those offered.
    pub accounts: Vec<String>,
}

/// All choices of one decision. Empty where nothing was to be chosen.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Selection(Vec<Chosen>);

/// Why a selection does not fit what was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A detail that asks for a choice has none, or one that does not ask has one.
    #[error("a choice is missing or was not asked for")]
    Details,
    /// An account that was not offered, or one twice.
    #[error("an account was not offered or is chosen twice")]
    Accounts,
    /// Fewer or more accounts than asked for.
    #[error("too few or too many accounts")]
    Count,
    /// Not in the order of the offer (docs/protocol.md §5.1).
    #[error("the choices are out of order")]
    Order,
}

impl Selection {
    /// What the person chose, in any order.
    #[must_use]
    pub const fn of(chosen: Vec<Chosen>) -> Self {
        Self(chosen)
    }

    /// Reads the claim `selection`.
    ///
    /// # Errors
    ///
    /// [`ClaimError`] if it has not the form of docs/protocol.md §5.1.
    pub fn from_json(json: Json) -> Result<Self, ClaimError> {
        let Json::Array(entries) = json else { return Err(ClaimError::Wrong) };
        let read = |entry| {
            let mut members = Members::of(entry)?;
            let detail =
                usize::try_from(members.integer("detail")?).map_err(|_| ClaimError::Wrong)?;
            let accounts = members.strings("accounts", 50)?;
            members.finish()?;
            Ok(Chosen { detail, accounts })
        };
        entries.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The choices.
    #[must_use]
    pub fn chosen(&self) -> &[Chosen] {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The answer to these choices that is longest when it is written.
    pub(crate) fn longest(choices: &[Choice]) -> Self {
        let longest = |choice: &Choice| {
            let mut ids: Vec<_> = choice.accounts.iter().map(|offer| offer.id.clone()).collect();
            ids.sort_by_key(|id| std::cmp::Reverse(id.len()));
            ids.truncate(choice.at_most);
            Chosen { detail: choice.detail, accounts: ids }
        };
        Self(choices.iter().map(longest).collect())
    }

    /// Puts the choices and their accounts into the order of the offer.
    #[must_use]
    pub(crate) fn in_order_of(mut self, choices: &[Choice]) -> Self {
        self.0.sort_by_key(|chosen| chosen.detail);
        for chosen in &mut self.0 {
            if let Some(choice) = choices.iter().find(|choice| choice.detail == chosen.detail) {
                chosen
                    .accounts
                    .sort_by_key(|id| choice.accounts.iter().position(|offer| offer.id == *id));
            }
        }
        self
    }

    /// Checks that this answers exactly what was asked, in the order of the offer.
    pub(super) fn check(&self, choices: &[Choice]) -> Result<(), SelectionError> {
        if self.0.len() != choices.len() {
            return Err(SelectionError::Details);
        }
        for (chosen, choice) in self.0.iter().zip(choices) {
            if chosen.detail != choice.detail {
                return Err(SelectionError::Details);
            }
            if !(choice.at_least..=choice.at_most).contains(&chosen.accounts.len()) {
                return Err(SelectionError::Count);
            }
            let mut last = None;
            for id in &chosen.accounts {
                let at = choice.accounts.iter().position(|offer| offer.id == *id);
                let at = at.ok_or(SelectionError::Accounts)?;
                match last {
                    Some(last) if at == last => return Err(SelectionError::Accounts),
                    Some(last) if at < last => return Err(SelectionError::Order),
                    _ => last = Some(at),
                }
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Selection of {}", self.0.len())
    }
}
