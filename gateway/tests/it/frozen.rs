//! A database from any released version opens, and what is in it is still there.

use countersign_gateway::SealKey;
use countersign_gateway::channel::{ConsentState, DeviceState};
use countersign_gateway::storage::{
    AuditFilter, AuditStore, ConsentStore, DeviceStore, SqliteStorage, StorageError,
};
use countersign_protocol::time::UnixSeconds;

/// Within the life of the consent that waits.
const THEN: UnixSeconds = UnixSeconds(1_772_442_100);

fn key() -> SealKey {
    SealKey::parse(&countersign_protocol::jose::base64url(&[1; 32])).unwrap()
}

/// A database as this version left it.
fn frozen(sql: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
    (folder, file)
}

/// All bytes of the database's files.
fn bytes(folder: &tempfile::TempDir) -> Vec<u8> {
    let files = std::fs::read_dir(folder.path()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn version_1() {
    let (_folder, file) = frozen(include_str!("../data/version-1.sql"));

    let storage = SqliteStorage::open(&file, &[key()]).unwrap();

    let state = |id| storage.consent(id, THEN).unwrap().unwrap().state;
    assert_eq!(state("Xf-ovPrAogE7dnKEW4-21A"), ConsentState::Approved);
    assert_eq!(state("NsnLINFtS8wuMKfZsioRmQ"), ConsentState::Denied);
    assert_eq!(state("o2UwnFIuyHcM1I4F0oPS4w"), ConsentState::Withdrawn);
    assert_eq!(state("K95fRQcy9VcIWE_HK-M0yw"), ConsentState::Pending);
    let approved = storage.consent("Xf-ovPrAogE7dnKEW4-21A", THEN).unwrap().unwrap();
    assert_eq!(approved.decision.unwrap().split('.').count(), 3);
    let devices = storage.devices_of("account-1").unwrap();
    assert_eq!((devices.len(), devices[0].state), (1, DeviceState::Active));
    assert_eq!(devices[0].push_token.as_deref(), Some("push-token"));
    assert!(devices[0].capabilities.own_types.is_empty());
    let waiting = storage.pending_of(&devices[0].id, 20, THEN).unwrap();
    let request = storage.request(&waiting[0].0, THEN).unwrap().unwrap();
    assert_eq!(request.consent, "K95fRQcy9VcIWE_HK-M0yw");
    assert_eq!(storage.audit_log(0, &AuditFilter::default(), 100).unwrap().len(), 10);
}

#[test]
fn what_version_1_left_in_clear_is_sealed_when_it_is_opened() {
    let (folder, file) = frozen(include_str!("../data/version-1.sql"));
    // The payload of every request, and the token that reaches a phone.
    let clear = ["eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVxdWVzdCtqd3QiLCJr", "push-token"];
    let before = bytes(&folder);

    let storage = SqliteStorage::open(&file, &[key()]).unwrap();
    let while_open = bytes(&folder);
    drop(storage);

    for text in clear {
        assert!(holds(&before, text), "{text}");
        assert!(!holds(&while_open, text) && !holds(&bytes(&folder), text), "{text}");
    }
}

#[test]
fn a_database_opens_with_its_key_alone() {
    let (_folder, file) = frozen(include_str!("../data/version-1.sql"));
    SqliteStorage::open(&file, &[key()]).unwrap();
    let other = SealKey::parse(&countersign_protocol::jose::base64url(&[2; 32])).unwrap();

    let wrong = SqliteStorage::open(&file, std::slice::from_ref(&other)).err();
    let both = SqliteStorage::open(&file, &[other, key()]);

    assert_eq!(wrong, Some(StorageError::WrongKey));
    assert!(both.is_ok());
}
