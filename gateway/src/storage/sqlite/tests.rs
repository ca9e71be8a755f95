//! The database itself: durable, private, full, held, no database at all.
#![allow(clippy::unwrap_used)]
use super::*;
use countersign_protocol::time::UnixSeconds;

fn key() -> SealKey {
    SealKey::generate(&SystemRandom::default()).unwrap()
}

#[test]
fn a_file_is_made_opened_again_and_refused_when_it_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gateway.db");

    let key = key();
    SqliteStorage::open(&path, std::slice::from_ref(&key)).unwrap();
    let again = SqliteStorage::open(&path, std::slice::from_ref(&key)).unwrap();
    again.lock().pragma_update(None, "user_version", 99).unwrap();

    assert_eq!(SqliteStorage::open(&path, &[key]).err(), Some(StorageError::Newer));
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();

    SqliteStorage::open(&folder.path().join("gateway.db"), &[key()]).unwrap();

    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[test]
fn what_is_written_is_durable_before_the_call_returns() {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(&folder.path().join("gateway.db"), &[key()]).unwrap();

    let mode: String =
        storage.lock().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    let synchronous: i64 =
        storage.lock().pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();

    assert_eq!((mode.as_str(), synchronous), ("wal", 2));
}

/// An entry like any other.
fn audit(storage: &SqliteStorage) -> Result<(), StorageError> {
    let entry = crate::storage::AuditEntry { event: "test", ..Default::default() };
    crate::storage::AuditStore::audit(storage, &entry, UnixSeconds(0))
}

fn count(storage: &SqliteStorage) -> i64 {
    let connection = storage.lock();
    connection.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_full_disk_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(&folder.path().join("gateway.db"), &[key()]).unwrap();
    storage.limit_pages(1).unwrap(); // SQLite makes it the pages there are

    let mut written = 0;
    let full = loop {
        match audit(&storage) {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
    };
    let kept = count(&storage);
    storage.limit_pages(1_000_000).unwrap();

    assert_eq!((full, kept), (StorageError::Full, written));
    assert_eq!((audit(&storage), count(&storage)), (Ok(()), written + 1));
}

#[test]
fn a_database_that_may_only_be_read_is_told_and_reads_on() {
    let storage = SqliteStorage::in_memory().unwrap();
    storage.lock().pragma_update(None, "query_only", true).unwrap();

    assert_eq!(audit(&storage), Err(StorageError::ReadOnly));
    assert_eq!(count(&storage), 0);
}

#[test]
fn a_database_that_another_process_holds_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gateway.db");
    let storage = SqliteStorage::open(&path, &[key()]).unwrap();
    storage.lock().busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let held = audit(&storage);
    other.execute_batch("ROLLBACK").unwrap();

    assert_eq!((held, audit(&storage)), (Err(StorageError::Busy), Ok(())));
}

#[test]
fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gateway.db");
    std::fs::write(&path, "This is not a database, and it is longer than its header is.").unwrap();

    assert_eq!(SqliteStorage::open(&path, &[key()]).err(), Some(StorageError::Damaged));
}
