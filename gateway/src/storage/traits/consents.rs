//! Consents and decisions.

use crate::model::{Actor, ConsentRecord};
use crate::storage::{
    AddedConsent, Consumed, Counted, DecisionEntry, EndedConsent, Failure, NewConsentEntry,
    PreparedConsentEntry, RequestEntry, StorageError,
};
use countersign_protocol::time::UnixSeconds;

/// Consents, their copies for devices, and decisions.
pub trait ConsentStore {
    /// Keeps a consent with the requests of those devices that are still active, unless the account
    /// has too many. One that was prepared is used up in the same transaction, and only if it is
    /// kept.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn add_consent(&self, consent: &NewConsentEntry) -> Result<AddedConsent, StorageError>;

    /// Reads a consent. One whose time is over is expired, whatever the row says.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn consent(&self, id: &str, now: UnixSeconds) -> Result<Option<ConsentRecord>, StorageError>;

    /// Reads a request with the state of its consent and the decision on it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn request(&self, id: &str, now: UnixSeconds) -> Result<Option<RequestEntry>, StorageError>;

    /// What waits for a device, oldest first.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn pending_of(
        &self,
        device: &str,
        most: u32,
        now: UnixSeconds,
    ) -> Result<Vec<(String, UnixSeconds)>, StorageError>;

    /// Check 17: decides the consent by this decision if nothing decided it before, keeps the
    /// receipt and queues the outcome. An approval ends the count of failures.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn consume(&self, decision: &DecisionEntry, now: UnixSeconds)
    -> Result<Consumed, StorageError>;

    /// Decides the consent as failed, if nothing decided it before, and counts the failure:
    /// `limit` of them in a row block the device, or all devices of the account. Only an active
    /// device's failure does.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn fail(
        &self,
        failure: &Failure,
        limit: u32,
        now: UnixSeconds,
    ) -> Result<Counted, StorageError>;

    /// Takes a consent back. `Some(false)` if it was ended before, `None` if there is none.
    /// `by` asked for it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn withdraw(
        &self,
        id: &str,
        by: Option<&Actor>,
        now: UnixSeconds,
    ) -> Result<Option<bool>, StorageError>;

    /// Ends what has expired: consents, and registered devices that nobody confirmed.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn expire(&self, now: UnixSeconds) -> Result<Vec<EndedConsent>, StorageError>;

    /// Keeps a consent for a CIBA request that will name it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn prepare_consent(&self, consent: &PreparedConsentEntry) -> Result<(), StorageError>;

    /// Reads a prepared consent of this account that is not used up and has not ended.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn prepared(
        &self,
        id: &str,
        account: &str,
        now: UnixSeconds,
    ) -> Result<Option<PreparedConsentEntry>, StorageError>;
}
