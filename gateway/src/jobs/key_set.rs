//! Keeps the set of request keys that phones are given the newest, and alive.

use crate::context::Gateway;
use crate::storage::StorageError;

/// Takes what was installed elsewhere, and signs anew in time where this gateway signs.
pub(super) async fn keep(gateway: Gateway) -> Result<(), StorageError> {
    gateway.keep_published().await
}

/// Tells the log when the bank has to sign the next one.
pub(super) async fn watch(gateway: Gateway) -> Result<(), StorageError> {
    gateway.watch_published();
    Ok(())
}
