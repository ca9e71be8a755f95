//! Keys in the platform's store that belong to no enrolment: of one that was never finished, or of
//! an app that was removed from a phone whose key store outlives apps.

use crate::platform::KeyStore;
use crate::store::Store;

/// What the alias of every key of ours begins with.
pub(super) const ALIAS_PREFIX: &str = "countersign-";

/// Deletes keys under our prefix that belong to no enrolment. They can sign nothing that the bank
/// accepts, so a failure is only logged, and the next start tries again.
pub(super) fn delete_orphans(store: &Store, keys: &dyn KeyStore) {
    // If an enrolment cannot be read, its keys would look like orphans: then none is deleted.
    let Ok(records) = store.records_now() else { return };
    let owned: Vec<_> = records.iter().flat_map(|record| record.aliases()).collect();
    let deleted = keys.list(ALIAS_PREFIX).and_then(|listed| {
        let left: Vec<_> = listed.into_iter().filter(|alias| !owned.contains(&alias)).collect();
        if left.is_empty() { Ok(Vec::new()) } else { keys.delete(&left) }
    });
    if !deleted.is_ok_and(|left| left.is_empty()) {
        tracing::warn!("keys that belong to no enrolment could not be deleted");
    }
}
