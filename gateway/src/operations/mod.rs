//! What a gateway does for its AS, without HTTP: methods of [`Gateway`](crate::Gateway).
//!
//! An AS in the same process calls them; any other uses the HTTP API under `/channel/v1`, which
//! calls the same methods. Keycloak's channel and the jobs call them too.

mod audit;
mod consents;
mod devices;
mod key_sets;
mod offers;
mod requests;
mod showing;

pub use audit::AuditExport;
pub(crate) use audit::{MOST_ENTRIES, MOST_EXPORTED};
pub(crate) use consents::KeycloakAuthentication;
pub(crate) use devices::MOST_DEVICES;

use crate::model::ChannelError;
use crate::storage::StorageError;

impl From<StorageError> for ChannelError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

/// An account id of the AS: its own business, within reason.
fn is_account(account: &str) -> bool {
    (1..=255).contains(&account.len()) && !account.chars().any(char::is_control)
}
