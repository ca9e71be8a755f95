//! The lockout as it is kept: looked at and ended in the transaction that stores an approval.

use super::{EnrolmentRecord, Seal, StoreError};
use rusqlite::Connection;

/// Whether approving is locked. Asked in the transaction that stores an approval, since several may
/// have been prepared before the failure that locked it.
pub(crate) fn is_locked(db: &Connection, seal: &Seal, enrolment: &str) -> Result<bool, StoreError> {
    let record = EnrolmentRecord::by_id(db, seal, enrolment)?;
    Ok(record.is_some_and(|record| record.health.is_locked()))
}

/// Sets the count of failures to zero, in the transaction that stores a good approval.
pub(crate) fn reset_failures(
    db: &Connection,
    seal: &Seal,
    enrolment: &str,
) -> Result<(), StoreError> {
    let record = EnrolmentRecord::by_id(db, seal, enrolment)?;
    if record.is_some_and(|record| record.health.failures > 0) {
        EnrolmentRecord::change(db, seal, enrolment, |record| record.health.failures = 0)?;
    }
    Ok(())
}
