//! A database from any released version opens, and what is in it is still there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use countersign::time::UnixSeconds;
use countersign_gateway::channel::{ConsentState, DeviceState};
use countersign_gateway::storage::{AuditStore, ConsentStore, DeviceStore, SqliteStorage};

/// Within the life of the consent that waits.
const THEN: UnixSeconds = UnixSeconds(1_772_442_100);

#[test]
fn version_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let frozen = rusqlite::Connection::open(&file).unwrap();
    frozen.execute_batch(include_str!("data/version-1.sql")).unwrap();
    drop(frozen);

    let storage = SqliteStorage::open(&file).unwrap();

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
    let waiting = storage.pending_of(&devices[0].id, 20, THEN).unwrap();
    let request = storage.request(&waiting[0].0, THEN).unwrap().unwrap();
    assert_eq!(request.consent, "K95fRQcy9VcIWE_HK-M0yw");
    assert_eq!(storage.audit_log(0, 100).unwrap().len(), 10);
}
