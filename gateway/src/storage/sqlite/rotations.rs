//! How a key of a device takes the place of another: once, in one transaction.

use super::audit::append_audit;
use super::damaged::damaged;
use super::db::{Db, time};
use super::{SqliteStorage, device_rows, guard};
use crate::model::transitions::DeviceEvent;
use crate::storage::{
    AuditEntry, Possession, RetiredKey, Rotated, Rotation, RotationStore, StorageError,
};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::vocabulary::{AttestedLevel, KeyPurpose};
use rusqlite::{OptionalExtension as _, Row, params};

const DAY: i64 = 86_400;
/// The most keys that one device replaces in its life. After that it has to be enrolled anew.
const MOST_OF_A_DEVICE: u32 = 200;
/// How many rotations of one device that came too late are remembered.
const LATE_KEPT: u32 = 16;

impl RotationStore for SqliteStorage {
    fn rotation_receipt(&self, device: &str, hash: &str) -> Result<Option<String>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT receipt FROM key_rotations
                 WHERE device = ?1 AND hash = ?2 AND receipt IS NOT NULL",
            )?
            .query_row([device, hash], |row| row.get(0))
            .optional()
        })
    }

    fn rotate(&self, rotation: &Rotation, now: UnixSeconds) -> Result<Rotated, StorageError> {
        self.write(|tx| rotate(tx, rotation, now))
    }

    fn retired_key(
        &self,
        device: &str,
        request: &str,
        thumbprint: &str,
    ) -> Result<Option<RetiredKey>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT role, old_key, old_level, at FROM key_rotations
                 WHERE old_jkt = ?3 AND device = ?1 AND receipt IS NOT NULL AND at >=
                     (SELECT created_at FROM requests JOIN consents ON consents.id = consent
                      WHERE requests.id = ?2)",
            )?
            .query_row([device, request, thumbprint], retired)
            .optional()
        })
    }
}

