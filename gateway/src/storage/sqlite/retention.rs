//! Deleting: what the bank need not keep any longer, and what has expired.
//!
//! Every step picks its rows by a time *and* by a state in which nobody can need them, so that no
//! setting can delete too much. Each is one transaction of bounded size; whatever is left when the
//! program stops is found again.

use super::db::Db;
use super::{SqliteStorage, audit_chain};
use crate::storage::{Cleaned, Cutoffs, RetentionStore, StorageError};
use countersign_protocol::time::UnixSeconds;
use rusqlite::params;

/// What ended less than this ago is kept whatever the settings say, in seconds: no request lives
/// longer than an hour, and a phone sends its decision until then.
const ALWAYS_KEPT: i64 = 86_400;

/// How many times as much goes of what has expired: these rows are short, and every phone makes
/// some in each ten minutes.
const TIMES_EXPIRED: u32 = 25;

/// A consent of which everything is reported to the AS that ever will be.
const SETTLED: &str = "NOT EXISTS (SELECT 1 FROM outbox
        WHERE outbox.consent = consents.id AND done_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM authentications
        WHERE authentications.consent = consents.id AND state IN ('waiting', 'due', 'calling'))";

/// A consent and all that belongs to it.
const OF_A_CONSENT: &[&str] = &[
    "DELETE FROM decisions WHERE consent = ?1",
    "DELETE FROM requests WHERE consent = ?1",
    "DELETE FROM outbox WHERE consent = ?1",
    "DELETE FROM authentications WHERE consent = ?1",
    "DELETE FROM consents WHERE id = ?1",
];

/// A device and all that belongs to it, but requests, decisions and offers: those go first, in
/// their own time.
const OF_A_DEVICE: &[&str] = &[
    "DELETE FROM access_tokens WHERE device = ?1",
    "DELETE FROM used_ids WHERE device = ?1",
    "DELETE FROM announcements WHERE added = ?1 OR device = ?1",
    "DELETE FROM key_rotations WHERE device = ?1",
    "DELETE FROM late_rotations WHERE device = ?1",
    "DELETE FROM reports WHERE device = ?1",
    "DELETE FROM devices WHERE id = ?1",
];

impl RetentionStore for SqliteStorage {
    fn clean(
        &self,
        cutoffs: &Cutoffs,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Cleaned, StorageError> {
        let at_most = |cutoff: UnixSeconds| cutoff.min(now.plus(-ALWAYS_KEPT)).0;
        let unanswered = at_most(cutoffs.unanswered);
        let late_consents = self.late_consents(unanswered, at_most(cutoffs.evidence), most)?;
        Ok(Cleaned {
            consents: self.delete(&late_consents, delete_consent)?,
            content: self.delete(
                &self.rows(
                    "SELECT id FROM consents
                     WHERE content_gone = 0 AND state <> 'pending' AND exp <= ?1
                     ORDER BY exp LIMIT ?2",
                    at_most(cutoffs.content),
                    most,
                )?,
                delete_content,
            )?,
            offers: self.delete(
                &self.rows(
                    "SELECT id FROM offers WHERE exp <= ?1
                         AND (state <> 'registered' OR confirm_by <= ?1)
                     ORDER BY exp LIMIT ?2",
                    unanswered,
                    most,
                )?,
                |db, id| db.prepare_cached("DELETE FROM offers WHERE id = ?1")?.execute([id]),
            )?,
            devices: self.delete(
                &self.rows(
                    "SELECT id FROM devices WHERE state = 'revoked' AND state_since <= ?1
                         AND NOT EXISTS (SELECT 1 FROM requests WHERE device = devices.id)
                         AND NOT EXISTS (SELECT 1 FROM decisions WHERE device = devices.id)
                         AND NOT EXISTS (SELECT 1 FROM offers WHERE device = devices.id)
                     ORDER BY state_since LIMIT ?2",
                    at_most(cutoffs.devices),
                    most,
                )?,
                delete_device,
            )?,
            audit: self.delete_audit(at_most(cutoffs.audit), most)?,
            expired: self.delete_expired(most, now)?,
        })
    }
}

impl SqliteStorage {
    fn rows(&self, query: &str, before: i64, most: u32) -> Result<Vec<String>, StorageError> {
        self.read(|db| {
            db.prepare_cached(query)?.query_map(params![before, most], |row| row.get(0))?.collect()
        })
    }

