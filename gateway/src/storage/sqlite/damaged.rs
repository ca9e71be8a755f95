//! A value that this program cannot have written.

use rusqlite::types::Type;

/// A column holds what this program cannot have written, or cannot be opened by its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored value is damaged")]
struct Damaged;

/// The error of a query that came upon such a value. SQLite's own errors and this one travel
/// together, and the index of the column would say nothing to whoever reads the log.
pub(super) fn damaged() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Null, Box::new(Damaged))
}

pub(super) fn is_damaged(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::FromSqlConversionFailure(_, _, source) => source.is::<Damaged>(),
        _ => false,
    }
}
