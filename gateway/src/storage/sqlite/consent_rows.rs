//! Consents and requests as they are read.

use super::columns::{DECISION_TOKEN, NUMBER, REQUEST_TOKEN, SELECTION};
use super::damaged::damaged;
use super::db::{Db, time};
use super::device_rows;
use crate::model::{ConsentRecord, ConsentState, Reported};
use crate::storage::RequestEntry;
use countersign_protocol::time::UnixSeconds;
use rusqlite::Row;
use serde_json::value::RawValue;

/// The state that counts: time goes on whether or not somebody wrote it down.
fn state(row: &Row<'_>, now: UnixSeconds) -> rusqlite::Result<ConsentState> {
    let name: String = row.get("state")?;
    let state = ConsentState::from_name(&name).ok_or_else(damaged)?;
    let late = state == ConsentState::Pending && now >= time(row, "exp")?;
    Ok(if late { ConsentState::Expired } else { state })
}

pub(super) fn record(
    db: &Db<'_>,
    row: &Row<'_>,
    now: UnixSeconds,
) -> rusqlite::Result<ConsentRecord> {
    let id: String = row.get("id")?;
    let amr: Option<String> = row.get("amr")?;
    let level: Option<String> = row.get("key_level")?;
    let selection = db.open_some(SELECTION, &id, row.get("selection")?)?;
    let state = state(row, now)?;
    Ok(ConsentRecord {
        state,
        reason: row.get("reason")?,
        amr: amr.map(|json| serde_json::from_str(&json)).transpose().map_err(|_| damaged())?,
        key_level: level.as_deref().map(device_rows::level).transpose()?,
        selection: selection.map(RawValue::from_string).transpose().map_err(|_| damaged())?,
        authentication_code: row.get("authentication_code")?,
        decided_at: row.get::<_, Option<i64>>("decided_at")?.map(UnixSeconds),
        decision: db.open_some(DECISION_TOKEN, &id, row.get("token")?)?,
        reported: reported(row, state)?,
        consent: id,
    })
}

/// How far reporting to the AS has come: Keycloak's callback, or else the webhook.
fn reported(row: &Row<'_>, state: ConsentState) -> rusqlite::Result<Option<Reported>> {
    if state == ConsentState::Pending {
        return Ok(None);
    }
    let callback: Option<String> = row.get("callback")?;
    let answer: Option<u16> = row.get("answer")?;
    if let Some(callback) = callback {
        return Ok(match (callback.as_str(), answer) {
            ("waiting" | "due" | "calling", _) => Some(Reported::Due),
            ("called", Some(200)) => Some(Reported::Taken),
            ("called", Some(_)) => Some(Reported::Refused),
            ("unknown" | "called", _) => Some(Reported::Unknown),
            _ => None, // Keycloak's own time was over: nothing to report
        });
    }
    let by_webhook: Option<String> = row.get("reported")?;
    let done_at: Option<i64> = row.get("done_at")?;
    Ok(by_webhook.map(|_| if done_at.is_some() { Reported::Taken } else { Reported::Due }))
}

pub(super) fn request(
    db: &Db<'_>,
    row: &Row<'_>,
    now: UnixSeconds,
) -> rusqlite::Result<RequestEntry> {
    let id: String = row.get("id")?;
    let consent: String = row.get("consent")?;
    let decided_request: Option<String> = row.get("decided_request")?;
    let own = decided_request.as_ref() == Some(&id);
    Ok(RequestEntry {
        device: row.get("device")?,
        token: db.open_some(REQUEST_TOKEN, &id, row.get("token")?)?,
        exp: time(row, "exp")?,
        number: db.open_some(NUMBER, &consent, row.get("number")?)?,
        state: state(row, now)?,
        decided_by: row.get("decided_by")?,
        decision_hash: if own { row.get("hash")? } else { None },
        receipt: if own { row.get("receipt")? } else { None },
        consent,
        id,
    })
}
