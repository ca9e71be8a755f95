//! Deletes records whose time is over, and seals anew what an older key sealed.

use crate::context::Gateway;
use crate::storage::{AuditEntry, Cleaned, SealedUntil, StorageError};

/// The most records of each kind that one transaction deletes: others need not wait for long.
const BATCH: u32 = 200;
/// The most transactions of each kind in one round.
const BATCHES: u32 = 20;

/// One round of deleting: bounded, so that a backlog of years is worked off in many.
pub(super) async fn clean(gateway: Gateway) -> Result<(), StorageError> {
    let now = gateway.now();
    let cutoffs = gateway.settings().retention.cutoffs(now);
    let mut records = false;
    for _ in 0..BATCHES {
        let cleaned: Cleaned =
            gateway.store(move |storage| storage.clean(&cutoffs, BATCH, now)).await?;
        records |= cleaned.of_records();
        if cleaned != Cleaned::default() {
            tracing::info!(
                content = cleaned.content,
                consents = cleaned.consents,
                offers = cleaned.offers,
                devices = cleaned.devices,
                audit = cleaned.audit,
                expired = cleaned.expired,
                "deleted what need not be kept"
            );
        }
        if !cleaned.reached(BATCH) {
            break;
        }
    }
    if records {
        let entry = AuditEntry { event: "records_deleted", ..AuditEntry::default() };
        gateway.store(move |storage| storage.audit(&entry, now)).await?;
    }
    Ok(())
}

/// Seals anew what an older key sealed, from the beginning to the end, and then ends.
pub(super) async fn seal_anew(gateway: Gateway) -> Result<(), StorageError> {
    let mut at = SealedUntil::default();
    while let Some(next) = gateway.store(move |storage| storage.seal_anew(at, BATCH)).await? {
        at = next;
    }
    tracing::info!("everything that is sealed is sealed with the first key");
    Ok(())
}
