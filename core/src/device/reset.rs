//! Deleting everything, so that the next start is the first.

use super::orphan_keys::ALIAS_PREFIX;
use super::{Configuration, Device};
use crate::platform::{KeyAlias, KeyStore, KeyStoreError, Platform};
use std::path::{Path, PathBuf};

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
    /// The way out when a database was restored from another phone
    /// ([`crate::StoreError::WrongKey`]) or is damaged. The bank is not told, so the person must
    /// enrol again there. Close the device first.
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
