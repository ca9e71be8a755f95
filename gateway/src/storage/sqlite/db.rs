//! What a query or a change has at hand: a connection, and the seal for its values.

use super::damaged::damaged;
use crate::storage::seal::Seal;
use countersign_protocol::time::UnixSeconds;
use rusqlite::{Connection, Row};
use std::ops::Deref;

/// The database inside one call: a connection, and what seals and opens its values.
pub(super) struct Db<'a> {
    pub(super) connection: &'a Connection,
    pub(super) seal: &'a Seal,
}

impl Deref for Db<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Db<'_> {
    /// Seals a value for a row of a column.
    pub(super) fn seal(&self, column: &str, row: &str, value: &str) -> rusqlite::Result<String> {
        self.seal.seal(&place(column, row), value).map_err(|_| damaged())
    }

    /// Opens a value of a row of a column.
    pub(super) fn open(&self, column: &str, row: &str, sealed: &str) -> rusqlite::Result<String> {
        self.seal.open(&place(column, row), sealed).map_err(|_| damaged())
    }

    /// The same where there may be no value.
    pub(super) fn seal_some(
        &self,
        column: &str,
        row: &str,
        value: Option<&String>,
    ) -> rusqlite::Result<Option<String>> {
        value.map(|value| self.seal(column, row, value)).transpose()
    }

    /// The same where there may be no value. One that was deleted is none.
    pub(super) fn open_some(
        &self,
        column: &str,
        row: &str,
        sealed: Option<String>,
    ) -> rusqlite::Result<Option<String>> {
        let sealed = sealed.filter(|sealed| !sealed.is_empty());
        sealed.map(|sealed| self.open(column, row, &sealed)).transpose()
    }
}

/// What a value is bound to.
pub(super) fn place(column: &str, row: &str) -> String {
    format!("{column}/{row}")
}

/// Reads a time.
pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<UnixSeconds> {
    row.get(column).map(UnixSeconds)
}
