//! One process, and one device in it, holds a database: what is in memory (the consent in hand,
//! enrolments, tokens) is true only as long as nobody else writes.

use super::StoreError;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

/// How long a device that is just being closed is waited for.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Held while the database is open. The system lets go of it when the process ends, however it
/// ends; the empty file stays.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock beside this database.
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let mut name = OsString::from(database);
        name.push("-lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&name);
        let file = file.map_err(|_| StoreError::ReadOnly)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(_)) => return Err(StoreError::ReadOnly),
            }
        }
        Err(StoreError::Busy)
    }
}
