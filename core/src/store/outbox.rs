//! The outbox: decisions without an answer, and when each is to be tried again.
//!
//! A decision without a row in `resends` was never tried, or the app ended while it was: it is
//! due at once.

use super::row::place;
use super::{Seal, StoreError};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{Connection, Row, params};

/// A decision that the AS has not answered.
pub(crate) struct Waiting {
    pub(crate) enrolment: String,
    pub(crate) request: String,
    pub(crate) approved: bool,
    /// The bytes that are sent until there is an answer.
    pub(crate) decision: String,
    /// When the request ends, server time.
    pub(crate) expires_at: UnixSeconds,
    pub(crate) resend: Option<Resend>,
}

/// When a decision is to be tried again. Server time, as well as it was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resend {
    /// How often it was tried without an answer that decides anything.
    pub(crate) tries: u32,
    /// When it was tried last.
    pub(crate) tried_at: UnixSeconds,
    /// Not before this.
    pub(crate) due_at: UnixSeconds,
    /// Whether the AS asked for this wait (`Retry-After`), or only our own schedule.
    pub(crate) asked_for: bool,
}

/// The decisions without an answer, oldest first.
pub(crate) fn waiting(db: &Connection, seal: &Seal) -> Result<Vec<Waiting>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT enrolment, id, approved, decision, expires_at, tries, tried_at, due_at, asked_for
         FROM requests LEFT JOIN resends USING (enrolment, id)
         WHERE state = 'deciding' ORDER BY n",
    )?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (enrolment, request): (String, String) = (row.get(0)?, row.get(1)?);
        let sealed: Vec<u8> = row.get(3)?;
        found.push(Waiting {
            approved: row.get(2)?,
            decision: seal.open_text(&place("decision", &enrolment, &request), &sealed)?,
            expires_at: UnixSeconds(row.get(4)?),
            resend: resend(row)?,
            enrolment,
            request,
        });
    }
    Ok(found)
}

/// Stores that a decision was tried without an answer. One that was answered meanwhile is left
/// alone.
pub(crate) fn put_off(
    db: &Connection,
    enrolment: &str,
    request: &str,
    resend: &Resend,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO resends (enrolment, id, tries, tried_at, due_at, asked_for)
         SELECT enrolment, id, ?3, ?4, ?5, ?6 FROM requests
         WHERE enrolment = ?1 AND id = ?2 AND state = 'deciding'",
    )?
    .execute(params![
        enrolment,
        request,
        resend.tries,
        resend.tried_at.0,
        resend.due_at.0,
        resend.asked_for
    ])?;
    Ok(())
}

fn resend(row: &Row<'_>) -> rusqlite::Result<Option<Resend>> {
    let Some(tries) = row.get(5)? else { return Ok(None) };
    let (tried_at, due_at) = (UnixSeconds(row.get(6)?), UnixSeconds(row.get(7)?));
    Ok(Some(Resend { tries, tried_at, due_at, asked_for: row.get(8)? }))
}
