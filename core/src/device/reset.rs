//! Deleting everything, so that the next start is the first.

use super::orphan_keys::ALIAS_PREFIX;
use super::{Configuration, Device};
use crate::platform::{KeyAlias, KeyStore, KeyStoreError, Platform};
use crate::store::{EnrolmentRecord, SealError, Store, StoreError, outbox};
use std::path::{Path, PathBuf};

/// What a reset does about decisions and reports that the bank has not heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// It refuses, so that they can be delivered first.
    Keep,
    /// It deletes them: the person was told, and insists.
    Discard,
}

/// Why not everything was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResetError {
    /// Nothing was deleted: the bank has not heard of a decision or a report that is stored here,
    /// a "no" perhaps. Deliver first, or tell the person and reset with [`Undelivered::Discard`].
    #[error("what was decided or reported has not arrived yet")]
    Undelivered,
    /// Nothing was deleted: whether something would be lost cannot be told now, because the phone
    /// is locked or another process has the database. Try again.
    #[error("what would be lost cannot be read now")]
    Unreadable,
    /// A key is still there, or the key store cannot tell. Try again.
    #[error("a key could not be deleted")]
    Keys,
    /// The secret that seals the database is still there. Try again.
    #[error("a secret could not be deleted")]
    Secrets,
    /// A file is still there. Try again.
    #[error("the database could not be deleted")]
    Database,
}

impl Device {
    /// Deletes every key, the secrets that seal the database and the database itself, so that the
    /// next [`Device::open`] is a first start. The way out when a database was restored from another
    /// phone ([`crate::StoreError::WrongKey`]) or is damaged; then nobody can say what is lost with
    /// it. The bank is not told, so the person must enrol again there. Close the device first.
    ///
    /// # Errors
    ///
    /// [`ResetError`]. Calling it again continues where it stopped.
    pub fn reset(
        configuration: &Configuration,
        platform: &Platform,
        undelivered: Undelivered,
    ) -> Result<(), ResetError> {
        let database = configuration.database.as_deref();
        if undelivered == Undelivered::Keep
            && let Some(file) = database.filter(|file| file.exists())
        {
            look_for_undelivered(file, platform)?;
        }
        delete_all_keys(platform.keys.as_ref())?;
        Store::forget_secrets(database, platform.secrets.as_ref())
            .map_err(|_| ResetError::Secrets)?;
        // The file itself goes last: without it, nobody would look for the others.
        for file in database.into_iter().flat_map(files_of) {
            match std::fs::remove_file(file) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) => return Err(ResetError::Database),
            }
        }
        Ok(())
    }
}

/// Refuses if a decision or a report has not arrived. What cannot be read at all, because it is
/// damaged or another phone's, can be delivered by nobody.
fn look_for_undelivered(file: &Path, platform: &Platform) -> Result<(), ResetError> {
    let store = match Store::open(Some(file), platform.secrets.as_ref(), &platform.random) {
        Ok(store) => store,
        Err(SealError::Secrets(_) | SealError::Store(StoreError::Busy)) => {
            return Err(ResetError::Unreadable);
        }
        Err(_) => return Ok(()),
    };
    let undelivered = store.read_now(|db, seal| {
        let reports = EnrolmentRecord::all(db, seal)?;
        Ok(reports.iter().any(|record| !record.pending_changes.reports.is_empty())
            || !outbox::waiting(db, seal)?.is_empty())
    });
    match undelivered {
        Ok(true) => Err(ResetError::Undelivered),
        Err(StoreError::Busy) => Err(ResetError::Unreadable),
        Ok(false) | Err(_) => Ok(()),
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

/// A database and the files that SQLite keeps beside it.
fn files_of(database: &Path) -> [PathBuf; 3] {
    let beside = |suffix: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [beside("-wal"), beside("-shm"), database.to_owned()]
}
