//! Who asks for an act of a person.

use super::ChannelError;

/// The longest name of a credential or an operator.
const MAX_NAME: usize = 64;

/// Who asks for something that a person does, such as unblocking a device: it stands in the audit
/// log beside what was done. [`Gateway::acting_as`](crate::Gateway::acting_as) takes it.
///
/// The credential is what was proved; the operator is the caller's word. Neither may hold more
/// about a person than the bank wants in its log: a staff number, not a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    credential: String,
    operator: Option<String>,
}

impl Actor {
    /// Somebody who acts through this part of the AS (for calls over HTTP: the name of the
    /// channel's credential), and the person, if they are known. Each is 1 to 64 visible
    /// characters of ASCII.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Malformed`] if one is something else.
    pub fn new(credential: &str, operator: Option<&str>) -> Result<Self, ChannelError> {
        if !is_name(credential) || operator.is_some_and(|operator| !is_name(operator)) {
            return Err(ChannelError::Malformed);
        }
        Ok(Self { credential: credential.to_owned(), operator: operator.map(str::to_owned) })
    }

    /// The credential, by its name.
    #[must_use]
    pub fn credential(&self) -> &str {
        &self.credential
    }

    /// The person, as the caller names them.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }
}

/// Whether a text may name a credential or an operator.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_visible() {
        for name in ["x", "help-desk", &"x".repeat(64)] {
            assert!(Actor::new(name, Some(name)).is_ok(), "{name}");
        }
        for name in ["", "two words", "line\nend", "nul\0", "é", &"x".repeat(65)] {
            assert_eq!(Actor::new(name, None), Err(ChannelError::Malformed), "{name}");
            assert_eq!(Actor::new("x", Some(name)), Err(ChannelError::Malformed), "{name}");
        }
    }
}
