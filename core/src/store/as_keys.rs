//! The request keys of an AS, kept as the signed tokens they came in.

use super::{StoreError, optional};
use rusqlite::{Connection, params};

/// How many key sets of one AS are kept: the newest counts, the others prove what is in the
/// history. With a new key every month that is five years.
const KEPT: u32 = 64;

/// The newest key set of an AS.
pub(crate) struct StoredKeys {
    /// Its number; a smaller one never replaces it.
    pub(crate) seq: i64,
    /// The token, to be verified again before use.
    pub(crate) token: String,
}

impl StoredKeys {
    pub(crate) fn load(db: &Connection, issuer: &str) -> Result<Option<Self>, StoreError> {
        optional(db.query_row(
            "SELECT seq, token FROM key_sets WHERE issuer = ?1 ORDER BY seq DESC LIMIT 1",
            [issuer],
            |row| Ok(Self { seq: row.get(0)?, token: row.get(1)? }),
        ))
    }

    /// All that are kept, oldest first.
    pub(crate) fn all(db: &Connection, issuer: &str) -> Result<Vec<String>, StoreError> {
        let mut query =
            db.prepare_cached("SELECT token FROM key_sets WHERE issuer = ?1 ORDER BY seq")?;
        let tokens = query.query_map([issuer], |row| row.get(0))?;
        Ok(tokens.collect::<Result<_, _>>()?)
    }

    /// Stores it, unless there is a newer one.
    pub(crate) fn save(&self, db: &Connection, issuer: &str) -> Result<(), StoreError> {
        db.execute(
            "INSERT INTO key_sets (issuer, seq, token) SELECT ?1, ?2, ?3
             WHERE NOT EXISTS (SELECT 1 FROM key_sets WHERE issuer = ?1 AND seq > ?2)
             ON CONFLICT (issuer, seq) DO UPDATE SET token = excluded.token",
            params![issuer, self.seq, self.token],
        )?;
        db.execute(
            "DELETE FROM key_sets WHERE issuer = ?1 AND seq NOT IN
             (SELECT seq FROM key_sets WHERE issuer = ?1 ORDER BY seq DESC LIMIT ?2)",
            params![issuer, KEPT],
        )?;
        Ok(())
    }
}

#[cfg(all(test, feature = "software-keys"))]
mod tests {
    use super::*;
    use crate::platform::SystemRandom;
    use crate::platform::software::SoftwareSecrets;
    use crate::store::Store;
    use std::sync::Arc;

    #[test]
    fn of_each_as_the_newest_key_sets_are_kept_and_no_more() {
        let secrets = SoftwareSecrets::in_memory();
        let store = Store::open(None, &secrets, &(Arc::new(SystemRandom::new()) as _)).unwrap();

        let kept = store.write_now(|db, _| {
            for seq in 1..=70 {
                let set = StoredKeys { seq, token: format!("set {seq}") };
                set.save(db, "https://as.bank.example")?;
                set.save(db, "https://as.other.example")?;
            }
            StoredKeys::all(db, "https://as.bank.example")
        });

        let kept = kept.unwrap();
        assert_eq!((kept.len(), kept[0].as_str(), kept[63].as_str()), (64, "set 7", "set 70"));
    }
}
