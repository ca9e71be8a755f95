//! Devices, their access tokens and what they ask for.

use super::{Db, SqliteStorage, note, offers, strange, time};
use crate::storage::blocked_because;
use crate::storage::{
    AuditEntry, Command, Device, DeviceStore, StateChange, StorageError, TokenEntry, UsedId,
};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::DeviceState;
use countersign_protocol::vocabulary::ReportReason;
use rusqlite::{OptionalExtension as _, Row, params};

/// A sealed column.
const PUSH_TOKEN: &str = "devices.push_token";

impl DeviceStore for SqliteStorage {
    fn device(&self, id: &str) -> Result<Option<Device>, StorageError> {
        self.read(|db| find(db, id))
    }

    fn device_of_token(
        &self,
        hash: &str,
        now: UnixSeconds,
    ) -> Result<Option<Device>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT devices.* FROM access_tokens JOIN devices ON devices.id = device
                 WHERE hash = ?1 AND exp > ?2",
            )?
            .query_row(params![hash, now.0], |row| device(db, row))
            .optional()
        })
    }

    fn devices_of(&self, account: &str) -> Result<Vec<Device>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT * FROM devices WHERE account = ?1 ORDER BY enrolled_at, rowid",
            )?
            .query_map([account], |row| device(db, row))?
            .collect()
        })
    }

    fn devices_page(
        &self,
        account: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Option<Vec<Device>>, StorageError> {
        self.read(|db| {
            let start: Option<(i64, i64)> = match after {
                None => Some((i64::MIN, i64::MIN)),
                Some(id) => db
                    .prepare_cached(
                        "SELECT enrolled_at, rowid FROM devices WHERE account = ?1 AND id = ?2",
                    )?
                    .query_row([account, id], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?,
            };
            let Some((enrolled_at, row)) = start else { return Ok(None) };
            db.prepare_cached(
                "SELECT * FROM devices WHERE account = ?1 AND (enrolled_at, rowid) > (?2, ?3)
                 ORDER BY enrolled_at, rowid LIMIT ?4",
            )?
            .query_map(params![account, enrolled_at, row, most], |row| device(db, row))?
            .collect::<rusqlite::Result<_>>()
            .map(Some)
        })
    }

    fn change_state(
        &self,
        id: &str,
        change: &StateChange<'_>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| {
            let found = find(tx, id)?.filter(|device| change.from.contains(&device.state));
            let Some(device) = found else { return Ok(false) };
            set_state(tx, id, change.to, change.reason, now)?;
            let event = match change.to {
                DeviceState::Pending => "device_pending",
                DeviceState::Blocked => "device_blocked",
                DeviceState::Active => {
                    forget_failures(tx, id, &device.account)?;
                    "device_unblocked"
                }
                DeviceState::Revoked => {
                    offers::forget(tx, id)?;
                    "device_revoked"
                }
            };
            let entry = AuditEntry {
                event,
                device: Some(id),
                checked: change.reason,
                ..AuditEntry::default()
            };
            note(tx, &entry, now)?;
            Ok(true)
        })
    }

    fn revoke_all(
        &self,
        account: &str,
        reason: &str,
        now: UnixSeconds,
    ) -> Result<Vec<String>, StorageError> {
        self.write(|tx| {
            let living: Vec<String> = tx
                .prepare_cached(
                    "SELECT id FROM devices WHERE account = ?1 AND state <> 'revoked'
                     ORDER BY enrolled_at, rowid",
                )?
                .query_map([account], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for id in &living {
                set_state(tx, id, DeviceState::Revoked, Some(reason), now)?;
                offers::forget(tx, id)?;
                let entry = AuditEntry {
                    event: "device_revoked",
                    device: Some(id),
                    checked: Some(reason),
                    ..AuditEntry::default()
                };
                note(tx, &entry, now)?;
            }
            Ok(living)
        })
    }

    fn issue_token(
        &self,
        token: &TokenEntry,
        assertion: Option<&UsedId>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| {
            if let Some(assertion) = assertion
                && !use_id(tx, assertion, now)?
            {
                return Ok(false);
            }
            add_token(tx, token)?;
            seen(tx, &token.device, now)?;
            let device = Some(token.device.as_str());
            let issued = AuditEntry { event: "token_issued", device, ..AuditEntry::default() };
            note(tx, &issued, now)?;
            Ok(true)
        })
    }

    fn command(
        &self,
        command: &Command,
        id: &UsedId,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| {
            match command {
                // A report is remembered for longer than its token lives.
                Command::Report { request, reason } if !report(tx, id, request, *reason, now)? => {
                    return Ok(true);
                }
                Command::Report { .. } => {}
                _ if !use_id(tx, id, now)? => return Ok(false),
                _ => {}
            }
            let mut entry = AuditEntry { device: Some(&id.device), ..AuditEntry::default() };
            seen(tx, &id.device, now)?;
            match command {
                Command::Push { provider, token } => {
                    entry.event = "push_changed";
                    let token = tx.seal_some(PUSH_TOKEN, &id.device, token.as_ref())?;
                    tx.prepare_cached(
                        "UPDATE devices SET push_provider = ?2, push_token = ?3 WHERE id = ?1",
                    )?
                    .execute(params![id.device, provider, token])?;
                }
                Command::Capabilities(capabilities) => {
                    entry.event = "capabilities_changed";
                    tx.prepare_cached("UPDATE devices SET capabilities = ?2 WHERE id = ?1")?
                        .execute(params![id.device, capabilities])?;
                }
                Command::Report { request, reason } => {
                    entry.event = match reason {
                        ReportReason::NotMe => "request_reported",
                        ReportReason::Failures => "failures_reported",
                    };
                    entry.request = Some(request);
                    set_state(
                        tx,
                        &id.device,
                        DeviceState::Blocked,
                        Some(blocked_because(*reason)),
                        now,
                    )?;
                }
            }
            note(tx, &entry, now)?;
            Ok(true)
        })
    }

    fn key_set_number(&self, fingerprint: &str, now: UnixSeconds) -> Result<i64, StorageError> {
        self.write(|tx| {
            let held: Option<(String, i64)> = tx
                .prepare_cached("SELECT fingerprint, seq FROM key_set")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let number = match held {
                Some((same, seq)) if same == fingerprint => return Ok(seq),
                // Counting from the time keeps it increasing even if the database is lost.
                Some((_, seq)) => now.0.max(seq + 1),
                None => now.0,
            };
            tx.execute(
                "INSERT INTO key_set (only_row, fingerprint, seq) VALUES (1, ?1, ?2)
                 ON CONFLICT (only_row) DO UPDATE SET fingerprint = ?1, seq = ?2",
                params![fingerprint, number],
            )?;
            Ok(number)
        })
    }
}

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
        device.capabilities,
        device.attestation,
        device.key_level,
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

