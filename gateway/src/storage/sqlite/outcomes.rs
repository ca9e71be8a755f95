//! What is still to be reported to the AS, called back at Keycloak and announced to devices.

use super::SqliteStorage;
use super::audit::append_audit;
use super::columns::BEARER;
use crate::storage::{Announcement, AuditEntry, Callback, Outcome, OutcomeStore, StorageError};
use countersign_protocol::time::UnixSeconds;
use rusqlite::{OptionalExtension as _, params};

impl OutcomeStore for SqliteStorage {
    fn due_outcomes(&self, most: u32, now: UnixSeconds) -> Result<Vec<Outcome>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT consent, attempts FROM outbox
                 WHERE done_at IS NULL AND next_at <= ?1 ORDER BY next_at LIMIT ?2",
            )?
            .query_map(params![now.0, most], |row| {
                Ok(Outcome { consent: row.get(0)?, attempts: row.get(1)? })
            })?
            .collect()
        })
    }

    fn outcome_taken(&self, consent: &str, now: UnixSeconds) -> Result<(), StorageError> {
        self.write(|tx| {
            tx.prepare_cached(
                "UPDATE outbox SET done_at = ?2, attempts = attempts + 1 WHERE consent = ?1",
            )?
            .execute(params![consent, now.0])?;
            Ok(())
        })
    }

    fn outcome_later(&self, consent: &str, next_at: UnixSeconds) -> Result<(), StorageError> {
        self.write(|tx| {
            tx.prepare_cached(
                "UPDATE outbox SET next_at = ?2, attempts = attempts + 1 WHERE consent = ?1",
            )?
            .execute(params![consent, next_at.0])?;
            Ok(())
        })
    }

    fn take_callback(&self, now: UnixSeconds) -> Result<Option<Callback>, StorageError> {
        let due = self.read(|db| {
            db.prepare_cached("SELECT 1 FROM authentications WHERE state = 'due'")?.exists([])
        })?;
        if !due {
            return Ok(None); // nothing to write, so nothing to sync
        }
        self.write(|tx| {
            let taken = tx
                .prepare_cached(
                    "UPDATE authentications SET state = 'calling'
                     WHERE rowid = (SELECT rowid FROM authentications WHERE state = 'due' LIMIT 1)
                     RETURNING realm, id, consent, bearer, outcome",
                )?
                .query_row([], |row| {
                    let consent: String = row.get(2)?;
                    let bearer: String = row.get(3)?;
                    Ok(Callback {
                        realm: row.get(0)?,
                        id: row.get(1)?,
                        bearer: tx.open(BEARER, &consent, &bearer)?,
                        outcome: row.get(4)?,
                        consent,
                    })
                })
                .optional()?;
            if let Some(callback) = &taken {
                append_audit(tx, &entry("callback_made", &callback.consent), now)?;
            }
            Ok(taken)
        })
    }

    fn callback_made(
        &self,
        callback: &Callback,
        answer: Option<u16>,
        now: UnixSeconds,
    ) -> Result<(), StorageError> {
        let (state, event) = match answer {
            Some(200) => ("called", "callback_taken"),
            Some(_) => ("called", "callback_refused"),
            None => ("unknown", "callback_unknown"),
        };
        self.write(|tx| {
            // The bearer token has no use any more, so it is not kept. `unknown` too: another
            // process may have given this call up too early.
            tx.prepare_cached(
                "UPDATE authentications SET state = ?3, answer = ?4, bearer = ''
                 WHERE realm = ?1 AND id = ?2 AND state IN ('calling', 'unknown')",
            )?
            .execute(params![callback.realm, callback.id, state, answer])?;
            append_audit(tx, &entry(event, &callback.consent), now)
        })
    }

    fn forget_callbacks(&self, now: UnixSeconds) -> Result<Vec<String>, StorageError> {
        let begun: Vec<String> = self.read(|db| {
            db.prepare_cached("SELECT consent FROM authentications WHERE state = 'calling'")?
                .query_map([], |row| row.get(0))?
                .collect()
        })?;
        if begun.is_empty() {
            return Ok(begun);
        }
        self.write(|tx| {
            for consent in &begun {
                tx.prepare_cached(
                    "UPDATE authentications SET state = 'unknown', bearer = ''
                     WHERE consent = ?1 AND state = 'calling'",
                )?
                .execute([consent])?;
                append_audit(tx, &entry("callback_unknown", consent), now)?;
            }
            Ok(begun)
        })
    }

    fn due_announcements(
        &self,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Vec<Announcement>, StorageError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT added, device, attempts FROM announcements
                 WHERE next_at <= ?1 ORDER BY next_at LIMIT ?2",
            )?
            .query_map(params![now.0, most], |row| {
                Ok(Announcement { added: row.get(0)?, device: row.get(1)?, attempts: row.get(2)? })
            })?
            .collect()
        })
    }

    fn announced(
        &self,
        announcement: &Announcement,
        next_at: Option<UnixSeconds>,
    ) -> Result<(), StorageError> {
        let Announcement { added, device, .. } = announcement;
        self.write(|tx| {
            match next_at {
                Some(next_at) => tx
                    .prepare_cached(
                        "UPDATE announcements SET next_at = ?3, attempts = attempts + 1
                         WHERE added = ?1 AND device = ?2",
                    )?
                    .execute(params![added, device, next_at.0])?,
                None => tx
                    .prepare_cached("DELETE FROM announcements WHERE added = ?1 AND device = ?2")?
                    .execute([added, device])?,
            };
            Ok(())
        })
    }
}

fn entry<'a>(event: &'a str, consent: &'a str) -> AuditEntry<'a> {
    AuditEntry { event, consent: Some(consent), ..AuditEntry::default() }
}
