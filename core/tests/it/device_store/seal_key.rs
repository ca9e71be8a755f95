//! Changing the key of the seal: nothing is lost at any point, and the old key opens nothing.

use super::{at_rest, phone_with_history};
use crate::support::phone::Parts;
use crate::support::{Phone, leave_after, samples};
use countersign::platform::{Random as _, SecretStore, SecretStoreError, SystemRandom};
use countersign::{HistoryCheck, ManageError, OpenError, SealError, StoreError};
use rusqlite::Connection;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// Secrets that can be looked at, and that fail when told to.
#[derive(Default)]
struct Secrets {
    held: Mutex<HashMap<String, Vec<u8>>>,
    keeps_nothing: AtomicBool,
    forgets_nothing: AtomicBool,
}

impl Secrets {
    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.held.lock().unwrap().keys().cloned().collect();
        names.sort();
        names
    }

    fn keep(&self, name: &str, secret: &[u8]) {
        self.held.lock().unwrap().insert(name.to_owned(), secret.to_vec());
    }

    fn copy(&self) -> Arc<Self> {
        let held = Mutex::new(self.held.lock().unwrap().clone());
        Arc::new(Self { held, ..Self::default() })
    }
}

impl SecretStore for Secrets {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        Ok(self.held.lock().unwrap().get(name).cloned().map(Zeroizing::new))
    }

    fn make(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError> {
        if self.keeps_nothing.load(Ordering::Relaxed) {
            return Err(SecretStoreError::Failed);
        }
        let mut secret = Zeroizing::new(vec![0; 32]);
        SystemRandom::new().fill(&mut secret).unwrap();
        self.keep(name, &secret);
        Ok(secret)
    }

    fn remove(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        if self.forgets_nothing.load(Ordering::Relaxed) {
            return Err(SecretStoreError::Locked);
        }
        self.held.lock().unwrap().remove(name);
        Ok(None)
    }
}

/// A phone that has lived, with secrets that can be looked at.
async fn lived(folder: &Path) -> (Phone, Arc<Secrets>) {
    let (_server, phone) = phone_with_history(folder).await;
    let mut parts = at_rest(phone, folder);
    let secrets = Arc::new(Secrets::default());
    let key = parts.secrets.read("countersign-seal-1").unwrap().unwrap();
    secrets.keep("countersign-seal-1", &key);
    parts.secrets = Arc::<Secrets>::clone(&secrets);
    (Phone::open(parts).unwrap(), secrets)
}

async fn is_all_there(phone: &Phone) -> bool {
    let enrolments = phone.device.enrolments().await.unwrap();
    let check = phone.device.check_history(&enrolments[0].id).await.unwrap();
    enrolments[0].account == samples::LABEL
        && phone.history().await.len() == 3
        && check == HistoryCheck::Whole { entries: 2 }
}

#[tokio::test]
async fn after_the_change_the_new_key_opens_everything_and_the_old_one_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (phone, secrets) = lived(folder.path()).await;
    let old = secrets.copy();

    phone.device.change_seal().await.unwrap();
    let here = is_all_there(&phone).await;
    let phone = phone.reopen();
    let reopened = is_all_there(&phone).await;
    let with_the_old = Phone::open(Parts { secrets: old, ..phone.parts.clone() }).err();

    assert!(here && reopened);
    assert_eq!(secrets.names(), ["countersign-seal-2"]);
    assert_eq!(with_the_old, Some(OpenError::Store(StoreError::WrongKey)));
    phone.device.change_seal().await.unwrap();
    assert_eq!(secrets.names(), ["countersign-seal-3"], "and again");
    assert!(is_all_there(&phone.reopen()).await);
}

#[tokio::test]
async fn a_change_that_ends_at_any_await_loses_nothing_and_is_finished_later() {
    let mut unfinished = 0;
    for waits in 0..24 {
        let folder = tempfile::tempdir().unwrap();
        let (phone, secrets) = lived(folder.path()).await;

        let ended = leave_after(phone.device.change_seal(), waits).await;
        // What was under way in the store's thread ends before this.
        assert!(is_all_there(&phone).await, "{waits}");
        let phone = phone.reopen();
        let (reopened, before) = (is_all_there(&phone).await, secrets.names());
        phone.device.change_seal().await.unwrap();

        assert!(reopened, "{waits}");
        assert!(is_all_there(&phone).await, "{waits}");
        assert_eq!(secrets.names().len(), 1, "{waits}: {before:?}");
        let phone = phone.reopen();
        let file = Connection::open(phone.parts.database.as_ref().unwrap()).unwrap();
        let seals: u32 =
            file.query_row("SELECT count(*) FROM seals", [], |row| row.get(0)).unwrap();
        assert_eq!(seals, 1, "{waits}");
        unfinished += usize::from(ended.is_none());
    }
    assert!(unfinished >= 5, "the store is waited for more often: {unfinished}");
}

#[tokio::test]
async fn a_secret_store_that_keeps_or_forgets_nothing_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let (phone, secrets) = lived(folder.path()).await;
    secrets.keeps_nothing.store(true, Ordering::Relaxed);
    let not_kept = phone.device.change_seal().await;
    let unchanged = is_all_there(&phone).await;
    secrets.keeps_nothing.store(false, Ordering::Relaxed);
    secrets.forgets_nothing.store(true, Ordering::Relaxed);

    phone.device.change_seal().await.unwrap();
    let phone = phone.reopen();
    let both = secrets.names();
    secrets.forgets_nothing.store(false, Ordering::Relaxed);
    let phone = phone.reopen();

    assert_eq!(not_kept, Err(SealError::Secrets(SecretStoreError::Failed)));
    assert!(unchanged);
    assert_eq!(both, ["countersign-seal-1", "countersign-seal-2"]);
    assert_eq!(secrets.names(), ["countersign-seal-2"], "the next start tries again");
    assert!(is_all_there(&phone).await);
}

#[tokio::test]
async fn another_process_does_not_go_on_sealing_with_the_old_key() {
    let folder = tempfile::tempdir().unwrap();
    let (phone, _secrets) = lived(folder.path()).await;
    let other = Phone::open(phone.parts.clone()).unwrap();
    let enrolment = other.device.enrolments().await.unwrap().remove(0).id;
    phone.device.change_seal().await.unwrap();

    let muted = other.device.mute(&enrolment, 60).await;
    let read = other.device.history(None, 100).await;

    assert_eq!(muted, Err(ManageError::Store(StoreError::Busy)));
    assert_eq!(read, Err(StoreError::Busy), "its key is old; the file is not damaged");
    assert!(is_all_there(&phone).await);
}
