//! What is found at a start: a database or none, and keys that belong to nothing.

use super::{Configuration, Device};
use crate::platform::{KeyAlias, KeyStore, KeyStoreError, Platform};
use crate::store::Store;
use std::path::{Path, PathBuf};

/// What the alias of every key of ours begins with.
pub(super) const ALIAS_PREFIX: &str = "countersign-";

/// Why not everything could be deleted. Try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResetError {
    /// A key is still there, or the key store cannot tell.
    #[error("a key could not be deleted")]
    Keys,
    /// A file is still there.
    #[error("the database could not be deleted")]
    Database,
}

impl Device {
    /// Deletes every key and the database, so that the next [`Device::open`] is a first start.
    /// The way out when a database was restored from another phone ([`crate::StoreError::WrongKey`]) or
    /// is damaged; the bank is told nothing, so the person must enrol again there. Close the
    /// device first.
    ///
    /// # Errors
    ///
    /// [`ResetError`]. Calling it again continues where it stopped.
    pub fn reset(configuration: &Configuration, platform: &Platform) -> Result<(), ResetError> {
        delete_all_keys(platform.keys.as_ref())?;
        // The file itself goes last: without it, nobody would look for the others.
        let files = configuration.database.iter().flat_map(|file| files_of(file));
        for file in files {
            match std::fs::remove_file(file) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) => return Err(ResetError::Database),
            }
        }
        Ok(())
    }
}

/// Deletes keys under our prefix that belong to no enrolment. They can sign nothing that the
/// bank accepts, so a failure here is only noted, and the next start tries again.
pub(super) fn delete_leftovers(store: &Store, keys: &dyn KeyStore) {
    // With one row unreadable it is not known whose its keys are: better too many than too few.
    let Ok(records) = store.records_now() else { return };
    let owned: Vec<_> = records.iter().flat_map(|record| record.aliases()).collect();
    let deleted = keys.list(ALIAS_PREFIX).and_then(|listed| {
        let left: Vec<_> = listed.into_iter().filter(|alias| !owned.contains(&alias)).collect();
        if left.is_empty() { Ok(Vec::new()) } else { keys.delete(&left) }
    });
    if !deleted.is_ok_and(|left| left.is_empty()) {
        tracing::warn!("keys that belong to nothing could not be deleted");
    }
}

fn delete_all_keys(keys: &dyn KeyStore) -> Result<(), ResetError> {
    let deleted: Result<Vec<KeyAlias>, KeyStoreError> =
        keys.list(ALIAS_PREFIX).and_then(|listed| keys.delete(&listed));
    match deleted {
        Ok(left) if left.is_empty() => Ok(()),
        _ => Err(ResetError::Keys),
    }
}

/// A database and what is kept beside it.
fn files_of(database: &Path) -> [PathBuf; 3] {
    let beside = |suffix: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [beside("-wal"), beside("-shm"), database.to_owned()]
}
