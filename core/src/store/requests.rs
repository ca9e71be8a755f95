//! Requests from arrival to end. One table serves as the list of what arrived before, as the outbox
//! of decisions and as the history.

use super::chain::Chain;
use super::history::{Retention, prune};
use super::outcome::{self, Answered, NEVER_LEARNED};
use super::row::{Row, place};
use super::{Seal, StoreError, optional};
use countersign_protocol::consent::ConsentRequest;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::Ending;
use rusqlite::{Connection, params};
use std::convert::Infallible;

/// How many requests of one enrolment may wait for a decision on the phone: as many as the AS
/// lists (docs/protocol.md §4.1). Those that were decided here wait for the bank, and take no place.
const MAX_OPEN: usize = 20;

/// What this phone knows of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It waits for a decision.
    Open,
    /// A decision was made here already.
    Decided,
    /// It ended.
    Ended,
    /// Other bytes came under this id before.
    Changed,
    /// Too many wait already; it was not kept.
    TooMany,
}

/// Stores a request that was fetched, and prunes the history. If it was stored before, nothing
/// changes. If other bytes come under its id it ends, unless it was decided: nobody can say any
/// more what is being asked.
pub(crate) fn arrive(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &ConsentRequest,
    now: UnixSeconds,
    retention: Retention,
) -> Result<Arrival, StoreError> {
    let id = request.id();
    if let Some(known) = Row::find(db, seal, enrolment, id)? {
        if known.hash != request.hash() {
            end_undecided(db, seal, enrolment, id, Ending::Withdrawn, now)?;
            return Ok(Arrival::Changed);
        }
        return Ok(arrival(&known.state));
    }
    let mut chain = Chain::load(db, seal, enrolment)?;
    end_overdue(db, seal, enrolment, &mut chain, now)?;
    prune(db, enrolment, &mut chain, retention, now)?;
    let arrival = if open(db, enrolment)?.len() < MAX_OPEN {
        let sealed = seal.seal(&place("sealed", enrolment, id), request.token().as_bytes())?;
        let (hash, expires_at) = (request.hash(), request.expires_at());
        db.prepare_cached(
            "INSERT INTO requests (enrolment, id, hash, arrived_at, expires_at, state, sealed)
             VALUES (?1, ?2, ?3, ?4, ?5, 'received', ?6)",
        )?
        .execute(params![enrolment, id, hash, now.0, expires_at.0, sealed])?;
        let number = db.last_insert_rowid();
        chain.hold(&Row::arrived(number, enrolment, request, now));
        Arrival::Open
    } else {
        Arrival::TooMany
    };
    chain.save(db, seal, enrolment)?;
    Ok(arrival)
}

/// Stores a decision, if none was made before. False if there is one, or the request ended.
pub(crate) fn decide(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &str,
    approved: bool,
    decision: &str,
) -> Result<bool, StoreError> {
    let Some(row) = Row::find(db, seal, enrolment, request)? else { return Ok(false) };
    if row.state != "received" {
        return Ok(false);
    }
    let sealed = seal.seal(&place("decision", enrolment, request), decision.as_bytes())?;
    db.prepare_cached(
        "UPDATE requests SET state = 'deciding', approved = ?2, decision = ?3 WHERE n = ?1",
    )?
    .execute(params![row.number, approved, sealed])?;
    let mut chain = Chain::load(db, seal, enrolment)?;
    let (state, decision) = ("deciding".to_owned(), Some(decision.to_owned()));
    chain.hold(&Row { state, decision, approved: Some(approved), ..row });
    chain.save(db, seal, enrolment)?;
    Ok(true)
}

/// Ends a request that has not ended.
pub(crate) fn end(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &str,
    ending: &Ending<Answered>,
    at: UnixSeconds,
) -> Result<(), StoreError> {
    let Some(row) = Row::find(db, seal, enrolment, request)? else { return Ok(()) };
    if row.ended_at.is_some() {
        return Ok(());
    }
    let mut chain = Chain::load(db, seal, enrolment)?;
    close(db, seal, &mut chain, row, outcome::row_of(ending), at)?;
    chain.save(db, seal, enrolment)
}

