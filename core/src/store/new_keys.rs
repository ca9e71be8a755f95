//! The keys that were begun and stand in no enrolment yet: their names are written down before
//! they are made.

use super::StoreError;
use crate::platform::KeyAlias;
use countersign_protocol::time::UnixSeconds;
use rusqlite::{Connection, params};

/// How long a key counts as begun, by the phone's clock: far longer than any offer or challenge
/// lives. After that it is one that nobody wants.
const DAY_SECONDS: i64 = 24 * 3600;
/// How many names are kept. Each is an enrolment or a rotation that a person began.
const KEPT: u32 = 256;

/// Writes the name of a key down that is about to be made.
pub(crate) fn begin(db: &Connection, alias: &KeyAlias, now: UnixSeconds) -> Result<(), StoreError> {
    db.execute("DELETE FROM new_keys WHERE abs(begun_at - ?1) >= ?2", params![now.0, DAY_SECONDS])?;
    db.execute(
        "INSERT OR REPLACE INTO new_keys (alias, begun_at) VALUES (?1, ?2)",
        params![alias.0, now.0],
    )?;
    db.execute(
        "DELETE FROM new_keys WHERE alias NOT IN
         (SELECT alias FROM new_keys ORDER BY begun_at DESC, rowid DESC LIMIT ?1)",
        [KEPT],
    )?;
    Ok(())
}

/// The names of the keys that were begun within a day of now, on either side: a clock that was set
/// back makes no key a stranger's.
pub(crate) fn under_way(db: &Connection, now: UnixSeconds) -> Result<Vec<KeyAlias>, StoreError> {
    let mut query =
        db.prepare_cached("SELECT alias FROM new_keys WHERE abs(begun_at - ?1) < ?2")?;
    let aliases = query.query_map(params![now.0, DAY_SECONDS], |row| row.get(0).map(KeyAlias))?;
    Ok(aliases.collect::<Result<_, _>>()?)
}

#[cfg(all(test, feature = "software-keys"))]
mod tests {
    use super::*;
    use crate::platform::SystemRandom;
    use crate::platform::software::SoftwareSecrets;
    use crate::store::Store;
    use std::sync::Arc;

    #[test]
    fn the_newest_names_are_kept_and_no_more() {
        let secrets = SoftwareSecrets::in_memory();
        let store = Store::open(None, &secrets, &(Arc::new(SystemRandom::new()) as _)).unwrap();

        let names = store.write_now(|db, _| {
            for number in 1..=300 {
                begin(db, &KeyAlias(format!("key-{number:03}")), UnixSeconds(1000 + number))?;
            }
            under_way(db, UnixSeconds(1300))
        });

        let mut names: Vec<_> = names.unwrap().into_iter().map(|alias| alias.0).collect();
        names.sort();
        assert_eq!((names.len(), names[0].as_str()), (256, "key-045"));
    }
}
