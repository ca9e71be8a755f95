//! The request keys of an AS, kept as the signed token they came in.

use super::{StoreError, optional};
use rusqlite::{Connection, params};

/// The newest key set of an AS.
pub(crate) struct StoredKeys {
    /// Its number; a smaller one never replaces it.
    pub(crate) seq: i64,
    /// The token, to be verified again before use.
    pub(crate) token: String,
}

impl StoredKeys {
    pub(crate) fn load(db: &Connection, issuer: &str) -> Result<Option<Self>, StoreError> {
        optional(db.query_row(
            "SELECT seq, token FROM as_keys WHERE issuer = ?1",
            [issuer],
            |row| Ok(Self { seq: row.get(0)?, token: row.get(1)? }),
        ))
    }

    /// Keeps it, unless a newer one is there.
    pub(crate) fn save(&self, db: &Connection, issuer: &str) -> Result<(), StoreError> {
        db.execute(
            "INSERT INTO as_keys (issuer, seq, token) VALUES (?1, ?2, ?3)
             ON CONFLICT (issuer) DO UPDATE SET seq = excluded.seq, token = excluded.token
             WHERE excluded.seq >= as_keys.seq",
            params![issuer, self.seq, self.token],
        )?;
        Ok(())
    }
}