fn rotate(tx: &Db<'_>, rotation: &Rotation, now: UnixSeconds) -> rusqlite::Result<Rotated> {
    let before: Option<(String, Option<String>)> = tx
        .prepare_cached(
            "SELECT hash, receipt FROM key_rotations WHERE device = ?1 AND challenge = ?2",
        )?
        .query_row([&rotation.device, &rotation.challenge], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((hash, receipt)) = before {
        return Ok(match receipt {
            _ if hash != rotation.hash => Rotated::Conflict,
            Some(receipt) => Rotated::Same(receipt),
            None => Rotated::Gone,
        });
    }
    if is_late(tx, rotation)? {
        return Ok(Rotated::Gone);
    }
    let by = Possession { device: rotation.device.clone(), transport: rotation.transport };
    let device = match device_rows::admit(tx, &by, DeviceEvent::KeyReplaced)? {
        Ok(device) => device,
        Err(overtaken) => return Ok(Rotated::Overtaken(overtaken)),
    };
    if now >= rotation.exp {
        // Said once, it stays true, even of a copy of these bytes that is still on its way.
        keep_late(tx, rotation, now)?;
        return Ok(Rotated::Gone);
    }
    let current = match rotation.role {
        KeyPurpose::Transport => device.transport,
        KeyPurpose::Approval => device.approval,
    };
    if current != rotation.old || device_rows::key_is_known(tx, &rotation.new)? {
        return Ok(Rotated::Conflict);
    }
    if let Some(wait) = too_many(tx, rotation, now)? {
        return Ok(Rotated::TooMany(wait));
    }
    keep(tx, rotation, now)?;
    keep_level(tx, rotation, device.key_level)?;
    replace(tx, rotation)?;
    let event = match rotation.role {
        KeyPurpose::Transport => "transport_key_rotated",
        KeyPurpose::Approval => "approval_key_rotated",
    };
    let device = Some(rotation.device.as_str());
    append_audit(tx, &AuditEntry { event, device, ..AuditEntry::default() }, now)?;
    Ok(Rotated::Done)
}

fn is_late(tx: &Db<'_>, rotation: &Rotation) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT 1 FROM late_rotations WHERE device = ?1 AND hash = ?2")?
        .exists([&rotation.device, &rotation.hash])
}

/// Keeps the hash of one that came too late, and of the device's others the newest: what is older
/// has ended for longer than any clock is wrong.
fn keep_late(tx: &Db<'_>, rotation: &Rotation, now: UnixSeconds) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO late_rotations (device, hash, at) VALUES (?1, ?2, ?3)")?
        .execute(params![rotation.device, rotation.hash, now.0])?;
    tx.prepare_cached(
        "DELETE FROM late_rotations WHERE device = ?1 AND hash NOT IN
             (SELECT hash FROM late_rotations WHERE device = ?1 ORDER BY at DESC LIMIT ?2)",
    )?
    .execute(params![rotation.device, LATE_KEPT])?;
    Ok(())
}

/// The seconds to wait, if the device has replaced as many keys as it may: each is evidence that is
/// kept for as long as the device.
fn too_many(tx: &Db<'_>, rotation: &Rotation, now: UnixSeconds) -> rusqlite::Result<Option<u32>> {
    let (all, lately, oldest): (u32, u32, Option<i64>) = tx
        .prepare_cached(
            "SELECT (SELECT count(*) FROM key_rotations WHERE device = ?1), count(*), min(at)
             FROM key_rotations WHERE device = ?1 AND at > ?2",
        )?
        .query_row(params![rotation.device, now.0 - DAY], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let wait = match oldest {
        _ if all >= MOST_OF_A_DEVICE => DAY,
        Some(oldest) if lately >= rotation.most_in_a_day => (oldest + DAY - now.0).max(1),
        _ => return Ok(None),
    };
    Ok(Some(u32::try_from(wait).unwrap_or(u32::MAX)))
}

fn keep(tx: &Db<'_>, rotation: &Rotation, now: UnixSeconds) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO key_rotations
         (device, challenge, hash, role, old_jkt, old_key, token, receipt, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        rotation.device,
        rotation.challenge,
        rotation.hash,
        rotation.role.as_str(),
        rotation.old.thumbprint(),
        rotation.old.sec1(),
        rotation.token,
        rotation.receipt,
        now.0
    ])?;
    Ok(())
}

/// Of an approval key: what was proved of it, for what it signed before.
fn keep_level(tx: &Db<'_>, rotation: &Rotation, level: AttestedLevel) -> rusqlite::Result<()> {
    if rotation.role == KeyPurpose::Approval {
        tx.prepare_cached(
            "UPDATE key_rotations SET old_level = ?3 WHERE device = ?1 AND challenge = ?2",
        )?
        .execute(params![rotation.device, rotation.challenge, level.as_str()])?;
    }
    Ok(())
}

fn replace(tx: &Db<'_>, rotation: &Rotation) -> rusqlite::Result<()> {
    let (id, key, old) = (&rotation.device, &rotation.new, rotation.old.thumbprint());
    let starts = guard::device(DeviceEvent::KeyReplaced).starts;
    match rotation.role {
        KeyPurpose::Transport => {
            tx.prepare_cached(&format!(
                "UPDATE devices SET transport_jkt = ?2, transport_key = ?3
                 WHERE id = ?1 AND transport_jkt = ?4 AND {starts}"
            ))?
            .execute(params![id, key.thumbprint(), key.sec1(), old])?;
            // They were bound to the old key.
            tx.prepare_cached("DELETE FROM access_tokens WHERE device = ?1")?.execute([id])?;
        }
        KeyPurpose::Approval => {
            tx.prepare_cached(&format!(
                "UPDATE devices SET approval_jkt = ?2, approval_key = ?3
                 WHERE id = ?1 AND approval_jkt = ?4 AND {starts}"
            ))?
            .execute(params![id, key.thumbprint(), key.sec1(), old])?;
        }
    }
    if let Some(attested) = &rotation.attested {
        tx.prepare_cached(&format!(
            "UPDATE devices SET attestation = ?2, key_level = ?3, evidence = ?4
             WHERE id = ?1 AND {starts}"
        ))?
        .execute(params![
            id,
            attested.format,
            attested.level.as_str(),
            attested.evidence
        ])?;
    }
    Ok(())
}

fn retired(row: &Row<'_>) -> rusqlite::Result<RetiredKey> {
    let (role, key): (String, Vec<u8>) = (row.get("role")?, row.get("old_key")?);
    Ok(RetiredKey {
        key: PublicKey::from_sec1(&key).map_err(|_| damaged())?,
        role: KeyPurpose::from_name(&role).ok_or_else(damaged)?,
        at: time(row, "at")?,
        key_level: match row.get::<_, Option<String>>("old_level")? {
            Some(level) => device_rows::level(&level)?,
            None => AttestedLevel::Software,
        },
    })
}
