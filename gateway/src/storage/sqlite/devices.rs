//! Devices and their access tokens.

use super::audit::append_audit;
use super::device_changes::{self, use_id};
use super::device_rows::{add_token, device, find, forget_failures, seen, set_state};
use super::{SqliteStorage, offers};
use crate::model::{Actor, DeviceState};
use crate::storage::{
    AuditEntry, Command, Device, DeviceStore, StateChange, StorageError, TokenEntry, UsedId,
};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{OptionalExtension as _, params};

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
                by: change.by,
                ..AuditEntry::default()
            };
            append_audit(tx, &entry, now)?;
            Ok(true)
        })
    }

    fn revoke_all(
        &self,
        account: &str,
        reason: &str,
        by: Option<&Actor>,
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
                    by,
                    ..AuditEntry::default()
                };
                append_audit(tx, &entry, now)?;
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
            add_token(tx, token, now)?;
            seen(tx, &token.device, now)?;
            // One that may not answer any more has nothing else to be noted for.
            let may_answer = tx
                .prepare_cached(
                    "SELECT 1 FROM devices WHERE id = ?1 AND state IN ('pending', 'active')",
                )?
                .exists([&token.device])?;
            if !may_answer {
                return Ok(true);
            }
            let device = Some(token.device.as_str());
            let issued = AuditEntry { event: "token_issued", device, ..AuditEntry::default() };
            append_audit(tx, &issued, now)?;
            Ok(true)
        })
    }

    fn command(
        &self,
        command: &Command,
        id: &UsedId,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| device_changes::apply(tx, command, id, now))
    }
}
