//! How a consent ends: once, in one transaction, whoever comes first.

use super::audit::append_audit;
use super::columns::{DECISION_TOKEN, SELECTION};
use super::damaged::damaged;
use super::db::Db;
use super::device_rows::{self, admit, advance};
use super::guard;
use crate::model::ConsentState;
use crate::model::transitions::{ConsentEvent, DeviceEvent};
use crate::storage::{AuditEntry, Consumed, Counted, DecisionEntry, EndedConsent, Failure};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::AttestedLevel;
use rusqlite::{OptionalExtension as _, params};

/// Ends a consent if nothing ended it before, and makes its outcome due to be reported.
///
/// This conditional update is what single use rests on: of many that come at the same time one
/// finds the row pending, and the others wait for its transaction and then do not.
pub(super) fn end(
    tx: &Db<'_>,
    consent: &str,
    event: ConsentEvent,
    now: UnixSeconds,
) -> rusqlite::Result<bool> {
    let (in_time, late) = (guard::consent(event, false), guard::consent(event, true));
    let ended: Option<String> = tx
        .prepare_cached(&format!(
            "UPDATE consents SET state = CASE WHEN exp > ?2 THEN {} ELSE {} END, decided_at = ?2
             WHERE id = ?1 AND (exp > ?2 AND {} OR exp <= ?2 AND {}) RETURNING state",
            in_time.next, late.next, in_time.starts, late.starts
        ))?
        .query_row(params![consent, now.0], |row| row.get(0))
        .optional()?;
    let Some(state) = ended else { return Ok(false) };
    let state = ConsentState::from_name(&state).ok_or_else(damaged)?;
    tx.prepare_cached("UPDATE outbox SET next_at = ?2 WHERE consent = ?1")?
        .execute(params![consent, now.0])?;
    let (next, outcome) = match state {
        ConsentState::Approved => ("due", Some("SUCCEED")),
        ConsentState::Denied | ConsentState::Withdrawn => ("due", Some("CANCELLED")),
        ConsentState::Failed => ("due", Some("UNAUTHORIZED")),
        // Keycloak's own time is over too; a late call would be refused.
        ConsentState::Expired | ConsentState::Pending => ("ended", None),
    };
    tx.prepare_cached(
        "UPDATE authentications SET state = ?2, outcome = ?3,
             bearer = CASE ?2 WHEN 'due' THEN bearer ELSE '' END
         WHERE consent = ?1 AND state = 'waiting'",
    )?
    .execute(params![consent, next, outcome])?;
    Ok(true)
}

pub(super) fn consume(
    tx: &Db<'_>,
    decision: &DecisionEntry,
    now: UnixSeconds,
) -> rusqlite::Result<Consumed> {
    // Looked at again in here: a device may have been blocked since the call began.
    if let Err(overtaken) = admit(tx, &decision.by, DeviceEvent::Decided)? {
        return Ok(Consumed::Overtaken(overtaken));
    }
    let approved = decision.state == ConsentState::Approved;
    let event = if approved { ConsentEvent::Approved } else { ConsentEvent::Denied };
    let code_is_used =
        tx.prepare_cached("SELECT 1 FROM decisions WHERE jti = ?1")?.exists([&decision.jti])?;
    if code_is_used || !end(tx, &decision.consent, event, now)? {
        return Ok(Consumed::TooLate);
    }
    tx.prepare_cached(
        "UPDATE consents SET reason = ?2, amr = ?3, selection = ?4, authentication_code = ?5,
             key_level = ?6
         WHERE id = ?1",
    )?
    .execute(params![
        decision.consent,
        decision.reason,
        decision.amr,
        tx.seal_some(SELECTION, &decision.consent, decision.selection.as_ref())?,
        approved.then_some(&decision.jti),
        decision.key_level.map(AttestedLevel::as_str)
    ])?;
    tx.prepare_cached(
        "INSERT INTO decisions (consent, request, device, jti, hash, token, receipt, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        decision.consent,
        decision.request,
        decision.by.device,
        decision.jti,
        decision.hash,
        tx.seal(DECISION_TOKEN, &decision.consent, &decision.token)?,
        decision.receipt,
        now.0
    ])?;
    device_rows::seen(tx, &decision.by.device, now)?;
    // Nothing but a whole approval ends a row of failures: were a denial enough, whoever holds the
    // phone could guess the number for ever by declining in between.
    if approved {
        let account: Option<String> = tx
            .prepare_cached("SELECT account FROM consents WHERE id = ?1")?
            .query_row([&decision.consent], |row| row.get(0))
            .optional()?;
        device_rows::forget_failures(tx, &decision.by.device, &account.unwrap_or_default())?;
    }
    let entry = AuditEntry {
        event: if approved { "consent_approved" } else { "consent_denied" },
        device: Some(&decision.by.device),
        consent: Some(&decision.consent),
        request: Some(&decision.request),
        ..AuditEntry::default()
    };
    append_audit(tx, &entry, now)?;
    Ok(Consumed::First)
}

