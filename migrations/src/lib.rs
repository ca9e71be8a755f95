//! Migrations: numbered files, counted by `user_version`; a crate for that lags behind rusqlite,
//! and SQLite links only once.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Why a database cannot be brought to the newest version.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// It is from a newer version than this one.
    #[error("the database is from a newer version")]
    Newer,
    /// What SQLite says.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Brings a database to the newest version, one file after the other, each in one transaction.
///
/// # Errors
///
/// [`MigrationError::Newer`] if it is from a newer version, else what SQLite says.
pub fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), MigrationError> {
    migrate_with(connection, migrations, |_, _| Ok(()))
}

/// The same, with what SQL cannot do: `complete` is called with the version that a file brought,
/// in its transaction.
///
/// # Errors
///
/// As [`migrate`], and whatever `complete` says.
pub fn migrate_with<E: From<MigrationError>>(
    connection: &mut Connection,
    migrations: &[&str],
    mut complete: impl FnMut(&Transaction<'_>, u32) -> Result<(), E>,
) -> Result<(), E> {
    let sqlite = |error: rusqlite::Error| E::from(MigrationError::Sqlite(error));
    let done: u32 =
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(sqlite)?;
    let newest = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if done > newest {
        return Err(MigrationError::Newer.into());
    }
    for (version, migration) in (1..=newest).zip(migrations).filter(|(version, _)| *version > done)
    {
        let behavior = TransactionBehavior::Immediate;
        let transaction = connection.transaction_with_behavior(behavior).map_err(sqlite)?;
        transaction.execute_batch(migration).map_err(sqlite)?;
        transaction.pragma_update(None, "user_version", version).map_err(sqlite)?;
        complete(&transaction, version)?;
        transaction.commit().map_err(sqlite)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn migrations_are_applied_in_order_once_and_whole() {
        let mut file = Connection::open_in_memory().unwrap();
        let (first, second) = ("CREATE TABLE a (x)", "INSERT INTO a VALUES (1)");
        let broken = "INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (3)";
        let state = |file: &Connection| -> (u32, i64) {
            let version = file.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            (version, file.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap())
        };

        migrate(&mut file, &[first]).unwrap();
        assert_eq!(state(&file), (1, 0));
        migrate(&mut file, &[first, second]).unwrap();
        migrate(&mut file, &[first, second]).unwrap();
        assert_eq!(state(&file), (2, 1));
        let failed = migrate(&mut file, &[first, second, broken]);
        let older_app = migrate(&mut file, &[first]);

        assert!(matches!(failed, Err(MigrationError::Sqlite(_))), "{failed:?}");
        assert!(matches!(older_app, Err(MigrationError::Newer)), "{older_app:?}");
        assert_eq!(state(&file), (2, 1), "half a migration is none");
    }
}
