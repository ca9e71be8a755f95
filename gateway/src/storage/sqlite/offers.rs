//! Offers, and the devices that answer them.

use super::audit::append_audit;
use super::db::{Db, time};
use super::guard::{self, Guard};
use super::{SqliteStorage, device_rows};
use crate::model::transitions::{DeviceEvent, OfferEvent, OfferStep};
use crate::model::{Actor, DeviceState};
use crate::storage::{
    AuditEntry, Confirmation, Device, FetchedOffer, Offer, OfferStage, OfferStore, OfferToken,
    Registered, Registration, StorageError,
};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{OptionalExtension as _, Row, params};
use subtle::ConstantTimeEq as _;

const HOUR: i64 = 3600;

impl OfferStore for SqliteStorage {
    fn add_offer(
        &self,
        offer: &Offer,
        per_hour: u32,
        by: Option<&Actor>,
    ) -> Result<Option<u32>, StorageError> {
        self.write(|tx| {
            let hour_ago = offer.created_at.plus(-HOUR);
            let (count, oldest): (u32, Option<i64>) = tx
                .prepare_cached(
                    "SELECT count(*), min(created_at) FROM offers
                     WHERE account = ?1 AND created_at > ?2",
                )?
                .query_row(params![offer.account, hour_ago.0], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
            if count >= per_hour {
                let wait = oldest.map_or(HOUR, |oldest| oldest - hour_ago.0).max(1);
                return Ok(Some(u32::try_from(wait).unwrap_or(u32::MAX)));
            }
            tx.prepare_cached(
                "INSERT INTO offers
                 (id, handle_hash, account, label, nonce, token, created_at, exp, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open')",
            )?
            .execute(params![
                offer.id,
                offer.handle_hash,
                offer.account,
                offer.label,
                offer.nonce,
                offer.token,
                offer.created_at.0,
                offer.exp.0
            ])?;
            let offer_id = Some(offer.id.as_str());
            let made =
                AuditEntry { event: "offer_made", offer: offer_id, by, ..AuditEntry::default() };
            append_audit(tx, &made, offer.created_at)?;
            Ok(None)
        })
    }

    fn offer(&self, id: &str) -> Result<Option<OfferStage>, StorageError> {
        self.read(|db| find(db, id))
    }

    fn fetch_offer(
        &self,
        handle_hash: &str,
        now: UnixSeconds,
    ) -> Result<FetchedOffer, StorageError> {
        // Reading comes first: whoever guesses must not hold up those who write.
        let fetched: Option<bool> = self.read(|db| {
            db.prepare_cached("SELECT fetched_at IS NOT NULL FROM offers WHERE handle_hash = ?1")?
                .query_row([handle_hash], |row| row.get(0))
                .optional()
        })?;
        match fetched {
            None => return Ok(FetchedOffer::Unknown),
            Some(true) => return Ok(FetchedOffer::Gone),
            Some(false) => {}
        }
        let Guard { starts, .. } = guard::offer(OfferEvent::Fetched);
        self.write(|tx| {
            let token = tx
                .prepare_cached(&format!(
                    "UPDATE offers SET fetched_at = ?2
                     WHERE handle_hash = ?1 AND fetched_at IS NULL AND {starts} AND exp > ?2
                     RETURNING token"
                ))?
                .query_row(params![handle_hash, now.0], |row| row.get(0))
                .optional()?;
            Ok(token.map_or(FetchedOffer::Gone, |token| FetchedOffer::Token(OfferToken(token))))
        })
    }

    fn register(
        &self,
        registration: &Registration,
        now: UnixSeconds,
    ) -> Result<Registered, StorageError> {
        self.write(|tx| register(tx, registration, now))
    }

    fn confirm(
        &self,
        offer: &str,
        digits: &str,
        tries: u32,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<Confirmation, StorageError> {
        self.write(|tx| confirm(tx, offer, digits, (tries, by), now))
    }
}

fn find(db: &Db<'_>, id: &str) -> rusqlite::Result<Option<OfferStage>> {
    let row = |row: &Row<'_>| {
        let offer = Offer {
            id: row.get("id")?,
            handle_hash: row.get("handle_hash")?,
            account: row.get("account")?,
            label: row.get("label")?,
            nonce: row.get("nonce")?,
            token: row.get("token")?,
            created_at: time(row, "created_at")?,
            exp: time(row, "exp")?,
        };
        let device: Option<String> = row.get("device")?;
        let state: String = row.get("state")?;
        let stage = OfferStage {
            offer,
            device: None,
            digits: row.get("digits")?,
            confirm_by: row.get::<_, Option<i64>>("confirm_by")?.map(UnixSeconds),
            registration_hash: row.get("registration_hash")?,
            receipt: row.get("receipt")?,
            ended: state == OfferStep::Ended.as_str(),
        };
        Ok((stage, device))
    };
    let found =
        db.prepare_cached("SELECT * FROM offers WHERE id = ?1")?.query_row([id], row).optional()?;
    let Some((mut stage, device)) = found else { return Ok(None) };
    if let Some(device) = device {
        stage.device = device_rows::find(db, &device)?;
    }
    Ok(Some(stage))
}

fn register(
    tx: &Db<'_>,
    registration: &Registration,
    now: UnixSeconds,
) -> rusqlite::Result<Registered> {
    let Some(stage) = find(tx, &registration.offer)? else { return Ok(Registered::Gone) };
    if stage.ended || now >= stage.offer.exp {
        return Ok(Registered::Gone);
    }
    if stage.registration_hash.is_some()
        || device_rows::key_is_known(tx, &registration.device.transport)?
        || device_rows::key_is_known(tx, &registration.device.approval)?
    {
        return Ok(Registered::Conflict);
    }
    device_rows::add(tx, &registration.device)?;
    device_rows::add_token(tx, &registration.token, now)?;
    let Guard { starts, next } = guard::offer(OfferEvent::Registered);
    tx.prepare_cached(&format!(
        "UPDATE offers SET state = {next}, device = ?2, registration_hash = ?3,
             receipt = ?4, digits = ?5, confirm_by = ?6
         WHERE id = ?1 AND {starts}"
    ))?
    .execute(params![
        registration.offer,
        registration.device.id,
        registration.hash,
        registration.receipt,
        registration.digits,
        registration.confirm_by.0
    ])?;
    let device = Some(registration.device.id.as_str());
    let offer = Some(registration.offer.as_str());
    let entry = AuditEntry { event: "device_registered", offer, device, ..AuditEntry::default() };
    append_audit(tx, &entry, now)?;
    Ok(Registered::Done)
}

fn confirm(
    tx: &Db<'_>,
    offer: &str,
    digits: &str,
    (tries, by): (u32, Option<&Actor>),
    now: UnixSeconds,
) -> rusqlite::Result<Confirmation> {
    let Some(stage) = find(tx, offer)? else { return Ok(Confirmation::Unknown) };
    if stage.ended {
        return Ok(Confirmation::Gone);
    }
    let (Some(device), Some(right), Some(confirm_by)) =
        (stage.device, stage.digits, stage.confirm_by)
    else {
        let open = now < stage.offer.exp;
        return Ok(if open { Confirmation::Conflict } else { Confirmation::Gone });
    };
    if device.state != DeviceState::Pending {
        return Ok(Confirmation::Conflict);
    }
    if now >= confirm_by {
        return Ok(Confirmation::Gone);
    }
    let event = |event| AuditEntry {
        event,
        offer: Some(offer),
        device: Some(&device.id),
        by,
        ..AuditEntry::default()
    };
    if bool::from(digits.as_bytes().ct_eq(right.as_bytes())) {
        let Guard { starts, next } = guard::offer(OfferEvent::Confirmed);
        let confirmed = tx
            .prepare_cached(&format!(
                "UPDATE offers SET state = {next} WHERE id = ?1 AND {starts}"
            ))?
            .execute([offer])?;
        if confirmed == 0
            || !device_rows::advance(tx, &device.id, DeviceEvent::Confirmed, None, now)?
        {
            return Ok(Confirmation::Conflict);
        }
        append_audit(tx, &event("device_confirmed"), now)?;
        let told = announce(tx, &device, now)?;
        return Ok(Confirmation::Done { device: device.id, told });
    }
    let Guard { starts, .. } = guard::offer(OfferEvent::WrongDigits);
    let tried: u32 = tx
        .prepare_cached(&format!(
            "UPDATE offers SET tries = tries + 1 WHERE id = ?1 AND {starts} RETURNING tries"
        ))?
        .query_row([offer], |row| row.get(0))?;
    let ended = tried >= tries;
    append_audit(tx, &event("digits_wrong"), now)?;
    if ended {
        end(tx, &device.id, Some(offer), now)?;
    }
    Ok(Confirmation::Wrong { ended })
}

/// Ends the offer that a device answered, and the device, for good.
fn end(tx: &Db<'_>, device: &str, offer: Option<&str>, now: UnixSeconds) -> rusqlite::Result<()> {
    forget(tx, device)?;
    if device_rows::advance(tx, device, DeviceEvent::NotConfirmed, Some("not_confirmed"), now)? {
        let device = Some(device);
        let entry = AuditEntry { event: "device_revoked", device, offer, ..AuditEntry::default() };
        append_audit(tx, &entry, now)?;
    }
    Ok(())
}

/// Makes the announcement to the customer's other active devices due, and returns which they are.
fn announce(tx: &Db<'_>, added: &Device, now: UnixSeconds) -> rusqlite::Result<Vec<String>> {
    let others: Vec<String> = tx
        .prepare_cached(
            "SELECT id FROM devices WHERE account = ?1 AND id <> ?2 AND state = 'active'
             ORDER BY enrolled_at, rowid",
        )?
        .query_map([&added.account, &added.id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for other in &others {
        tx.prepare_cached(
            "INSERT INTO announcements (added, device, next_at) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![added.id, other, now.0])?;
    }
    Ok(others)
}

/// Ends what nobody confirmed in time.
pub(super) fn expire(tx: &Db<'_>, now: UnixSeconds) -> rusqlite::Result<()> {
    let late: Vec<String> = tx
        .prepare_cached(
            "SELECT device FROM offers WHERE state = 'registered' AND confirm_by <= ?1",
        )?
        .query_map([now.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for device in late {
        end(tx, &device, None, now)?;
    }
    Ok(())
}

/// Ends the offer of a device that was revoked before it was confirmed, and drops what its keys
/// came with: it is evidence of nothing that was ever decided.
pub(super) fn forget(tx: &Db<'_>, device: &str) -> rusqlite::Result<()> {
    let Guard { starts, next } = guard::offer(OfferEvent::Ended);
    let unconfirmed = tx
        .prepare_cached(&format!(
            "UPDATE offers SET state = {next} WHERE device = ?1 AND {starts}"
        ))?
        .execute([device])?;
    if unconfirmed > 0 {
        tx.prepare_cached("UPDATE devices SET evidence = NULL WHERE id = ?1")?.execute([device])?;
    }
    Ok(())
}