pub(super) fn fail(
    tx: &Db<'_>,
    failure: &Failure,
    limit: u32,
    now: UnixSeconds,
) -> rusqlite::Result<Counted> {
    if let Err(overtaken) = admit(tx, &failure.by, DeviceEvent::Decided)? {
        return Ok(Counted::Overtaken(overtaken));
    }
    if !end(tx, &failure.consent, ConsentEvent::Failed, now)? {
        return Ok(Counted::TooLate);
    }
    tx.prepare_cached(
        "INSERT INTO decisions (consent, request, device, hash, token, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        failure.consent,
        failure.request,
        failure.by.device,
        failure.hash,
        tx.seal(DECISION_TOKEN, &failure.consent, &failure.token)?,
        now.0
    ])?;
    let entry = AuditEntry {
        event: "consent_failed",
        device: Some(&failure.by.device),
        consent: Some(&failure.consent),
        request: Some(&failure.request),
        checked: Some(failure.check.name()),
        ..AuditEntry::default()
    };
    append_audit(tx, &entry, now)?;
    Ok(Counted::Ended { blocked: count(tx, failure, limit, now)? })
}

/// Counts a failure for the device and for the account; a full count blocks.
fn count(
    tx: &Db<'_>,
    failure: &Failure,
    limit: u32,
    now: UnixSeconds,
) -> rusqlite::Result<Vec<String>> {
    let of_device: u32 = tx
        .prepare_cached(&format!(
            "UPDATE devices SET failures = failures + 1 WHERE id = ?1 AND {} RETURNING failures",
            guard::device(DeviceEvent::Decided).starts
        ))?
        .query_row([&failure.by.device], |row| row.get(0))?;
    let of_account: u32 = tx
        .prepare_cached(
            "INSERT INTO accounts (account, failures) VALUES (?1, 1)
             ON CONFLICT (account) DO UPDATE SET failures = failures + 1 RETURNING failures",
        )?
        .query_row([&failure.account], |row| row.get(0))?;
    let full: Vec<String> = if of_account >= limit {
        tx.prepare_cached("SELECT id FROM devices WHERE account = ?1")?
            .query_map([&failure.account], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?
    } else if of_device >= limit {
        vec![failure.by.device.clone()]
    } else {
        Vec::new()
    };
    let mut blocked = Vec::new();
    for device in full {
        if advance(tx, &device, DeviceEvent::TooManyFailures, Some("failures"), now)? {
            let entry = AuditEntry {
                event: "device_blocked",
                device: Some(&device),
                checked: Some("failures"),
                ..AuditEntry::default()
            };
            append_audit(tx, &entry, now)?;
            blocked.push(device);
        }
    }
    Ok(blocked)
}

pub(super) fn expire(tx: &Db<'_>, now: UnixSeconds) -> rusqlite::Result<Vec<EndedConsent>> {
    let late: Vec<String> = tx
        .prepare_cached("SELECT id FROM consents WHERE state = 'pending' AND exp <= ?1")?
        .query_map([now.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ended = Vec::new();
    for consent in late {
        if end(tx, &consent, ConsentEvent::Expired, now)? {
            let entry = AuditEntry {
                event: "consent_expired",
                consent: Some(&consent),
                ..AuditEntry::default()
            };
            append_audit(tx, &entry, now)?;
            ended.push(EndedConsent { consent });
        }
    }
    Ok(ended)
}
