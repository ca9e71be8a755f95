//! Migrations: numbered files, counted by `user_version`; a crate for that lags behind rusqlite,
//! and SQLite links only once.

use super::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Brings a database to the newest version, one file after the other, each in one transaction.
///
/// # Errors
///
/// [`StoreError::Newer`] if it is from a newer version, else what SQLite says.
pub fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    migrate_with(connection, migrations, |_, _| Ok(()))
}

/// The same, with what SQL cannot do: `complete` is called with the version that a file brought,
/// in its transaction.
pub(super) fn migrate_with(
    connection: &mut Connection,
    migrations: &[&str],
    mut complete: impl FnMut(&Transaction<'_>, u32) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let done: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let newest = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if done > newest {
        return Err(StoreError::Newer);
    }
    for (version, migration) in (1..=newest).zip(migrations).filter(|(version, _)| *version > done)
    {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
        complete(&transaction, version)?;
        transaction.commit()?;
    }
    Ok(())
}
