//! What a device asks for by a signed body: once.

use super::audit::append_audit;
use super::columns::PUSH_TOKEN;
use super::db::Db;
use super::device_rows::{admit, advance, capabilities_json, seen};
use super::guard::{self, Guard};
use crate::model::transitions::DeviceEvent;
use crate::storage::{AuditEntry, Command, Possession, UsedId, Written};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::ReportReason;
use rusqlite::params;

/// How many reports of one device are remembered: more than a person makes.
const REPORTS_KEPT: u32 = 64;

/// Does what a signed body asks for, once for its id, by a device that may.
pub(super) fn apply(
    tx: &Db<'_>,
    command: &Command,
    by: &Possession,
    id: &UsedId,
    now: UnixSeconds,
) -> rusqlite::Result<Written> {
    let changes = event(command);
    if let Err(overtaken) = admit(tx, by, changes)? {
        return Ok(Written::Overtaken(overtaken));
    }
    match command {
        // A report is remembered for longer than its token lives.
        Command::Report { request, reason } if !report(tx, id, request, *reason, now)? => {
            return Ok(Written::Done);
        }
        Command::Report { .. } => {}
        _ if !use_id(tx, id, now)? => return Ok(Written::Replayed),
        _ => {}
    }
    let Guard { starts, .. } = guard::device(changes);
    let mut entry = AuditEntry { device: Some(&id.device), ..AuditEntry::default() };
    seen(tx, &id.device, now)?;
    match command {
        Command::Push { provider, token } => {
            entry.event = "push_changed";
            let token = tx.seal_some(PUSH_TOKEN, &id.device, token.as_ref())?;
            tx.prepare_cached(&format!(
                "UPDATE devices SET push_provider = ?2, push_token = ?3
                 WHERE id = ?1 AND {starts}"
            ))?
            .execute(params![id.device, provider, token])?;
        }
        Command::Capabilities(capabilities) => {
            entry.event = "capabilities_changed";
            tx.prepare_cached(&format!(
                "UPDATE devices SET capabilities = ?2 WHERE id = ?1 AND {starts}"
            ))?
            .execute(params![id.device, capabilities_json(capabilities)?])?;
        }
        Command::Report { request, reason } => {
            entry.event = match reason {
                ReportReason::NotMe => "request_reported",
                ReportReason::Failures => "failures_reported",
            };
            entry.request = Some(request);
            advance(tx, &id.device, changes, Some(state_reason(*reason)), now)?;
        }
    }
    append_audit(tx, &entry, now)?;
    Ok(Written::Done)
}

/// What a command does to its device.
const fn event(command: &Command) -> DeviceEvent {
    match command {
        Command::Push { .. } => DeviceEvent::PushChanged,
        Command::Capabilities(_) => DeviceEvent::CapabilitiesChanged,
        Command::Report { .. } => DeviceEvent::Reported,
    }
}

/// Why a device that reported is blocked, in the bank's list of devices.
const fn state_reason(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::NotMe => "reported",
        ReportReason::Failures => "failures",
    }
}

/// Adds a report; `false` if it was made before.
fn report(
    tx: &Db<'_>,
    id: &UsedId,
    request: &str,
    reason: ReportReason,
    now: UnixSeconds,
) -> rusqlite::Result<bool> {
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO reports (device, jti, request, reason, at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id.device, id.jti, request, reason.as_str(), now.0])?;
    tx.prepare_cached(
        "DELETE FROM reports WHERE device = ?1 AND jti NOT IN
             (SELECT jti FROM reports WHERE device = ?1 ORDER BY at DESC LIMIT ?2)",
    )?
    .execute(params![id.device, REPORTS_KEPT])?;
    Ok(added == 1)
}

/// Marks an id as used; `false` if it was.
pub(super) fn use_id(tx: &Db<'_>, id: &UsedId, now: UnixSeconds) -> rusqlite::Result<bool> {
    if now >= id.exp {
        return Ok(false); // whoever forgets ids that have ended must not take them again
    }
    // Its own that have ended go now, so that no device makes work for a later round.
    tx.prepare_cached("DELETE FROM used_ids WHERE device = ?1 AND exp <= ?2")?
        .execute(params![id.device, now.0])?;
    let added = tx
        .prepare_cached("INSERT OR IGNORE INTO used_ids (device, jti, exp) VALUES (?1, ?2, ?3)")?
        .execute(params![id.device, id.jti, id.exp.0])?;
    Ok(added == 1)
}
