//! The chain of the history: each entry covers the one before it, so that a missing or changed
//! one shows (docs/protocol.md §9).
//!
//! Entries join the chain when they end, because then they change no more. The two ends of the
//! chain, and what has not ended yet, are in one sealed value that is written in the transaction
//! of every change: a crash leaves all of it or nothing, and nobody without the seal's key can
//! make another chain look whole. Pruning takes entries off the old end, whose link stays.

use super::row::Row;
use super::{Seal, StoreError, optional};
use countersign_protocol::jose::sha256_base64url;
use countersign_protocol::time::UnixSeconds;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The link before the first entry: 32 zero bytes.
const NO_LINK: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// One end of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainEnd {
    /// The place of the entry, counted from 1; 0 is before the first.
    pub place: i64,
    /// Its link, base64url.
    pub link: String,
}

/// The chain of one enrolment.
#[derive(Serialize, Deserialize)]
pub(super) struct Chain {
    /// The last entry that was pruned, or none.
    pub(super) before: ChainEnd,
    /// The newest entry.
    pub(super) last: ChainEnd,
    /// The requests that have not ended, by number, each with its digest.
    pub(super) open: BTreeMap<i64, String>,
}

impl Chain {
    /// Begins the chain of a new enrolment.
    pub(super) fn begin(db: &Connection, seal: &Seal, enrolment: &str) -> Result<(), StoreError> {
        Self::empty().save(db, seal, enrolment)
    }

    fn empty() -> Self {
        let none = ChainEnd { place: 0, link: NO_LINK.to_owned() };
        Self { before: none.clone(), last: none, open: BTreeMap::new() }
    }

    /// Loads it. It is damaged if it is missing: every enrolment began with one.
    pub(super) fn load(db: &Connection, seal: &Seal, enrolment: &str) -> Result<Self, StoreError> {
        let mut query = db.prepare_cached("SELECT sealed FROM chains WHERE enrolment = ?1")?;
        let sealed: Option<Vec<u8>> = optional(query.query_row([enrolment], |row| row.get(0)))?;
        let sealed = sealed.ok_or(StoreError::Damaged)?;
        let json = seal.open_value(&place(enrolment), &sealed)?;
        serde_json::from_slice(&json).map_err(|_| StoreError::Damaged)
    }

    pub(super) fn save(
        &self,
        db: &Connection,
        seal: &Seal,
        enrolment: &str,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_vec(self).map_err(|_| StoreError::Damaged)?;
        db.prepare_cached(
            "INSERT INTO chains (enrolment, sealed) VALUES (?1, ?2)
             ON CONFLICT (enrolment) DO UPDATE SET sealed = excluded.sealed",
        )?
        .execute(params![enrolment, seal.seal(&place(enrolment), &json)?])?;
        Ok(())
    }

    /// Adds a request that has not ended, as it is now.
    pub(super) fn hold(&mut self, row: &Row) {
        self.open.insert(row.number, digest(row));
    }

    /// Whether an open request is what it was.
    pub(super) fn holds(&self, row: &Row) -> bool {
        self.open.get(&row.number) == Some(&digest(row))
    }

    /// Joins an entry that ended: its place and link, to be kept with it.
    pub(super) fn join(&mut self, row: &Row, ended_at: UnixSeconds) -> &ChainEnd {
        self.open.remove(&row.number);
        let place = self.last.place.saturating_add(1);
        self.last = ChainEnd { place, link: link(&self.last.link, place, row, ended_at) };
        &self.last
    }
}

/// The link of an entry: a hash over it and the link before it, and so over all before it.
pub(super) fn link(before: &str, place: i64, row: &Row, ended_at: UnixSeconds) -> String {
    hash_of(&[
        "countersign-history-1",
        before,
        &place.to_string(),
        &row.request,
        &row.arrived_at.0.to_string(),
        &ended_at.0.to_string(),
        row.outcome().as_str(),
        &sha256_base64url(row.token.as_bytes()),
        &hash_or_nothing(row.decision.as_deref()),
        &hash_or_nothing(row.receipt.as_deref()),
    ])
}

fn digest(row: &Row) -> String {
    hash_of(&[
        "countersign-open-1",
        &row.request,
        &row.hash,
        &row.arrived_at.0.to_string(),
        &row.expires_at.0.to_string(),
        &row.state,
        &hash_or_nothing(row.decision.as_deref()),
    ])
}

fn hash_of(parts: &[&str]) -> String {
    sha256_base64url(parts.join("\0").as_bytes())
}

fn hash_or_nothing(token: Option<&str>) -> String {
    token.map(|token| sha256_base64url(token.as_bytes())).unwrap_or_default()
}

fn place(enrolment: &str) -> String {
    format!("chains.sealed:{enrolment}")
}

/// Chains the entries of a database of version 1, in the order in which they ended. Only the
/// migration calls this: a chain that is missing later was removed by somebody.
pub(super) fn adopt(db: &Connection, seal: &Seal) -> Result<(), StoreError> {
    let mut enrolments = db.prepare("SELECT id FROM enrolments")?;
    let enrolments: Vec<String> =
        enrolments.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for enrolment in enrolments {
        let mut chain = Chain::empty();
        let mut rows = Row::all(db, seal, &enrolment)?;
        rows.sort_by_key(|row| (row.ended_at, row.number));
        for row in rows {
            match row.ended_at {
                None => chain.hold(&row),
                Some(ended_at) => {
                    let end = chain.join(&row, ended_at);
                    db.execute(
                        "UPDATE requests SET place = ?2, link = ?3 WHERE n = ?1",
                        params![row.number, end.place, end.link],
                    )?;
                }
            }
        }
        chain.save(db, seal, &enrolment)?;
    }
    Ok(())
}
