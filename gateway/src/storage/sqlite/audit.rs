//! The audit log.

use super::db::Db;
use super::{SqliteStorage, audit_chain};
use crate::model::Actor;
use crate::storage::{
    AuditChain, AuditEntry, AuditFilter, AuditRecord, AuditStore, SealedEntry, SealedPage,
    StorageError, Unsealed,
};
use countersign_protocol::time::UnixSeconds;
use countersign_verify::audit::LogEnd;
use rusqlite::{Row, ToSql, params, params_from_iter};

impl AuditStore for SqliteStorage {
    fn audit(&self, entry: &AuditEntry<'_>, at: UnixSeconds) -> Result<(), StorageError> {
        self.write(|tx| append_audit(tx, entry, at))
    }

    fn audit_log(
        &self,
        from: i64,
        filter: &AuditFilter,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        let mut clause = String::new();
        let mut values: Vec<&dyn ToSql> = vec![&from, &most];
        for (column, wanted) in [("device", &filter.device), ("consent", &filter.consent)] {
            if let Some(wanted) = wanted {
                values.push(wanted);
                clause.push_str(&format!(" AND {column} = ?{}", values.len()));
            }
        }
        self.read(|db| {
            db.prepare_cached(&format!(
                "SELECT number, at, event, offer, device, consent, request, checked,
                     credential, operator FROM audit
                 WHERE number >= ?1{clause} ORDER BY number LIMIT ?2"
            ))?
            .query_map(params_from_iter(values), record)?
            .collect()
        })
    }

    fn unsealed(&self, most: u32) -> Result<Unsealed, StorageError> {
        self.read(|db| audit_chain::unsealed(db, most))
    }

    fn seal_audit(
        &self,
        after: Option<&LogEnd>,
        entries: &[SealedEntry],
        chain: &AuditChain,
    ) -> Result<bool, StorageError> {
        self.write(|tx| audit_chain::seal(tx, after, entries, chain))
    }

    fn sealed_audit(&self, after: i64, most: u32) -> Result<Option<SealedPage>, StorageError> {
        self.read(|db| audit_chain::page(db, after, most))
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<AuditRecord> {
    Ok(AuditRecord {
        number: row.get(0)?,
        at: UnixSeconds(row.get(1)?),
        event: row.get(2)?,
        offer: row.get(3)?,
        device: row.get(4)?,
        consent: row.get(5)?,
        request: row.get(6)?,
        checked: row.get(7)?,
        credential: row.get(8)?,
        operator: row.get(9)?,
    })
}

/// Adds to the audit log inside a transaction.
pub(super) fn append_audit(
    db: &Db<'_>,
    entry: &AuditEntry<'_>,
    at: UnixSeconds,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO audit (at, event, offer, device, consent, request, checked, credential, operator)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        at.0,
        entry.event,
        entry.offer,
        entry.device,
        entry.consent,
        entry.request,
        entry.checked,
        entry.by.map(Actor::credential),
        entry.by.and_then(Actor::operator)
    ])?;
    Ok(())
}
