//! Opening the database: whole, or not at all.

use super::cache::EnrolmentCache;
use super::reseal::forget_retired;
use super::{Job, Seal, SealError, Store, StoreError, chain};
use crate::platform::{Random, SecretStore};
use countersign_migrations::migrate_with;
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use std::path::Path;
use std::sync::{Arc, mpsc};

const MIGRATIONS: [&str; 5] = [
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
];

/// The first version whose history is a chain.
const CHAINED: u32 = 3;

impl Store {
    /// Opens the database, migrates it and checks the seal.
    pub(crate) fn open(
        path: Option<&Path>,
        secrets: &dyn SecretStore,
        random: &Arc<dyn Random>,
    ) -> Result<Self, SealError> {
        let Some(path) = path else {
            let db = Connection::open_in_memory().map_err(StoreError::from)?;
            return Self::begin(db, secrets, random);
        };
        // Without its key no database is begun.
        if !path.exists() {
            Seal::first(secrets, Arc::clone(random))?;
        }
        // No URI: a path is a path, whatever characters are in it.
        let flags = OpenFlags::default() & !OpenFlags::SQLITE_OPEN_URI;
        let db = Connection::open_with_flags(path, flags).map_err(StoreError::from)?;
        Self::begin(db, secrets, random)
    }

    fn begin(
        mut db: Connection,
        secrets: &dyn SecretStore,
        random: &Arc<dyn Random>,
    ) -> Result<Self, SealError> {
        let mut seal = prepare(&mut db, secrets, random)?;
        let cache = Arc::new(EnrolmentCache::default());
        let hooked = Arc::clone(&cache);
        db.update_hook(Some(move |_, _: &str, table: &str, _| {
            if table == "enrolments" {
                hooked.invalidate();
            }
        }))
        .map_err(StoreError::from)?;
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("countersign-store".to_owned())
            .spawn(move || {
                while let Ok(job) = queue.recv() {
                    job(&mut db, &mut seal);
                }
            })
            .map_err(|_| StoreError::Busy)?;
        Ok(Self { jobs, cache })
    }
}

/// Brings a database to where it can be used.
fn prepare(
    db: &mut Connection,
    secrets: &dyn SecretStore,
    random: &Arc<dyn Random>,
) -> Result<Seal, SealError> {
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;
         PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;
         PRAGMA busy_timeout = 2000;",
    )
    .map_err(StoreError::from)?;
    // SQLite opens what it may only read without a word.
    if db.is_readonly(MAIN_DB).map_err(StoreError::from)? {
        return Err(StoreError::ReadOnly.into());
    }
    let sealed = Seal::of_database(db, secrets, Arc::clone(random))?;
    let first = sealed.is_none();
    let seal = match sealed {
        Some(seal) => seal,
        None => Seal::first(secrets, Arc::clone(random))?,
    };
    migrate_with(db, &MIGRATIONS, |transaction, version| {
        if version == CHAINED { chain::adopt(transaction, &seal) } else { Ok(()) }
    })?;
    if first {
        seal.leave_check(db)?;
    }
    forget_retired(db, secrets)?;
    Ok(seal)
}

#[cfg(all(test, feature = "software-keys"))]
mod tests {
    use super::*;
    use crate::platform::SystemRandom;
    use crate::platform::software::SoftwareSecrets;

    #[test]
    fn a_file_that_can_only_be_read_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("countersign.db");
        let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
        let secrets = SoftwareSecrets::in_memory();
        drop(Store::open(Some(&file), &secrets, &random).unwrap());

        // What permissions do, also for a superuser.
        let db = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let opened = Store::begin(db, &secrets, &random).err();

        assert_eq!(opened, Some(SealError::Store(StoreError::ReadOnly)));
    }

    /// As `.cargo/config.toml` says: so these tests run on the SQLite that ships.
    #[test]
    fn sqlite_is_built_without_what_nobody_calls() {
        let db = Connection::open_in_memory().unwrap();

        for left_out in [
            "SELECT load_extension('x')",
            "SELECT json('1')",
            "SELECT soundex('x')",
            "SELECT sqlite_compileoption_get(0)",
            "CREATE VIRTUAL TABLE words USING fts5(word)",
            "CREATE VIRTUAL TABLE boxes USING rtree(id, low, high)",
            r#"SELECT "a string in the quotes of a name""#,
        ] {
            let refused = db.execute_batch(left_out).unwrap_err().to_string();
            assert!(refused.starts_with("no such "), "{left_out}: {refused}");
        }
    }
}
