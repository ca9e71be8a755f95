//! Changing the key of the seal: a new key, everything sealed again, the old key forgotten.
//!
//! Each step is one short transaction, and between any two the database opens: `seals` names the
//! keys that are needed, and a value opens with either. A change that was interrupted is finished
//! by calling [`Store::change_key`] again; it skips values that are sealed with the new key
//! already.

use super::seal::{Key, SealError};
use super::{Seal, Store, StoreError};
use crate::platform::{SecretStore, SecretStoreError};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::Path;

/// How many values are sealed again in one transaction.
const AT_ONCE: u32 = 64;

/// Every sealed column: its table, its name, and the SQL that gives the place it is bound to. A
/// test compares this with the schema.
const SEALED: [(&str, &str, &str); 5] = [
    ("enrolments", "sealed", "'enrolments.sealed:' || id"),
    ("chains", "sealed", "'chains.sealed:' || enrolment"),
    ("requests", "sealed", "'requests.sealed:' || enrolment || ':' || id"),
    ("requests", "decision", "'requests.decision:' || enrolment || ':' || id"),
    ("requests", "receipt", "'requests.receipt:' || enrolment || ':' || id"),
];

impl Store {
    /// Changes the key, or finishes a change that was begun.
    pub(crate) async fn change_key(&self, secrets: &dyn SecretStore) -> Result<(), SealError> {
        let (current, former) =
            self.run(|_, seal| Ok((seal.generation(), seal.former_generation()))).await?;
        if former.is_none() {
            let newer = Key::make(current + 1, secrets)?;
            self.run(move |db, seal| turn(db, seal, newer)).await?;
        }
        for column in 0..SEALED.len() {
            let mut after = i64::MIN;
            while let Some(last) =
                self.write(move |db, seal| seal_again(db, seal, column, after)).await?
            {
                after = last;
            }
        }
        let retired = self.run(retire).await?;
        if let Some(generation) = retired.filter(|retired| forget_secret(secrets, *retired)) {
            self.write(move |db, _| Ok(db.execute(FORGET, [generation])?)).await?;
        }
        Ok(())
    }
}

/// How many generations of the key are looked for where the database cannot say which there are. A
/// key is changed by the app's own choice, and rarely.
const UNKNOWN_GENERATIONS: i64 = 16;

impl Store {
    /// Deletes every key of the seal, so that no copy of the database opens on this phone any more.
    ///
    /// # Errors
    ///
    /// [`SealError::Secrets`] if one is still there, or the secret store cannot tell.
    pub(crate) fn forget_secrets(
        database: Option<&Path>,
        secrets: &dyn SecretStore,
    ) -> Result<(), SealError> {
        let known = database.and_then(generations);
        // The next one may have been made by a change that was interrupted before it was noted.
        let (oldest, newest) = known.map_or((1, UNKNOWN_GENERATIONS), |(old, new)| (old, new + 1));
        for generation in oldest..=newest {
            if !forget_secret(secrets, generation) {
                return Err(SealError::Secrets(SecretStoreError::Failed));
            }
        }
        Ok(())
    }
}

/// The oldest and the newest generation that a database names, if it can be read so far.
fn generations(database: &Path) -> Option<(i64, i64)> {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let query = "SELECT min(generation), max(generation) FROM seals";
    db.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).ok()
}

const FORGET: &str = "DELETE FROM seals WHERE generation = ?1 AND retired = 1";

/// Stores that there are two keys, and seals with the newer one from then on.
fn turn(db: &mut Connection, seal: &mut Seal, newer: Key) -> Result<(), StoreError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    seal.turn_to(newer);
    let turned = seal.leave_check(&transaction).and_then(|()| Ok(transaction.commit()?));
    turned.inspect_err(|_| seal.turn_back())
}

/// Seals some values of a column again, from above this row on; the last row looked at, or none
/// if that was the end.
fn seal_again(
    db: &Connection,
    seal: &Seal,
    column: usize,
    after: i64,
) -> Result<Option<i64>, StoreError> {
    let Some((table, column, place)) = SEALED.get(column) else { return Ok(None) };
    let mut query = db.prepare_cached(&format!(
        "SELECT rowid, {place}, {column} FROM {table}
         WHERE rowid > ?1 AND {column} IS NOT NULL ORDER BY rowid LIMIT {AT_ONCE}"
    ))?;
    let mut update =
        db.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1"))?;
    let mut rows = query.query([after])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let (id, place, sealed): (i64, String, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        // A value that opens with neither key was damaged before, and stays what it is.
        if seal.is_former(&place, &sealed) {
            update.execute((id, seal.seal(&place, &seal.open_value(&place, &sealed)?)?))?;
        }
        last = Some(id);
    }
    Ok(last)
}

/// Stores that nothing is sealed with the former key any more, and drops it.
fn retire(db: &mut Connection, seal: &mut Seal) -> Result<Option<i64>, StoreError> {
    let Some(generation) = seal.former_generation() else { return Ok(None) };
    db.execute("UPDATE seals SET retired = 1 WHERE generation = ?1", [generation])?;
    seal.drop_former();
    Ok(Some(generation))
}

/// Deletes keys that nothing is sealed with any more: the last step of a change that was
/// interrupted.
pub(super) fn forget_retired(db: &Connection, secrets: &dyn SecretStore) -> Result<(), StoreError> {
    let retired: Vec<i64> = db
        .prepare("SELECT generation FROM seals WHERE retired = 1")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for generation in retired.into_iter().filter(|retired| forget_secret(secrets, *retired)) {
        db.execute(FORGET, [generation])?;
    }
    Ok(())
}

fn forget_secret(secrets: &dyn SecretStore, generation: i64) -> bool {
    let gone = matches!(secrets.remove(&Key::name(generation)), Ok(None));
    if !gone {
        tracing::warn!("an old key of the seal could not be deleted; it is tried again");
    }
    gone
}

#[cfg(all(test, feature = "software-keys"))]
mod tests {
    use super::*;
    use crate::platform::software::SoftwareSecrets;
    use crate::platform::{Random, SystemRandom};
    use std::sync::Arc;

    /// Whoever adds a sealed column adds it here too, or changing the key would lose it.
    #[tokio::test]
    async fn every_sealed_column_is_sealed_again() {
        let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
        let store = Store::open(None, &SoftwareSecrets::in_memory(), &random).unwrap();
        let mut columns: Vec<(String, String)> = store
            .read(|db, _| {
                let mut query = db.prepare(
                    "SELECT tables.name, columns.name FROM sqlite_schema AS tables
                     JOIN pragma_table_info(tables.name) AS columns
                     WHERE tables.type = 'table' AND columns.type = 'BLOB' AND tables.name != 'seals'",
                )?;
                let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
            .unwrap();

        let mut listed: Vec<(String, String)> =
            SEALED.iter().map(|(table, name, _)| ((*table).into(), (*name).into())).collect();
        columns.sort();
        listed.sort();
        assert_eq!(columns, listed);
    }
}
