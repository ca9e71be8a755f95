//! What a device is, and whether it may answer.

use crate::claims::{ClaimError, Members};
use serde::{Deserialize, Serialize};

/// What kind of phone this is, for the list that the bank shows to its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceInfo {
    /// The model, at most 64 characters.
    pub model: String,
    /// The operating system and its version, at most 64 characters.
    pub os: String,
}

/// Whether a device may answer (docs/protocol.md §3.4): as the bank keeps it, and as far as a
/// phone knows of its own enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Registered; the session at the bank has not yet confirmed the six digits.
    Pending,
    /// It may answer.
    Active,
    /// Too many failures, or reported: it may answer once the bank unblocks it.
    Blocked,
    /// Removed for good. Enrol again.
    Revoked,
}

impl DeviceInfo {
    /// Reads the claim `device`. Both texts are shown to the bank's people: at most 64
    /// characters, none of them a control.
    ///
    /// # Errors
    ///
    /// [`ClaimError`].
    pub fn read(mut members: Members) -> Result<Self, ClaimError> {
        let (model, os) = (short(&mut members, "model")?, short(&mut members, "os")?);
        members.finish()?;
        Ok(Self { model, os })
    }
}

fn short(members: &mut Members, name: &str) -> Result<String, ClaimError> {
    let text = members.string(name, 256)?;
    let plain = text.chars().count() <= 64 && !text.chars().any(char::is_control);
    if plain { Ok(text) } else { Err(ClaimError::Wrong) }
}

impl DeviceState {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Revoked => "revoked",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pending, Self::Active, Self::Blocked, Self::Revoked]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}
