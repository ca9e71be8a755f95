//! Why somebody says no.

use serde::Serialize;

/// Why the person says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialReason {
    /// "I did not start this."
    NotMe,
    /// The amount, the payee or something else is not what was agreed.
    WrongDetails,
    /// No longer wanted.
    ChangedMind,
    /// The phone cannot show the request. The only reason for one that was not shown.
    CannotDisplay,
    /// Not said.
    Unspecified,
}

impl DenialReason {
    const ALL: [Self; 5] = [
        Self::NotMe,
        Self::WrongDetails,
        Self::ChangedMind,
        Self::CannotDisplay,
        Self::Unspecified,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotMe => "not_me",
            Self::WrongDetails => "wrong_details",
            Self::ChangedMind => "changed_mind",
            Self::CannotDisplay => "cannot_display",
            Self::Unspecified => "unspecified",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}
