//! What can be wrong with the database, and what an app does about it.

use countersign_migrations::MigrationError;
use rusqlite::ErrorCode;

/// Why the database could not be opened, read or written. Nothing was changed by the call that
/// returns one; the same call works again once the cause is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The secret store has no key, or another key, for this database: it was restored from
    /// another phone, or the secret was lost. Say so to the person, start with an empty database
    /// and enrol anew at the bank. Nothing in the old one can be read again.
    #[error("the database was sealed with another key")]
    WrongKey,
    /// A newer version of the app wrote it. Ask the person to update the app; leave the file.
    #[error("the database is from a newer version")]
    Newer,
    /// The file, or something sealed in it, is not what this app wrote. Keep a copy for whoever
    /// has to find out why, start with an empty database and enrol anew.
    #[error("the database is damaged")]
    Damaged,
    /// The disk is full. Ask the person to make room, and try again.
    #[error("the disk is full")]
    Full,
    /// The file or its folder cannot be written, or is not there. The app's own defect, or a
    /// phone that was set up oddly: try again after the next start, and report it.
    #[error("the database cannot be written")]
    ReadOnly,
    /// Another process holds it, or changed the key of the seal, or this device is closed. Try
    /// again; if it stays, open the device again.
    #[error("the database is busy or closed")]
    Busy,
    /// The disk failed to read or write. Try again; if it stays, the phone's storage is failing.
    #[error("the disk failed")]
    Disk,
    /// There is no randomness to seal with. Try again after the next start.
    #[error("no randomness")]
    Random,
}

impl From<MigrationError> for StoreError {
    fn from(error: MigrationError) -> Self {
        match error {
            MigrationError::Newer => Self::Newer,
            MigrationError::Sqlite(error) => error.into(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory) => Self::Disk,
            _ => Self::Damaged,
        }
    }
}
