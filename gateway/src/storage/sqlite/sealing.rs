//! Bringing sealed columns to the first key: at the first start those that were in clear, later
//! those that an older key sealed.

use super::SqliteStorage;
use super::damaged::damaged;
use super::db::Db;
use crate::storage::seal::Seal;
use crate::storage::{SealedUntil, SealingStore, StorageError};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

/// What `seal_check` holds.
const CHECK: &str = "countersign-gateway";

/// Every sealed column: table, column, and the key that names the row. The first two, with a dot
/// between, are the place that its values are bound to.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("requests", "token", "id"),
    ("consents", "number", "id"),
    ("consents", "selection", "id"),
    ("decisions", "token", "consent"),
    ("prepared_consents", "content", "id"),
    ("authentications", "bearer", "consent"),
    ("devices", "push_token", "id"),
    ("audit_chain", "sealed", "only_row"),
];

/// Tells a wrong key from a damaged file. At the first start with this version it seals, in one
/// transaction, what was in clear, and leaves what later starts check.
pub(super) fn check(connection: &mut Connection, seal: &Seal) -> Result<(), StorageError> {
    let held: Option<String> =
        connection.query_row("SELECT sealed FROM seal_check", [], |row| row.get(0)).optional()?;
    if let Some(sealed) = held {
        return match seal.open("seal_check", &sealed) {
            Ok(value) if value == CHECK => Ok(()),
            _ => Err(StorageError::WrongKey),
        };
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let db = Db { connection: &transaction, seal };
    let mut sealed_any = false;
    for (table, column, key) in COLUMNS {
        for (row, clear) in values(&db, table, column, key)? {
            sealed_any = true;
            let sealed = db.seal(&format!("{table}.{column}"), &row, &clear)?;
            keep(&db, table, column, key, &row, &sealed)?;
        }
    }
    let sealed = seal.seal("seal_check", CHECK).map_err(|_| StorageError::Failed)?;
    db.execute("INSERT INTO seal_check (only_row, sealed) VALUES (1, ?1)", [sealed])?;
    transaction.commit()?;
    if sealed_any {
        // Else what was in clear would stay in the log file until it is overwritten.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    Ok(())
}

impl SealingStore for SqliteStorage {
    fn seal_anew(&self, from: SealedUntil, most: u32) -> Result<Option<SealedUntil>, StorageError> {
        let Some((table, column, key)) = COLUMNS.get(from.column) else {
            return self.seal_check_anew();
        };
        let old = self.read(|db| old_values(db, (table, column, key), from.row, most))?;
        let Some((last, ..)) = old.last() else {
            return Ok(Some(SealedUntil { column: from.column + 1, row: 0 }));
        };
        let last = *last;
        self.write(|tx| {
            let column_name = format!("{table}.{column}");
            for (_, row, sealed) in &old {
                let value = tx.open(&column_name, row, sealed)?;
                let anew = tx.seal(&column_name, row, &value)?;
                // Only if it is still the value that was read.
                tx.prepare_cached(&format!(
                    "UPDATE {table} SET {column} = ?3 WHERE {key} = ?1 AND {column} = ?2"
                ))?
                .execute(params![row, sealed, anew])?;
            }
            Ok(())
        })?;
        Ok(Some(SealedUntil { column: from.column, row: last }))
    }
}

impl SqliteStorage {
    /// Last of all, so that the check opens with the older key until everything else does not
    /// need it any more.
    fn seal_check_anew(&self) -> Result<Option<SealedUntil>, StorageError> {
        let prefix = self.seal.prefix();
        let sealed: String =
            self.read(|db| db.query_row("SELECT sealed FROM seal_check", [], |row| row.get(0)))?;
        if !sealed.starts_with(&prefix) {
            self.write(|tx| {
                let anew = self.seal.seal("seal_check", CHECK).map_err(|_| damaged())?;
                tx.execute("UPDATE seal_check SET sealed = ?1", [anew])
            })?;
        }
        Ok(None)
    }
}

/// Every value of a column, with the key of its row.
fn values(
    db: &Db<'_>,
    table: &str,
    column: &str,
    key: &str,
) -> rusqlite::Result<Vec<(String, String)>> {
    db.prepare(&format!(
        "SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL AND {column} <> ''"
    ))?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

fn keep(
    db: &Db<'_>,
    table: &str,
    column: &str,
    key: &str,
    row: &str,
    sealed: &str,
) -> rusqlite::Result<usize> {
    db.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE {key} = ?1"))?
        .execute([row, sealed])
}

/// Values that another key than the first sealed, in the order of their rows.
fn old_values(
    db: &Db<'_>,
    (table, column, key): (&str, &str, &str),
    after: i64,
    most: u32,
) -> rusqlite::Result<Vec<(i64, String, String)>> {
    let prefix = db.seal.prefix();
    db.prepare_cached(&format!(
        "SELECT rowid, {key}, {column} FROM {table}
         WHERE rowid > ?1 AND {column} <> '' AND substr({column}, 1, length(?2)) <> ?2
         ORDER BY rowid LIMIT ?3"
    ))?
    .query_map(params![after, prefix, most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::db::place;

    #[test]
    fn places_of_two_columns_never_meet() {
        let mut places: Vec<_> = COLUMNS
            .iter()
            .map(|(table, column, _)| place(&format!("{table}.{column}"), "x"))
            .collect();
        places.sort();
        places.dedup();

        assert_eq!(places.len(), COLUMNS.len());
    }
}