    /// Each kind has its own index, so that the one which is kept longer is not walked through.
    fn late_consents(
        &self,
        unanswered: i64,
        evidence: i64,
        most: u32,
    ) -> Result<Vec<String>, StorageError> {
        let of = |states: &str| {
            format!(
                "SELECT id FROM consents WHERE state IN ({states}) AND exp <= ?1 AND {SETTLED}
                 ORDER BY exp LIMIT ?2"
            )
        };
        let mut late = self.rows(&of("'expired', 'withdrawn'"), unanswered, most)?;
        late.extend(self.rows(&of("'approved', 'denied', 'failed'"), evidence, most)?);
        late.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(late)
    }

    /// In one transaction, and in none if there is nothing to do: nothing to write, nothing to
    /// sync.
    fn delete(
        &self,
        rows: &[String],
        each: impl Fn(&Db<'_>, &str) -> rusqlite::Result<usize>,
    ) -> Result<usize, StorageError> {
        if rows.is_empty() {
            return Ok(0);
        }
        self.write(|tx| {
            for row in rows {
                each(tx, row)?;
            }
            Ok(rows.len())
        })
    }

    /// Only what is sealed, from its old end, and never the greatest number: none is given twice.
    fn delete_audit(&self, before: i64, most: u32) -> Result<usize, StorageError> {
        let Some(until) = self.read(|db| audit_chain::prunable(db, before, most))? else {
            return Ok(0);
        };
        self.write(|tx| audit_chain::prune(tx, &until))
    }

    fn delete_expired(&self, most: u32, now: UnixSeconds) -> Result<usize, StorageError> {
        let any = self.read(|db| {
            db.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM access_tokens WHERE exp <= ?1)
                     OR EXISTS (SELECT 1 FROM used_ids WHERE exp <= ?1)
                     OR EXISTS (SELECT 1 FROM prepared_consents WHERE exp <= ?1)",
            )?
            .query_row([now.0], |row| row.get::<_, bool>(0))
        })?;
        if !any {
            return Ok(0);
        }
        self.write(|tx| {
            let mut deleted = 0;
            for statement in [
                "DELETE FROM access_tokens WHERE hash IN
                     (SELECT hash FROM access_tokens WHERE exp <= ?1 ORDER BY exp LIMIT ?2)",
                "DELETE FROM used_ids WHERE (device, jti) IN
                     (SELECT device, jti FROM used_ids WHERE exp <= ?1 ORDER BY exp LIMIT ?2)",
                "DELETE FROM prepared_consents WHERE id IN
                     (SELECT id FROM prepared_consents WHERE exp <= ?1 ORDER BY exp LIMIT ?2)",
            ] {
                let most = most.saturating_mul(TIMES_EXPIRED);
                deleted += tx.prepare_cached(statement)?.execute(params![now.0, most])?;
            }
            Ok(deleted)
        })
    }
}

fn delete_consent(db: &Db<'_>, id: &str) -> rusqlite::Result<usize> {
    for statement in OF_A_CONSENT {
        db.prepare_cached(statement)?.execute([id])?;
    }
    Ok(1)
}

/// The signed requests and the number go; who decided what when, and the decision, stay.
fn delete_content(db: &Db<'_>, id: &str) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE requests SET token = '' WHERE consent = ?1")?.execute([id])?;
    db.prepare_cached("UPDATE consents SET number = NULL, content_gone = 1 WHERE id = ?1")?
        .execute([id])
}

fn delete_device(db: &Db<'_>, id: &str) -> rusqlite::Result<usize> {
    for statement in OF_A_DEVICE {
        db.prepare_cached(statement)?.execute([id])?;
    }
    Ok(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Tables with rows that belong to a row of this one.
    fn belonging_to(db: &Db<'_>, table: &str) -> Vec<String> {
        db.prepare(
            "SELECT DISTINCT schema.name FROM sqlite_schema AS schema
             JOIN pragma_foreign_key_list(schema.name) AS key ON key.\"table\" = ?1
             WHERE schema.type = 'table'",
        )
        .unwrap()
        .query_map([table], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
    }

    #[test]
    fn nothing_that_belongs_to_what_is_deleted_is_forgotten() {
        let storage = SqliteStorage::in_memory().unwrap();
        let (of_devices, of_consents) = storage
            .read(|db| Ok((belonging_to(db, "devices"), belonging_to(db, "consents"))))
            .unwrap();
        let deletes = |statements: &[&str], table: &String| {
            statements.iter().any(|sql| sql.contains(&format!("DELETE FROM {table} ")))
        };
        let waited_for = ["requests", "decisions", "offers"];

        assert!(of_devices.len() >= 7 && of_consents.len() >= 4);
        for table in &of_devices {
            let gone_before = waited_for.contains(&table.as_str());
            assert!(gone_before || deletes(OF_A_DEVICE, table), "{table}");
        }
        for table in &of_consents {
            assert!(deletes(OF_A_CONSENT, table), "{table}");
        }
    }
}
