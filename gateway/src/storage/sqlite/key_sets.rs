//! The set of request keys that phones are given: one row.

use super::SqliteStorage;
use super::audit::append_audit;
use super::db::{Db, time};
use crate::storage::{
    AuditEntry, InstalledKeySet, KeySetEntry, KeySetSource, KeySetStore, StorageError,
};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{OptionalExtension as _, params};

impl KeySetStore for SqliteStorage {
    fn key_set(&self) -> Result<Option<KeySetEntry>, StorageError> {
        Ok(self.read(held)?.filter(|set| !set.token.is_empty()))
    }

    fn key_set_number(&self) -> Result<i64, StorageError> {
        Ok(self.read(held)?.map_or(0, |set| set.seq))
    }

    fn install_key_set(
        &self,
        set: &KeySetEntry,
        source: KeySetSource,
        now: UnixSeconds,
    ) -> Result<InstalledKeySet, StorageError> {
        self.write(|tx| install(tx, set, source, now))
    }
}

fn install(
    tx: &Db<'_>,
    set: &KeySetEntry,
    source: KeySetSource,
    now: UnixSeconds,
) -> rusqlite::Result<InstalledKeySet> {
    if let Some(held) = held(tx)? {
        let same_keys = held.fingerprint == set.fingerprint;
        match set.seq.cmp(&held.seq) {
            std::cmp::Ordering::Less => return Ok(InstalledKeySet::Older),
            std::cmp::Ordering::Equal if !same_keys => return Ok(InstalledKeySet::Conflict),
            std::cmp::Ordering::Equal if set.exp <= held.exp => return Ok(InstalledKeySet::Same),
            _ => {}
        }
    }
    tx.prepare_cached(
        "INSERT INTO key_set (only_row, fingerprint, seq, token, exp) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (only_row) DO UPDATE SET fingerprint = ?1, seq = ?2, token = ?3, exp = ?4",
    )?
    .execute(params![set.fingerprint, set.seq, set.token, set.exp.0])?;
    if source == KeySetSource::Elsewhere {
        let entry = AuditEntry { event: "key_set_installed", ..AuditEntry::default() };
        append_audit(tx, &entry, now)?;
    }
    Ok(InstalledKeySet::Done)
}

fn held(db: &Db<'_>) -> rusqlite::Result<Option<KeySetEntry>> {
    db.prepare_cached("SELECT fingerprint, seq, token, exp FROM key_set")?
        .query_row([], |row| {
            Ok(KeySetEntry {
                seq: row.get("seq")?,
                fingerprint: row.get("fingerprint")?,
                token: row.get("token")?,
                exp: time(row, "exp")?,
            })
        })
        .optional()
}