/// Ends a request whose decision has no answer, as one of which it was never learned what became.
/// One that was answered meanwhile is left alone.
pub(crate) fn give_up(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &str,
    at: UnixSeconds,
) -> Result<(), StoreError> {
    let Some(row) = Row::find(db, seal, enrolment, request)? else { return Ok(()) };
    if row.state != "deciding" {
        return Ok(());
    }
    let mut chain = Chain::load(db, seal, enrolment)?;
    close(db, seal, &mut chain, row, (NEVER_LEARNED, None), at)?;
    chain.save(db, seal, enrolment)
}

/// Ends a request that nobody decided here. One that was decided meanwhile is left alone: how it
/// ends is up to its decision.
pub(crate) fn end_undecided(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    request: &str,
    ending: Ending<Infallible>,
    at: UnixSeconds,
) -> Result<(), StoreError> {
    match known(db, enrolment, request)? {
        Some(Arrival::Open) => {
            end(db, seal, enrolment, request, &ending.map(|decision| match decision {}), at)
        }
        _ => Ok(()),
    }
}

/// Ends an enrolment's requests that nobody answered in time, and prunes its history. Only those of
/// this enrolment: `now` is the time of its bank.
pub(crate) fn expire(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    now: UnixSeconds,
    retention: Retention,
) -> Result<(), StoreError> {
    let mut chain = Chain::load(db, seal, enrolment)?;
    let before = (chain.last.place, chain.before.place);
    end_overdue(db, seal, enrolment, &mut chain, now)?;
    prune(db, enrolment, &mut chain, retention, now)?;
    if before == (chain.last.place, chain.before.place) {
        return Ok(());
    }
    chain.save(db, seal, enrolment)
}

/// What is known of a request on this phone; `None` if it never arrived.
pub(crate) fn known(
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

/// The requests of an enrolment that wait for a decision on this phone.
pub(crate) fn open(db: &Connection, enrolment: &str) -> Result<Vec<String>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT id FROM requests WHERE enrolment = ?1 AND state = 'received' ORDER BY n",
    )?;
    let ids = query.query_map([enrolment], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn end_overdue(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
    chain: &mut Chain,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> = chain.open.keys().copied().collect();
    for number in numbers {
        let row = match Row::numbered(db, seal, enrolment, number) {
            Ok(Some(row)) => row,
            // It is gone, or its values do not open any more. The check of the history finds that;
            // here it must not keep new requests from arriving.
            Ok(None) | Err(StoreError::Damaged) => continue,
            Err(error) => return Err(error),
        };
        if row.state == "received" && row.expires_at <= now {
            let at = row.expires_at;
            close(db, seal, chain, row, outcome::row_of(&Ending::Expired), at)?;
        }
    }
    Ok(())
}

fn close(
    db: &Connection,
    seal: &Seal,
    chain: &mut Chain,
    row: Row,
    (state, receipt): (&str, Option<&str>),
    at: UnixSeconds,
) -> Result<(), StoreError> {
    let place = place("receipt", &row.enrolment, &row.request);
    let sealed = receipt.map(|receipt| seal.seal(&place, receipt.as_bytes())).transpose()?;
    let row = Row { state: state.to_owned(), receipt: receipt.map(str::to_owned), ..row };
    let end = chain.join(&row, at);
    db.prepare_cached(
        "UPDATE requests SET state = ?2, receipt = ?3, ended_at = ?4, place = ?5, link = ?6
         WHERE n = ?1",
    )?
    .execute(params![row.number, state, sealed, at.0, end.place, end.link])?;
    db.prepare_cached("DELETE FROM resends WHERE enrolment = ?1 AND id = ?2")?
        .execute([&row.enrolment, &row.request])?;
    Ok(())
}

/// Whether a request still waits for a decision of this phone, and its time is not over.
pub(crate) fn can_be_decided(
    db: &Connection,
    enrolment: &str,
    request: &str,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT 1 FROM requests
         WHERE enrolment = ?1 AND id = ?2 AND state = 'received' AND expires_at > ?3",
    )?;
    Ok(query.exists(params![enrolment, request, now.0])?)
}

/// Whether a decision of an enrolment is on its way, and can still arrive in time.
pub(crate) fn is_on_its_way(
    db: &Connection,
    enrolment: &str,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT 1 FROM requests WHERE enrolment = ?1 AND state = 'deciding' AND expires_at > ?2",
    )?;
    Ok(query.exists(params![enrolment, now.0])?)
}
