//! Requests from arrival to end: the seen list, the outbox and the history are one table.

use super::{Seal, StoreError, optional};
use crate::time::UnixSeconds;
use rusqlite::{Connection, params};

/// How a request ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The bank recorded the approval.
    Approved,
    /// The bank recorded the denial.
    Denied,
    /// A decision was made and the bank has not answered: it may or may not have it.
    Unknown,
    /// The bank did not accept the decision.
    Refused,
    /// Another device answered first.
    AnsweredElsewhere,
    /// The bank or the client took it back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
    /// Nobody has answered yet.
    Open,
}

/// One line of the history.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Ascending; pass the smallest of a page to get the next one.
    pub number: i64,
    /// The enrolment it belongs to.
    pub enrolment: String,
    /// The request's id.
    pub request: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When, server time; `None` while it has not.
    pub ended_at: Option<UnixSeconds>,
    /// The consent request as the AS signed it.
    pub request_token: String,
    /// The decision as this device signed it.
    pub decision: Option<String>,
    /// The receipt as the AS signed it.
    pub receipt: Option<String>,
}

/// What is known of a request that was just fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It is to be decided.
    Open,
    /// A decision was made here already.
    Decided,
    /// It ended.
    Ended,
    /// Other bytes came under this id before.
    Changed,
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Recorded,
    Refused,
    AnsweredElsewhere,
    Withdrawn,
    Expired,
}

impl Ending {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Refused => "refused",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

/// Keeps a request that was fetched. Seeing it again changes nothing; other bytes under its id end
/// it, if it was not decided: nobody can say any more what is being asked.
pub(crate) fn arrive(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &crate::consent::ConsentRequest,
    now: UnixSeconds,
) -> Result<Arrival, StoreError> {
    let id = request.id();
    let mut known =
        db.prepare_cached("SELECT hash, state FROM requests WHERE enrolment = ?1 AND id = ?2")?;
    let known: Option<(String, String)> =
        optional(known.query_row([enrolment, id], |row| Ok((row.get(0)?, row.get(1)?))))?;
    if let Some((hash, state)) = known {
        if hash != request.hash() {
            end_undecided(db, enrolment, id, Ending::Withdrawn, now)?;
            return Ok(Arrival::Changed);
        }
        return Ok(arrival(&state));
    }
    let sealed = seal.seal(&place("sealed", enrolment, id), request.token().as_bytes())?;
    db.prepare_cached(
        "INSERT INTO requests (enrolment, id, hash, expires_at, state, sealed)
         VALUES (?1, ?2, ?3, ?4, 'received', ?5)",
    )?
    .execute(params![enrolment, id, request.hash(), request.expires_at().0, sealed])?;
    Ok(Arrival::Open)
}

/// Keeps a decision, if none was made before. False: there is one, or the request ended.
pub(crate) fn decide(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &str,
    approved: bool,
    decision: &str,
) -> Result<bool, StoreError> {
    let sealed = seal.seal(&place("decision", enrolment, request), decision.as_bytes())?;
    let changed = db
        .prepare_cached(
            "UPDATE requests SET state = 'deciding', approved = ?3, decision = ?4
             WHERE enrolment = ?1 AND id = ?2 AND state = 'received'",
        )?
        .execute(params![enrolment, request, approved, sealed])?;
    Ok(changed == 1)
}

/// Ends a request that has not ended.
pub(crate) fn end(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &str,
    ending: Ending,
    receipt: Option<&str>,
    at: UnixSeconds,
) -> Result<(), StoreError> {
    let place = place("receipt", enrolment, request);
    let receipt = receipt.map(|receipt| seal.seal(&place, receipt.as_bytes())).transpose()?;
    db.prepare_cached(
        "UPDATE requests SET state = ?3, receipt = ?4, ended_at = ?5
         WHERE enrolment = ?1 AND id = ?2 AND state IN ('received', 'deciding')",
    )?
    .execute(params![enrolment, request, ending.as_str(), receipt, at.0])?;
    db.prepare_cached("DELETE FROM resends WHERE enrolment = ?1 AND id = ?2")?
        .execute([enrolment, request])?;
    Ok(())
}

/// A page of the history, newest first, from below `before`.
pub(crate) fn history(
    db: &Connection,
    seal: &Seal,
    before: i64,
    count: u32,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT n, enrolment, id, state, approved, ended_at, sealed, decision, receipt
         FROM requests WHERE n < ?1 ORDER BY n DESC LIMIT ?2",
    )?;
    let mut rows = query.query(params![before, count])?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        let (enrolment, request): (String, String) = (row.get(1)?, row.get(2)?);
        let (state, approved): (String, Option<bool>) = (row.get(3)?, row.get(4)?);
        let text = |column: &str, sealed: Option<Vec<u8>>| {
            sealed
                .map(|sealed| seal.open_text(&place(column, &enrolment, &request), &sealed))
                .transpose()
        };
        page.push(HistoryEntry {
            number: row.get(0)?,
            outcome: outcome(&state, approved),
            ended_at: row.get::<_, Option<i64>>(5)?.map(UnixSeconds),
            request_token: text("sealed", row.get(6)?)?.ok_or(StoreError::Damaged)?,
            decision: text("decision", row.get(7)?)?,
            receipt: text("receipt", row.get(8)?)?,
            enrolment,
            request,
        });
    }
    Ok(page)
}