pub(super) fn add_token(tx: &Db<'_>, token: &TokenEntry) -> rusqlite::Result<()> {
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

pub(super) fn set_state(
    tx: &Db<'_>,
    id: &str,
    state: DeviceState,
    reason: Option<&str>,
    now: UnixSeconds,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE devices SET state = ?2, state_reason = ?3, state_since = ?4 WHERE id = ?1",
    )?
    .execute(params![id, state.as_str(), reason, now.0])?;
    if state == DeviceState::Revoked {
        tx.prepare_cached(
            "UPDATE devices SET push_provider = NULL, push_token = NULL WHERE id = ?1",
        )?
        .execute([id])?;
        tx.prepare_cached("DELETE FROM announcements WHERE device = ?1")?.execute([id])?;
    }
    Ok(())
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

/// Notes a report; `false` if it was made before.
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
    Ok(added == 1)
}

/// Marks an id as used; `false` if it was.
fn use_id(tx: &Db<'_>, id: &UsedId, now: UnixSeconds) -> rusqlite::Result<bool> {
    if now >= id.exp {
        return Ok(false); // whoever forgets ids that have ended must not take them again
    }
    let added = tx
        .prepare_cached("INSERT OR IGNORE INTO used_ids (device, jti, exp) VALUES (?1, ?2, ?3)")?
        .execute(params![id.device, id.jti, id.exp.0])?;
    Ok(added == 1)
}

fn device(db: &Db<'_>, row: &Row<'_>) -> rusqlite::Result<Device> {
    let key = |column| {
        let bytes: Vec<u8> = row.get(column)?;
        PublicKey::from_sec1(&bytes).map_err(|_| strange())
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
        capabilities: row.get("capabilities")?,
        attestation: row.get("attestation")?,
        key_level: row.get("key_level")?,
        evidence: row.get("evidence")?,
        push_provider: row.get("push_provider")?,
        push_token: db.open_some(PUSH_TOKEN, &id, row.get("push_token")?)?,
        state: DeviceState::from_name(&state).ok_or_else(strange)?,
        failures: row.get("failures")?,
        enrolled_at: time(row, "enrolled_at")?,
        last_seen_at: optional_time("last_seen_at")?,
        state_since: optional_time("state_since")?,
        state_reason: row.get("state_reason")?,
        id,
    })
}
