//! Closed reading of an object's members: what is listed is taken, what is left is refused.

use crate::json::{Json, JsonError};
use crate::time::UnixSeconds;
use std::collections::BTreeMap;

/// Why the members of an object are not those that were expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// The text is not JSON that may be read.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A required member is missing.
    #[error("a required member is missing")]
    Missing,
    /// A member has another JSON type, or a value outside its bounds.
    #[error("a member has the wrong type or value")]
    Wrong,
    /// A member that is not listed.
    #[error("a member that is not listed")]
    Unlisted,
}

/// The members of an object that were not taken yet.
///
/// Take what the specification lists, then call [`Members::finish`]: it fails if anything is left.
#[derive(Debug)]
pub struct Members(Vec<(String, Json)>);

impl Members {
    /// The members of a JSON object.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Wrong`] if it is not an object.
    pub fn of(json: Json) -> Result<Self, ClaimError> {
        match json {
            Json::Object(members) => Ok(Self(members)),
            _ => Err(ClaimError::Wrong),
        }
    }

    /// The members of the object in these bytes.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Json`] if they are not JSON, [`ClaimError::Wrong`] if not an object.
    pub fn parse(bytes: &[u8]) -> Result<Self, ClaimError> {
        Self::of(Json::parse(bytes)?)
    }

    /// Takes a member, if it is there.
    pub fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    /// A member that was not taken.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Takes all members, each a string of 1 to 256 bytes: at most `max` of them.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Wrong`].
    pub fn all_strings(self, max: usize) -> Result<BTreeMap<String, String>, ClaimError> {
        if self.0.len() > max {
            return Err(ClaimError::Wrong);
        }
        let read = |(name, value)| match value {
            Json::String(text) if (1..=256).contains(&text.len()) => Ok((name, text)),
            _ => Err(ClaimError::Wrong),
        };
        self.0.into_iter().map(read).collect()
    }

    /// The names of the members that were not taken.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Takes a string of 1 to `max` bytes, if it is there.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Wrong`] if it is something else.
    pub fn optional_string(
        &mut self,
        name: &str,
        max: usize,
    ) -> Result<Option<String>, ClaimError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::String(text)) if !text.is_empty() && text.len() <= max => Ok(Some(text)),
            Some(_) => Err(ClaimError::Wrong),
        }
    }

    /// Takes a string of 1 to `max` bytes.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Missing`] or [`ClaimError::Wrong`].
    pub fn string(&mut self, name: &str, max: usize) -> Result<String, ClaimError> {
        self.optional_string(name, max)?.ok_or(ClaimError::Missing)
    }

    /// Takes an id: 1 to 128 characters of `A–Z a–z 0–9 . _ ~ -` (docs/protocol.md §1.1).
    ///
    /// # Errors
    ///
    /// [`ClaimError::Missing`] or [`ClaimError::Wrong`].
    pub fn id(&mut self, name: &str) -> Result<String, ClaimError> {
        let text = self.string(name, 128)?;
        if is_id(&text) { Ok(text) } else { Err(ClaimError::Wrong) }
    }

    /// Takes an integer.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Missing`] or [`ClaimError::Wrong`].
    pub fn integer(&mut self, name: &str) -> Result<i64, ClaimError> {
        self.take(name).ok_or(ClaimError::Missing)?.as_integer().ok_or(ClaimError::Wrong)
    }

    /// Takes a NumericDate that is an integer between 0 and 2^53.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Missing`] or [`ClaimError::Wrong`].
    pub fn time(&mut self, name: &str) -> Result<UnixSeconds, ClaimError> {
        let seconds = self.integer(name)?;
        if (0..=1 << 53).contains(&seconds) {
            Ok(UnixSeconds(seconds))
        } else {
            Err(ClaimError::Wrong)
        }
    }

    /// Takes an object, if it is there.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Wrong`] if it is something else.
    pub fn optional_object(&mut self, name: &str) -> Result<Option<Self>, ClaimError> {
        self.take(name).map(Self::of).transpose()
    }

    /// Takes an object.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Missing`] or [`ClaimError::Wrong`].
    pub fn object(&mut self, name: &str) -> Result<Self, ClaimError> {
        self.optional_object(name)?.ok_or(ClaimError::Missing)
    }

    /// Takes an array of at most `max` items, if it is there.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Wrong`] if it is something else, or longer.
    pub fn optional_array(
        &mut self,
        name: &str,
        max: usize,
    ) -> Result<Option<Vec<Json>>, ClaimError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Array(items)) if items.len() <= max => Ok(Some(items)),
            Some(_) => Err(ClaimError::Wrong),
        }
    }

    /// Takes an array of at most `max` strings, each of 1 to 256 bytes.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Missing`] or [`ClaimError::Wrong`].
    pub fn strings(&mut self, name: &str, max: usize) -> Result<Vec<String>, ClaimError> {
        self.optional_array(name, max)?
            .ok_or(ClaimError::Missing)?
            .into_iter()
            .map(|item| match item {
                Json::String(text) if !text.is_empty() && text.len() <= 256 => Ok(text),
                _ => Err(ClaimError::Wrong),
            })
            .collect()
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// [`ClaimError::Unlisted`] if a member was not taken.
    pub fn finish(self) -> Result<(), ClaimError> {
        if self.0.is_empty() { Ok(()) } else { Err(ClaimError::Unlisted) }
    }
}

/// Whether a text may be an id (docs/protocol.md §1.1). `.` and `..` are none: ids go into URLs,
/// where these climb.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !matches!(text, "." | "..")
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b))
}
