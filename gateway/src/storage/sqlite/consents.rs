//! Consents and their copies for devices.

use super::audit::append_audit;
use super::columns::{BEARER, NUMBER, PREPARED_CONTENT, REQUEST_TOKEN};
use super::consent_rows::{record, request};
use super::db::{Db, time};
use super::{SqliteStorage, decisions, guard, offers};
use crate::model::transitions::{ConsentEvent, DeviceEvent};
use crate::model::{Actor, ConsentRecord};
use crate::storage::{
    AddedConsent, AuditEntry, ConsentStore, Consumed, Counted, DecisionEntry, EndedConsent,
    Failure, NewConsentEntry, PreparedConsentEntry, RequestEntry, StorageError,
};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{OptionalExtension as _, params};

const HOUR: i64 = 3600;

impl ConsentStore for SqliteStorage {
    fn add_consent(&self, consent: &NewConsentEntry) -> Result<AddedConsent, StorageError> {
        self.write(|tx| add(tx, consent))
    }

    fn consent(&self, id: &str, now: UnixSeconds) -> Result<Option<ConsentRecord>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT consents.*, decisions.token, outbox.done_at, outbox.consent AS reported,
                        authentications.state AS callback, authentications.answer
                 FROM consents
                 LEFT JOIN decisions ON decisions.consent = consents.id
                 LEFT JOIN outbox ON outbox.consent = consents.id
                 LEFT JOIN authentications ON authentications.consent = consents.id
                 WHERE consents.id = ?1",
            )?
            .query_row([id], |row| record(db, row, now))
            .optional()
        })
    }

    fn request(&self, id: &str, now: UnixSeconds) -> Result<Option<RequestEntry>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT requests.id, requests.consent, requests.device, requests.token,
                        consents.exp, consents.number, consents.state,
                        decisions.device AS decided_by, decisions.request AS decided_request,
                        decisions.hash, decisions.receipt
                 FROM requests JOIN consents ON consents.id = requests.consent
                 LEFT JOIN decisions ON decisions.consent = requests.consent
                 WHERE requests.id = ?1",
            )?
            .query_row([id], |row| request(db, row, now))
            .optional()
        })
    }

    fn pending_of(
        &self,
        device: &str,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Vec<(String, UnixSeconds)>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT requests.id, consents.exp FROM requests
                 JOIN consents ON consents.id = requests.consent
                 WHERE device = ?1 AND consents.state = 'pending' AND consents.exp > ?2
                 ORDER BY consents.created_at, requests.rowid LIMIT ?3",
            )?
            .query_map(params![device, now.0, most], |row| {
                Ok((row.get(0)?, UnixSeconds(row.get(1)?)))
            })?
            .collect()
        })
    }

    fn consume(
        &self,
        decision: &DecisionEntry,
        now: UnixSeconds,
    ) -> Result<Consumed, StorageError> {
        self.write(|tx| decisions::consume(tx, decision, now))
    }

    fn fail(
        &self,
        failure: &Failure,
        limit: u32,
        now: UnixSeconds,
    ) -> Result<Counted, StorageError> {
        self.write(|tx| decisions::fail(tx, failure, limit, now))
    }

    fn withdraw(
        &self,
        id: &str,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<Option<bool>, StorageError> {
        self.write(|tx| {
            let known = tx.prepare_cached("SELECT 1 FROM consents WHERE id = ?1")?.exists([id])?;
            if !known {
                return Ok(None);
            }
            let ended = decisions::end(tx, id, ConsentEvent::Withdrawn, now)?;
            if ended {
                let entry = AuditEntry {
                    event: "consent_withdrawn",
                    consent: Some(id),
                    by,
                    ..AuditEntry::default()
                };
                append_audit(tx, &entry, now)?;
            }
            Ok(Some(ended))
        })
    }

    fn expire(&self, now: UnixSeconds) -> Result<Vec<EndedConsent>, StorageError> {
        let due = self.read(|db| {
            db.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM consents WHERE state = 'pending' AND exp <= ?1)
                     OR EXISTS (SELECT 1 FROM offers
                                WHERE state = 'registered' AND confirm_by <= ?1)",
            )?
            .query_row([now.0], |row| row.get::<_, bool>(0))
        })?;
        if !due {
            return Ok(Vec::new()); // nothing to write, so nothing to sync
        }
        self.write(|tx| {
            offers::expire(tx, now)?;
            decisions::expire(tx, now)
        })
    }

    fn prepare_consent(&self, consent: &PreparedConsentEntry) -> Result<(), StorageError> {
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO prepared_consents (id, account, content, exp)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                consent.id,
                consent.account,
                tx.seal(PREPARED_CONTENT, &consent.id, &consent.content)?,
                consent.exp.0
            ])?;
            Ok(())
        })
    }

    fn prepared(
        &self,
        id: &str,
        account: &str,
        now: UnixSeconds,
    ) -> Result<Option<PreparedConsentEntry>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT id, account, content, exp FROM prepared_consents
                 WHERE id = ?1 AND account = ?2 AND used = 0 AND exp > ?3",
            )?
            .query_row(params![id, account, now.0], |row| {
                let content: String = row.get("content")?;
                Ok(PreparedConsentEntry {
                    id: row.get("id")?,
                    account: row.get("account")?,
                    content: db.open(PREPARED_CONTENT, id, &content)?,
                    exp: time(row, "exp")?,
                })
            })
            .optional()
        })
    }
}

