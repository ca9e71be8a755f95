//! Which AS has said, by its discovery document, that this version of the core is too old for it.

use super::{StoreError, optional};
use rusqlite::{Connection, params};

/// Notes what the document says of this version.
pub(crate) fn note(
    db: &Connection,
    issuer: &str,
    version: &str,
    left_out: bool,
) -> Result<(), StoreError> {
    if left_out {
        db.execute(
            "INSERT OR REPLACE INTO left_out (issuer, core_version) VALUES (?1, ?2)",
            params![issuer, version],
        )?;
    } else {
        db.execute("DELETE FROM left_out WHERE issuer = ?1", [issuer])?;
    }
    Ok(())
}

/// Whether it left out this very version. A newer one begins without it.
pub(crate) fn is_noted(db: &Connection, issuer: &str, version: &str) -> Result<bool, StoreError> {
    let noted = db.query_row(
        "SELECT 1 FROM left_out WHERE issuer = ?1 AND core_version = ?2",
        params![issuer, version],
        |_| Ok(()),
    );
    Ok(optional(noted)?.is_some())
}
