//! Devices, their access tokens and what they ask for.

use super::{SqliteStorage, note, offers, strange, time};
use crate::channel::DeviceState;
use crate::storage::{AuditEntry, Command, Device, DeviceStore, StorageError, TokenEntry, UsedId};
use countersign::jose::PublicKey;
use countersign::time::UnixSeconds;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

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
            .query_row(params![hash, now.0], device)
            .optional()
        })
    }

    fn devices_of(&self, account: &str) -> Result<Vec<Device>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT * FROM devices WHERE account = ?1 ORDER BY enrolled_at, rowid",
            )?
            .query_map([account], device)?
            .collect()
        })
    }

    fn change_state(
        &self,
        id: &str,
        from: &[DeviceState],
        to: DeviceState,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| {
            let Some(device) = find(tx, id)?.filter(|device| from.contains(&device.state)) else {
                return Ok(false);
            };
            set_state(tx, id, to)?;
            let event = match to {
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
            note(tx, &AuditEntry { event, device: Some(id), ..AuditEntry::default() }, now)?;
            Ok(true)
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
            tx.prepare_cached("DELETE FROM access_tokens WHERE exp <= ?1")?.execute([now.0])?;
            add_token(tx, token)?;
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
            if !use_id(tx, id, now)? {
                return Ok(false);
            }
            let mut entry = AuditEntry { device: Some(&id.device), ..AuditEntry::default() };
            match command {
                Command::Push { provider, token } => {
                    entry.event = "push_changed";
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
                Command::Report { request } => {
                    entry.event = "request_reported";
                    entry.request = Some(request);
                    set_state(tx, &id.device, DeviceState::Blocked)?;
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

pub(super) fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Device>> {
    db.prepare_cached("SELECT * FROM devices WHERE id = ?1")?.query_row([id], device).optional()
}

pub(super) fn add(tx: &Transaction<'_>, device: &Device) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO devices
         (id, account, sub, enrolment, label, transport_jkt, transport_key, approval_jkt,
          approval_key, model, os, capabilities, attestation, key_level, evidence,
          push_provider, push_token, state, failures, enrolled_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 0, ?19)",
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
        device.push_token,
        device.state.as_str(),
        device.enrolled_at.0
    ])?;
    Ok(())
}

pub(super) fn add_token(tx: &Transaction<'_>, token: &TokenEntry) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO access_tokens (hash, device, exp) VALUES (?1, ?2, ?3)")?
        .execute(params![token.hash, token.device, token.exp.0])?;
    Ok(())
}

/// A key in either role: no key has two.
pub(super) fn key_is_known(db: &Connection, key: &PublicKey) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM devices WHERE transport_jkt = ?1 OR approval_jkt = ?1")?
        .exists([key.thumbprint()])
}

pub(super) fn set_state(
    tx: &Transaction<'_>,
    id: &str,
    state: DeviceState,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE devices SET state = ?2 WHERE id = ?1")?
        .execute(params![id, state.as_str()])?;
    if state == DeviceState::Revoked {
        tx.prepare_cached(
            "UPDATE devices SET push_provider = NULL, push_token = NULL WHERE id = ?1",
        )?
        .execute([id])?;
    }
    Ok(())
}

pub(super) fn forget_failures(
    tx: &Transaction<'_>,
    device: &str,
    account: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE devices SET failures = 0 WHERE id = ?1")?.execute([device])?;
    tx.prepare_cached("UPDATE accounts SET failures = 0 WHERE account = ?1")?.execute([account])?;
    Ok(())
}

/// Marks an id as used; `false` if it was.
fn use_id(tx: &Transaction<'_>, id: &UsedId, now: UnixSeconds) -> rusqlite::Result<bool> {
    tx.prepare_cached("DELETE FROM used_ids WHERE exp <= ?1")?.execute([now.0])?;
    let added = tx
        .prepare_cached("INSERT OR IGNORE INTO used_ids (device, jti, exp) VALUES (?1, ?2, ?3)")?
        .execute(params![id.device, id.jti, id.exp.0])?;
    Ok(added == 1)
}

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    let key = |column| {
        let bytes: Vec<u8> = row.get(column)?;
        PublicKey::from_sec1(&bytes).map_err(|_| strange())
    };
    let state: String = row.get("state")?;
    Ok(Device {
        id: row.get("id")?,
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
        push_token: row.get("push_token")?,
        state: DeviceState::from_name(&state).ok_or_else(strange)?,
        failures: row.get("failures")?,
        enrolled_at: time(row, "enrolled_at")?,
    })
}
