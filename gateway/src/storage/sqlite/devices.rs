//! Devices and their access tokens.

use super::audit::append_audit;
use super::db::Db;
use super::device_changes::{self, use_id};
use super::device_rows::{add_token, admit, advance, device, find, forget_failures, seen};
use super::{SqliteStorage, offers};
use crate::model::Actor;
use crate::model::transitions::DeviceEvent;
use crate::storage::{
    AuditEntry, Command, Device, DeviceStore, Overtaken, Possession, StorageError, TokenEntry,
    UsedId, Written,
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

    fn active_devices_of(&self, account: &str) -> Result<Vec<Device>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT * FROM devices WHERE account = ?1 AND state = 'active'
                 ORDER BY enrolled_at, rowid",
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

    fn revoke(
        &self,
        id: &str,
        reason: &str,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| revoke(tx, id, (reason, by), now))
    }

    fn remove(&self, by: &Possession, now: UnixSeconds) -> Result<Written, StorageError> {
        self.write(|tx| {
            if let Err(Overtaken::Key) = admit(tx, by, DeviceEvent::Revoked)? {
                return Ok(Written::Overtaken(Overtaken::Key));
            }
            revoke(tx, &by.device, ("removed", None), now)?; // gone already is as good as gone now
            Ok(Written::Done)
        })
    }

    fn unblock(
        &self,
        id: &str,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<bool, StorageError> {
        self.write(|tx| {
            let Some(device) = find(tx, id)? else { return Ok(false) };
            if !advance(tx, id, DeviceEvent::Unblocked, None, now)? {
                return Ok(false);
            }
            forget_failures(tx, id, &device.account)?;
            let device = Some(id);
            let entry =
                AuditEntry { event: "device_unblocked", device, by, ..AuditEntry::default() };
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
            let all: Vec<String> = tx
                .prepare_cached(
                    "SELECT id FROM devices WHERE account = ?1 ORDER BY enrolled_at, rowid",
                )?
                .query_map([account], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let mut revoked = Vec::new();
            for id in all {
                if revoke(tx, &id, (reason, by), now)? {
                    revoked.push(id);
                }
            }
            Ok(revoked)
        })
    }

    fn issue_token(
        &self,
        token: &TokenEntry,
        by: &Possession,
        assertion: Option<&UsedId>,
        now: UnixSeconds,
    ) -> Result<Written, StorageError> {
        self.write(|tx| {
            if let Err(overtaken) = admit(tx, by, DeviceEvent::TokenIssued)? {
                return Ok(Written::Overtaken(overtaken));
            }
            if let Some(assertion) = assertion
                && !use_id(tx, assertion, now)?
            {
                return Ok(Written::Replayed);
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
                return Ok(Written::Done);
            }
            let device = Some(token.device.as_str());
            let issued = AuditEntry { event: "token_issued", device, ..AuditEntry::default() };
            append_audit(tx, &issued, now)?;
            Ok(Written::Done)
        })
    }

    fn command(
        &self,
        command: &Command,
        by: &Possession,
        id: &UsedId,
        now: UnixSeconds,
    ) -> Result<Written, StorageError> {
        self.write(|tx| device_changes::apply(tx, command, by, id, now))
    }
}

/// Revokes a device for good, with the offer that it may not have been confirmed for; returns
/// whether it was not revoked before.
fn revoke(
    tx: &Db<'_>,
    id: &str,
    (reason, by): (&str, Option<&Actor>),
    now: UnixSeconds,
) -> rusqlite::Result<bool> {
    if !advance(tx, id, DeviceEvent::Revoked, Some(reason), now)? {
        return Ok(false);
    }
    offers::forget(tx, id)?;
    let entry = AuditEntry {
        event: "device_revoked",
        device: Some(id),
        checked: Some(reason),
        by,
        ..AuditEntry::default()
    };
    append_audit(tx, &entry, now)?;
    Ok(true)
}
