//! JSON as it was received: members in order, none twice, numbers as written.
//!
//! A consent is read from this and not from `serde_json::Value`, because a value keeps the last
//! of two equal members and turns `0.10` into a float, and both would show something else than
//! what was signed (RFC 7515 §4, RFC 7493).

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 16;
/// The most values, at all levels together, that are read.
pub const MAX_VALUES: usize = 4096;

/// A JSON value that has lost nothing of what its sender wrote, except white space and escapes.
#[derive(Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: its members in the order received, no name twice.
    Object(Vec<(String, Json)>),
}

/// Why bytes are not JSON that may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON by RFC 8259, not UTF-8, or a lone surrogate.
    #[error("not JSON")]
    Syntax,
    /// An object has two members of one name.
    #[error("a member appears twice")]
    DoubledMember,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested too deep")]
    TooDeep,
    /// More than [`MAX_VALUES`] values.
    #[error("too many values")]
    TooMany,
}

impl Json {
    /// Reads one JSON text.
    ///
    /// # Errors
    ///
    /// [`JsonError`] says which rule it breaks; nothing of the input is kept.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        let text = std::str::from_utf8(bytes).map_err(|_| JsonError::Syntax)?;
        let raw: &RawValue = serde_json::from_str(text).map_err(|_| JsonError::Syntax)?;
        let mut left = MAX_VALUES;
        read(raw, MAX_DEPTH, &mut left)
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, if it is written as one: without a fraction, without an exponent, and not `-0`.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Number(text) if text != "-0" => text.parse().ok(),
            _ => None,
        }
    }

    /// The member of this name, if this is an object that has it.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }
}

impl fmt::Debug for Json {
    /// Shows the kind and never the content: a consent must not leak through a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        })
    }
}

/// Reads one level with `serde_json` and recurses itself, so that numbers stay text and the depth
/// is bounded by a count and not by the stack.
fn read(raw: &RawValue, depth: usize, left: &mut usize) -> Result<Json, JsonError> {
    *left = left.checked_sub(1).ok_or(JsonError::TooMany)?;
    let text = raw.get();
    let syntax = |_| JsonError::Syntax;
    match text.as_bytes().first() {
        Some(b'{') => {
            let depth = depth.checked_sub(1).ok_or(JsonError::TooDeep)?;
            let level: Level<'_> = serde_json::from_str(text).map_err(syntax)?;
            if level.doubled {
                return Err(JsonError::DoubledMember);
            }
            level
                .members
                .into_iter()
                .map(|(name, value)| Ok((name, read(value, depth, left)?)))
                .collect::<Result<_, _>>()
                .map(Json::Object)
        }
        Some(b'[') => {
            let depth = depth.checked_sub(1).ok_or(JsonError::TooDeep)?;
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(syntax)?;
            items
                .into_iter()
                .map(|item| read(item, depth, left))
                .collect::<Result<_, _>>()
                .map(Json::Array)
        }
        Some(b'"') => serde_json::from_str(text).map(Json::String).map_err(syntax),
        Some(b't') => Ok(Json::Bool(true)),
        Some(b'f') => Ok(Json::Bool(false)),
        Some(b'n') => Ok(Json::Null),
        Some(_) => Ok(Json::Number(text.to_owned())),
        None => Err(JsonError::Syntax),
    }
}

/// One object's members, their values not yet read.
struct Level<'a> {
    members: Vec<(String, &'a RawValue)>,
    doubled: bool,
}

impl<'de> Deserialize<'de> for Level<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersOnce;
        impl<'de> Visitor<'de> for MembersOnce {
            type Value = Level<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Level<'de>, A::Error> {
                let mut names = std::collections::HashSet::new();
                let mut level = Level { members: Vec::new(), doubled: false };
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if level.members.len() > MAX_VALUES {
                        return Err(A::Error::custom("too many members"));
                    }
                    level.doubled |= !names.insert(name.clone());
                    level.members.push((name, value));
                }
                Ok(level)
            }
        }
        deserializer.deserialize_map(MembersOnce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_character() {
        let json = Json::parse(br#"{"a":0.10,"b":1e2,"c":9007199254740993}"#).unwrap();

        assert_eq!(json.member("a"), Some(&Json::Number("0.10".into())));
        assert_eq!(json.member("b"), Some(&Json::Number("1e2".into())));
        assert_eq!(json.member("c").and_then(Json::as_integer), Some(9_007_199_254_740_993));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        let many = format!("[{}0]", "0,".repeat(MAX_VALUES));

        assert_eq!(Json::parse(br#"{"a":1,"a":1}"#), Err(JsonError::DoubledMember));
        assert_eq!(Json::parse(br#"{"x":{"a":1,"\u0061":1}}"#), Err(JsonError::DoubledMember));
        assert_eq!(Json::parse(br#""\ud800""#), Err(JsonError::Syntax));
        assert_eq!(Json::parse(b"NaN"), Err(JsonError::Syntax));
        assert_eq!(Json::parse(b"{} {}"), Err(JsonError::Syntax));
        assert_eq!(Json::parse(b"\xff"), Err(JsonError::Syntax));
        assert_eq!(Json::parse(deep.as_bytes()), Err(JsonError::TooDeep));
        assert_eq!(Json::parse(many.as_bytes()), Err(JsonError::TooMany));
    }

    #[test]
    fn debug_output_tells_the_kind_and_nothing_else() {
        let json = Json::parse(br#"{"creditorName":"Merchant A"}"#).unwrap();

        assert_eq!(format!("{json:?}"), "object");
    }
}