/// Ends a request that nobody decided here; one that was decided meanwhile is left alone, for
/// what becomes of its decision is not this.
pub(crate) fn end_undecided(
    db: &Connection,
    enrolment: &str,
    request: &str,
    ending: Ending,
    at: UnixSeconds,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE requests SET state = ?3, ended_at = ?4
         WHERE enrolment = ?1 AND id = ?2 AND state = 'received'",
    )?
    .execute(params![enrolment, request, ending.as_str(), at.0])?;
    Ok(())
}

/// Marks an enrolment's requests that nobody answered in time. Only its own: another bank's
/// clock says nothing about them.
pub(crate) fn expire(db: &Connection, enrolment: &str, now: UnixSeconds) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE requests SET state = 'expired', ended_at = expires_at
         WHERE enrolment = ?1 AND state = 'received' AND expires_at <= ?2",
    )?
    .execute(params![enrolment, now.0])?;
    Ok(())
}

/// How far a request is that is here; `None` if it is not.
pub(crate) fn standing(
    db: &Connection,
    enrolment: &str,
    request: &str,
) -> Result<Option<Arrival>, StoreError> {
    let mut query =
        db.prepare_cached("SELECT state FROM requests WHERE enrolment = ?1 AND id = ?2")?;
    let state: Option<String> = optional(query.query_row([enrolment, request], |row| row.get(0)))?;
    Ok(state.map(|state| arrival(&state)))
}

fn arrival(state: &str) -> Arrival {
    match state {
        "received" => Arrival::Open,
        "deciding" => Arrival::Decided,
        _ => Arrival::Ended,
    }
}

/// The requests of an enrolment that are here and wait for a decision.
pub(crate) fn open_ones(db: &Connection, enrolment: &str) -> Result<Vec<String>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT id FROM requests WHERE enrolment = ?1 AND state = 'received' ORDER BY n",
    )?;
    let ids = query.query_map([enrolment], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn outcome(state: &str, approved: Option<bool>) -> Outcome {
    match (state, approved) {
        ("recorded", Some(true)) => Outcome::Approved,
        ("recorded", _) => Outcome::Denied,
        ("deciding", _) => Outcome::Unknown,
        ("refused", _) => Outcome::Refused,
        ("answered_elsewhere", _) => Outcome::AnsweredElsewhere,
        ("withdrawn", _) => Outcome::Withdrawn,
        ("expired", _) => Outcome::Expired,
        _ => Outcome::Open,
    }
}

pub(super) fn place(column: &str, enrolment: &str, request: &str) -> String {
    format!("requests.{column}:{enrolment}:{request}")
}

impl std::fmt::Debug for HistoryEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HistoryEntry({}, {:?})", self.number, self.outcome)
    }
}
