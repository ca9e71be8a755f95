//! Keys in the platform's store that belong to no enrolment: of one that was never finished, or of
//! an app that was removed from a phone whose key store outlives apps.

use crate::platform::{KeyAlias, KeyStore};
use crate::store::{EnrolmentRecord, Store, StoreError, new_keys};
use countersign_protocol::time::UnixSeconds;

/// What the alias of every key of ours begins with.
pub(super) const ALIAS_PREFIX: &str = "countersign-";

/// Deletes keys under our prefix that belong to no enrolment, and were not begun within the last
/// day: those may be on their way to the bank, in another process or in this one. They can sign
/// nothing that the bank accepts, so a failure is only logged, and the next start tries again.
pub(super) fn delete_orphans(store: &Store, keys: &dyn KeyStore, now: UnixSeconds) {
    // The keys first: every key in the list was in the database before it was made.
    let Ok(listed) = keys.list(ALIAS_PREFIX) else { return };
    if listed.is_empty() {
        return;
    }
    // If an enrolment cannot be read, its keys would look like orphans: then none is deleted.
    let Ok(wanted) = wanted(store, now) else { return };
    let left: Vec<_> = listed.into_iter().filter(|alias| !wanted.contains(alias)).collect();
    if !left.is_empty() && !keys.delete(&left).is_ok_and(|left| left.is_empty()) {
        tracing::warn!("keys that belong to no enrolment could not be deleted");
    }
}

/// The keys of enrolments, and those that were begun.
fn wanted(store: &Store, now: UnixSeconds) -> Result<Vec<KeyAlias>, StoreError> {
    store.read_now(move |db, seal| {
        let records = EnrolmentRecord::all(db, seal)?;
        let owned = records.iter().flat_map(|record| record.aliases().cloned());
        Ok(owned.chain(new_keys::under_way(db, now)?).collect())
    })
}
