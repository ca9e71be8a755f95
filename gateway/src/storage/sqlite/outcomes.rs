//! What the AS and Keycloak are still to be told.

use super::SqliteStorage;
use crate::storage::{Callback, Outcome, OutcomeStore, StorageError};
use countersign::time::UnixSeconds;
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
                    Ok(Callback {
                        realm: row.get(0)?,
                        id: row.get(1)?,
                        consent: row.get(2)?,
                        bearer: row.get(3)?,
                        outcome: row.get(4)?,
                    })
                })
                .optional()?;
            if let Some(callback) = &taken {
                let entry = crate::storage::AuditEntry {
                    event: "callback_made",
                    consent: Some(&callback.consent),
                    ..crate::storage::AuditEntry::default()
                };
                super::note(tx, &entry, now)?;
            }
            Ok(taken)
        })
    }

    fn callback_made(&self, callback: &Callback, answer: Option<u16>) -> Result<(), StorageError> {
        self.write(|tx| {
            // The bearer token has no use any more, so it is not kept.
            tx.prepare_cached(
                "UPDATE authentications SET state = 'called', answer = ?3, bearer = ''
                 WHERE realm = ?1 AND id = ?2 AND state = 'calling'",
            )?
            .execute(params![callback.realm, callback.id, answer])?;
            Ok(())
        })
    }
}
