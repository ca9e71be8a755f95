//! Ends what has expired.

use crate::context::Gateway;
use crate::storage::StorageError;

/// Ends every consent whose time is over, and every registration that nobody confirmed.
pub(super) async fn expire(gateway: Gateway) -> Result<(), StorageError> {
    let now = gateway.now();
    for ended in gateway.store(move |storage| storage.expire(now)).await? {
        gateway.consent_ended(&ended.consent).await;
    }
    Ok(())
}
