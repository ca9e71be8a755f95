//! Devices and their access tokens as they are read and written, whatever for.

use super::columns::PUSH_TOKEN;
use super::damaged::damaged;
use super::db::{Db, time};
use super::guard::{self, Guard};
use crate::model::DeviceState;
use crate::model::transitions::DeviceEvent;
use crate::storage::{Device, Overtaken, Possession, TokenEntry};
use countersign_protocol::claims::Members;
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, Capabilities};
use rusqlite::{OptionalExtension as _, Row, params};

/// The most access tokens that one device has at the same time: one for each of its processes, and
/// those whose answers were lost.
const MOST_TOKENS: u32 = 16;

pub(super) fn find(db: &Db<'_>, id: &str) -> rusqlite::Result<Option<Device>> {
    db.prepare_cached("SELECT * FROM devices WHERE id = ?1")?
        .query_row([id], |row| device(db, row))
        .optional()
}

pub(super) fn add(tx: &Db<'_>, device: &Device) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO devices
         (id, account, sub, enrolment, label, transport_jkt, transport_key, approval_jkt,
          approval_key, model, os, capabilities, attestation, key_level, evidence,
          push_provider, push_token, state, failures, enrolled_at, last_seen_at, state_since,
          state_reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 0, ?19, ?20, ?21, ?22)",
    )?
    .execute(params![
        device.id,
        device.account,
        device.sub,
        device.enrolment,
        device.label,
        device.transport.thumbprint(),
        device.transport.sec1(),
        device.approval.thumbprint(),
        device.approval.sec1(),
        device.model,
        device.os,
        capabilities_json(&device.capabilities)?,
        device.attestation,
        device.key_level.as_str(),
        device.evidence,
        device.push_provider,
        tx.seal_some(PUSH_TOKEN, &device.id, device.push_token.as_ref())?,
        device.state.as_str(),
        device.enrolled_at.0,
        device.last_seen_at.map(|at| at.0),
        device.state_since.map(|at| at.0),
        device.state_reason
    ])?;
    Ok(())
}

/// Adds an access token, and forgets those of the device that have ended, and its oldest if it has
/// too many.
pub(super) fn add_token(tx: &Db<'_>, token: &TokenEntry, now: UnixSeconds) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM access_tokens WHERE device = ?1 AND (exp <= ?2 OR hash NOT IN
             (SELECT hash FROM access_tokens WHERE device = ?1 ORDER BY exp DESC LIMIT ?3))",
    )?
    .execute(params![token.device, now.0, MOST_TOKENS - 1])?;
    tx.prepare_cached("INSERT INTO access_tokens (hash, device, exp) VALUES (?1, ?2, ?3)")?
        .execute(params![token.hash, token.device, token.exp.0])?;
    Ok(())
}

/// A key in either role, now or ever: no key has two, and none comes back.
pub(super) fn key_is_known(db: &Db<'_>, key: &PublicKey) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT 1 FROM devices WHERE transport_jkt = ?1 OR approval_jkt = ?1
         UNION ALL SELECT 1 FROM key_rotations WHERE old_jkt = ?1 AND receipt IS NOT NULL",
    )?
    .exists([key.thumbprint()])
}

/// Reads the device of a call again, in the transaction that the call causes: it must be in a
/// state that the event starts from, and its transport key the one that the call proved to hold.
pub(super) fn admit(
    tx: &Db<'_>,
    by: &Possession,
    event: DeviceEvent,
) -> rusqlite::Result<Result<Device, Overtaken>> {
    let current = find(tx, &by.device)?.filter(|device| device.transport == by.transport);
    let Some(device) = current else { return Ok(Err(Overtaken::Key)) };
    Ok(if event.on(device.state).is_some() { Ok(device) } else { Err(Overtaken::State) })
}

/// Takes a device to the state that the event leads to, if it is in one that the event starts
/// from; returns whether it was.
pub(super) fn advance(
    tx: &Db<'_>,
    id: &str,
    event: DeviceEvent,
    reason: Option<&str>,
    now: UnixSeconds,
) -> rusqlite::Result<bool> {
    let Guard { starts, next } = guard::device(event);
    let changed = tx
        .prepare_cached(&format!(
            "UPDATE devices SET state = {next}, state_reason = ?2, state_since = ?3
             WHERE id = ?1 AND {starts}"
        ))?
        .execute(params![id, reason, now.0])?;
    if event.moves().all(|(_, to)| to == DeviceState::Revoked) && changed == 1 {
        tx.prepare_cached(
            "UPDATE devices SET push_provider = NULL, push_token = NULL WHERE id = ?1",
        )?
        .execute([id])?;
        tx.prepare_cached("DELETE FROM announcements WHERE device = ?1")?.execute([id])?;
    }
    Ok(changed == 1)
}

/// The device was heard of.
pub(super) fn seen(tx: &Db<'_>, id: &str, now: UnixSeconds) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE devices SET last_seen_at = ?2 WHERE id = ?1")?
        .execute(params![id, now.0])?;
    Ok(())
}

pub(super) fn forget_failures(tx: &Db<'_>, device: &str, account: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE devices SET failures = 0 WHERE id = ?1")?.execute([device])?;
    tx.prepare_cached("UPDATE accounts SET failures = 0 WHERE account = ?1")?.execute([account])?;
    Ok(())
}

/// What a device can do, as it is kept.
pub(super) fn capabilities_json(capabilities: &Capabilities) -> rusqlite::Result<String> {
    serde_json::to_string(capabilities).map_err(|_| damaged())
}

/// Read as strictly as when the device sent it, whichever version kept it.
fn capabilities(json: &str) -> rusqlite::Result<Capabilities> {
    let members = Members::parse(json.as_bytes()).map_err(|_| damaged())?;
    Capabilities::read(members).map_err(|_| damaged())
}

pub(super) fn level(name: &str) -> rusqlite::Result<AttestedLevel> {
    AttestedLevel::from_name(name).ok_or_else(damaged)
}

pub(super) fn device(db: &Db<'_>, row: &Row<'_>) -> rusqlite::Result<Device> {
    let key = |column| {
        let bytes: Vec<u8> = row.get(column)?;
        PublicKey::from_sec1(&bytes).map_err(|_| damaged())
    };
    let optional_time = |column| row.get::<_, Option<i64>>(column).map(|at| at.map(UnixSeconds));
    let state: String = row.get("state")?;
    let id: String = row.get("id")?;
    Ok(Device {
        account: row.get("account")?,
        sub: row.get("sub")?,
        enrolment: row.get("enrolment")?,
        label: row.get("label")?,
        transport: key("transport_key")?,
        approval: key("approval_key")?,
        model: row.get("model")?,
        os: row.get("os")?,
        capabilities: capabilities(&row.get::<_, String>("capabilities")?)?,
        attestation: row.get("attestation")?,
        key_level: level(&row.get::<_, String>("key_level")?)?,
        evidence: row.get("evidence")?,
        push_provider: row.get("push_provider")?,
        push_token: db.open_some(PUSH_TOKEN, &id, row.get("push_token")?)?,
        state: DeviceState::from_name(&state).ok_or_else(damaged)?,
        failures: row.get("failures")?,
        enrolled_at: time(row, "enrolled_at")?,
        last_seen_at: optional_time("last_seen_at")?,
        state_since: optional_time("state_since")?,
        state_reason: row.get("state_reason")?,
        id,
    })
}
