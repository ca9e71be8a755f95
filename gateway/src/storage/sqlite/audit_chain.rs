//! The sealed part of the audit log: what has a position is chained (docs/audit.md).
//!
//! The two ends of the chain and its signed head are in one sealed value, written in the
//! transaction of every batch and of every deletion: nobody without the seal's key can make
//! another chain look whole.

use super::columns::AUDIT_CHAIN;
use super::damaged::damaged;
use super::db::{Db, time};
use crate::storage::{AuditChain, SealedEntry, SealedPage, Unsealed};
use countersign_protocol::time::UnixSeconds;
use countersign_verify::audit::{LogEnd, LogEntry};
use rusqlite::{OptionalExtension as _, Row, params};

/// The only row.
const AUDIT: &str = "audit";

/// What is sealed, and the next entries that are not.
pub(super) fn unsealed(db: &Db<'_>, most: u32) -> rusqlite::Result<Unsealed> {
    let entries = db
        .prepare_cached("SELECT * FROM audit WHERE position IS NULL ORDER BY number LIMIT ?1")?
        .query_map([most], entry)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Unsealed { chain: load(db)?, entries })
}

/// Seals entries behind this end; `false` if the chain has another.
pub(super) fn seal(
    tx: &Db<'_>,
    after: Option<&LogEnd>,
    entries: &[SealedEntry],
    chain: &AuditChain,
) -> rusqlite::Result<bool> {
    if load(tx)?.map(|held| held.last).as_ref() != after {
        return Ok(false);
    }
    for sealed in entries {
        let changed = tx
            .prepare_cached(
                "UPDATE audit SET position = ?2, link = ?3 WHERE number = ?1 AND position IS NULL",
            )?
            .execute(params![sealed.entry.number, sealed.position, sealed.link])?;
        if changed != 1 {
            return Err(damaged()); // nothing unsealed is ever deleted
        }
    }
    save(tx, chain)?;
    Ok(true)
}

/// A page of what is sealed.
pub(super) fn page(db: &Db<'_>, after: i64, most: u32) -> rusqlite::Result<Option<SealedPage>> {
    let Some(chain) = load(db)? else { return Ok(None) };
    let before = if after <= chain.before.position {
        chain.before
    } else if after >= chain.last.position {
        chain.last
    } else {
        // One that is gone leaves its place without a link: what follows does not fit then.
        end_at(db, after)?.unwrap_or(LogEnd { position: after, ..LogEnd::none() })
    };
    let entries = db
        .prepare_cached("SELECT * FROM audit WHERE position > ?1 ORDER BY position LIMIT ?2")?
        .query_map(params![before.position, most], |row| {
            Ok(SealedEntry {
                position: row.get("position")?,
                entry: entry(row)?,
                link: row.get("link")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(SealedPage { before, entries, head: chain.head }))
}

/// How far the log may be deleted: up to the last of its first `most` sealed entries that has only
/// such before it as are old enough. Never the greatest number, or it would be given again.
pub(super) fn prunable(db: &Db<'_>, before: i64, most: u32) -> rusqlite::Result<Option<LogEnd>> {
    let first: Vec<(LogEnd, i64, bool)> = db
        .prepare_cached(
            "SELECT position, link, at, number = (SELECT max(number) FROM audit) FROM audit
             WHERE position IS NOT NULL ORDER BY position LIMIT ?1",
        )?
        .query_map([most], |row| {
            let end = LogEnd { position: row.get(0)?, link: row.get(1)? };
            Ok((end, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let old = first.into_iter().take_while(|(_, at, newest)| *at <= before && !newest);
    Ok(old.last().map(|(end, ..)| end))
}

/// Deletes what is sealed up to this end. The end stays, so that the rest still verifies.
pub(super) fn prune(tx: &Db<'_>, until: &LogEnd) -> rusqlite::Result<usize> {
    let mut chain = load(tx)?.ok_or_else(damaged)?;
    if until.position > chain.last.position {
        return Err(damaged());
    }
    let deleted =
        tx.prepare_cached("DELETE FROM audit WHERE position <= ?1")?.execute([until.position])?;
    chain.before = until.clone();
    save(tx, &chain)?;
    Ok(deleted)
}

/// The chain, if there is one. It is damaged if it is missing where something was sealed.
fn load(db: &Db<'_>) -> rusqlite::Result<Option<AuditChain>> {
    let sealed: Option<String> = db
        .prepare_cached("SELECT sealed FROM audit_chain WHERE only_row = ?1")?
        .query_row([AUDIT], |row| row.get(0))
        .optional()?;
    let Some(sealed) = sealed else {
        let any = db
            .prepare_cached("SELECT 1 FROM audit WHERE position IS NOT NULL LIMIT 1")?
            .exists([])?;
        return if any { Err(damaged()) } else { Ok(None) };
    };
    let json = db.open(AUDIT_CHAIN, AUDIT, &sealed)?;
    serde_json::from_str(&json).map(Some).map_err(|_| damaged())
}

fn save(tx: &Db<'_>, chain: &AuditChain) -> rusqlite::Result<()> {
    let json = serde_json::to_string(chain).map_err(|_| damaged())?;
    tx.prepare_cached(
        "INSERT INTO audit_chain (only_row, sealed) VALUES (?1, ?2)
         ON CONFLICT (only_row) DO UPDATE SET sealed = excluded.sealed",
    )?
    .execute(params![AUDIT, tx.seal(AUDIT_CHAIN, AUDIT, &json)?])?;
    Ok(())
}

fn end_at(db: &Db<'_>, position: i64) -> rusqlite::Result<Option<LogEnd>> {
    db.prepare_cached("SELECT position, link FROM audit WHERE position = ?1")?
        .query_row([position], |row| Ok(LogEnd { position: row.get(0)?, link: row.get(1)? }))
        .optional()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    let at: UnixSeconds = time(row, "at")?;
    Ok(LogEntry {
        number: row.get("number")?,
        at,
        event: row.get("event")?,
        offer: row.get("offer")?,
        device: row.get("device")?,
        consent: row.get("consent")?,
        request: row.get("request")?,
        checked: row.get("checked")?,
        credential: row.get("credential")?,
        operator: row.get("operator")?,
    })
}