fn add(tx: &Db<'_>, consent: &NewConsentEntry) -> rusqlite::Result<AddedConsent> {
    if let Some(wait) = wait(tx, consent)? {
        return Ok(AddedConsent::TooMany(wait));
    }
    if let Some((realm, id, _)) = &consent.authentication {
        let known = tx
            .prepare_cached("SELECT 1 FROM authentications WHERE realm = ?1 AND id = ?2")?
            .exists([realm, id])?;
        if known {
            return Ok(AddedConsent::Conflict);
        }
    }
    // Those that were active when the copies were signed, and still are.
    let asked = guard::device(DeviceEvent::Asked).starts;
    let mut devices = Vec::new();
    for request in &consent.requests {
        let may = tx
            .prepare_cached(&format!("SELECT 1 FROM devices WHERE id = ?1 AND {asked}"))?
            .exists([&request.device])?;
        if may {
            devices.push(request.device.clone());
        }
    }
    if devices.is_empty() {
        return Ok(AddedConsent::NoDevice);
    }
    if consent.prepared && !use_prepared(tx, consent)? {
        return Ok(AddedConsent::NotPrepared);
    }
    tx.prepare_cached(
        "INSERT INTO consents (id, account, created_at, exp, number, state)
         VALUES (?1, ?2, ?3, ?4, ?5, 'pending')",
    )?
    .execute(params![
        consent.id,
        consent.account,
        consent.created_at.0,
        consent.exp.0,
        tx.seal_some(NUMBER, &consent.id, consent.number.as_ref())?
    ])?;
    for request in consent.requests.iter().filter(|copy| devices.contains(&copy.device)) {
        tx.prepare_cached(
            "INSERT INTO requests (id, consent, device, token) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            request.id,
            consent.id,
            request.device,
            tx.seal(REQUEST_TOKEN, &request.id, &request.token)?
        ])?;
    }
    if consent.report {
        // Far in the future until the consent ends: then it is due at once.
        tx.prepare_cached("INSERT INTO outbox (consent, next_at) VALUES (?1, ?2)")?
            .execute(params![consent.id, i64::MAX])?;
    }
    if let Some((realm, id, bearer)) = &consent.authentication {
        tx.prepare_cached(
            "INSERT INTO authentications (realm, id, consent, bearer, state)
             VALUES (?1, ?2, ?3, ?4, 'waiting')",
        )?
        .execute(params![realm, id, consent.id, tx.seal(BEARER, &consent.id, bearer)?])?;
    }
    let entry =
        AuditEntry { event: "consent_asked", consent: Some(&consent.id), ..AuditEntry::default() };
    append_audit(tx, &entry, consent.created_at)?;
    Ok(AddedConsent::Done { devices })
}

/// Uses a prepared consent up; `false` if it was, has ended, or is another account's.
fn use_prepared(tx: &Db<'_>, consent: &NewConsentEntry) -> rusqlite::Result<bool> {
    let used = tx
        .prepare_cached(
            "UPDATE prepared_consents SET used = 1
             WHERE id = ?1 AND account = ?2 AND used = 0 AND exp > ?3",
        )?
        .execute(params![consent.id, consent.account, consent.created_at.0])?;
    Ok(used == 1)
}

/// Seconds to wait before the account may have another consent.
fn wait(tx: &Db<'_>, consent: &NewConsentEntry) -> rusqlite::Result<Option<u32>> {
    let now = consent.created_at;
    let hour_ago = now.plus(-HOUR);
    let (pending, next_end): (u32, Option<i64>) = tx
        .prepare_cached(
            "SELECT count(*), min(exp) FROM consents
             WHERE account = ?1 AND state = 'pending' AND exp > ?2",
        )?
        .query_row(params![consent.account, now.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (made, oldest): (u32, Option<i64>) = tx
        .prepare_cached(
            "SELECT count(*), min(created_at) FROM consents
             WHERE account = ?1 AND created_at > ?2",
        )?
        .query_row(params![consent.account, hour_ago.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let seconds = |wait: i64| Some(u32::try_from(wait.max(1)).unwrap_or(u32::MAX));
    if pending >= consent.pending_most {
        return Ok(seconds(next_end.unwrap_or(now.0) - now.0));
    }
    if made >= consent.hourly_most {
        return Ok(seconds(oldest.unwrap_or(now.0) - hour_ago.0));
    }
    Ok(None)
}
