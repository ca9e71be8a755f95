//! Seals what the audit log has got since the last round (docs/audit.md).

use crate::context::Gateway;
use crate::storage::StorageError;

/// One round; a backlog is worked off in many.
pub(super) async fn seal_audit(gateway: Gateway) -> Result<(), StorageError> {
    gateway.seal_audit().await
}
